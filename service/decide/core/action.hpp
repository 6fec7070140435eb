// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/endpoint.hpp"
#include "common/protocol.hpp"
#include "common/remedy.hpp"
#include "common/remembered.hpp"
#include "common/user.hpp"
#include "service/decide/core/event.hpp"
#include "service/decide/core/time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the core wants done: imperatives. Each that has an id is answered by exactly one event with that id.
namespace mirrorwatch::decide {

struct WakeAt { // replaces the one before; answered by Tick
    TimePoint when;
    friend bool operator==(const WakeAt&, const WakeAt&) = default;
};

struct ReadAdapters { // -> AdaptersRead
    ActionId id = 0;
    friend bool operator==(const ReadAdapters&, const ReadAdapters&) = default;
};

struct StartProbe { // -> ProbeDone
    ActionId id = 0;
    EndpointSpec endpoint;
    Duration timeout{0};
    std::optional<UserId> as_user = {}; // by a program that runs as this user; none: by the service itself
    bool by_proxy = false;              // Http: by the proxy of whoever asks, if there is one for the host
    friend bool operator==(const StartProbe&, const StartProbe&) = default;
};

struct CheckConnectivity { // -> ConnectivitySeen
    ActionId id = 0;
    std::vector<std::string> targets;
    Duration timeout{0};
    friend bool operator==(const CheckConnectivity&, const CheckConnectivity&) = default;
};

struct AskAgent { // -> AgentAnswered
    ActionId id = 0;
    UserId user;
    agent::Request request;
    friend bool operator==(const AskAgent&, const AskAgent&) = default;
};

/// Before anything that follows it in the same step is carried out, this must be on the disk.
struct SaveJournal {
    Remembered remembered;
    friend bool operator==(const SaveJournal&, const SaveJournal&) = default;
};

struct Publish { // the user's snapshot has changed: send Supervisor::snapshot(user) to that user's clients
    UserId user;
    friend bool operator==(const Publish&, const Publish&) = default;
};

struct Reply {
    std::uint64_t connection = 0;
    protocol::Answer answer;
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// For the log; for the event log where `warn`; for a user's history where there is one.
struct Record {
    Message message;
    std::vector<std::string> evidence;
    bool warn = false;
    std::optional<UserId> user = {};
    std::optional<RemedySpec> remedy = {}; // the one whose step this is, where it is told for the first time
    friend bool operator==(const Record&, const Record&) = default;
};

struct ReadHostFacts { // -> HostFactsRead
    ActionId id = 0;
    friend bool operator==(const ReadHostFacts&, const ReadHostFacts&) = default;
};

using Action = std::variant<WakeAt, ReadAdapters, StartProbe, AskAgent, SaveJournal, Publish, Reply, Record,
                            CheckConnectivity, ReadHostFacts>;

} // namespace mirrorwatch::decide
