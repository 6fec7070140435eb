// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/agent_protocol.hpp"
#include "common/endpoint.hpp"
#include "common/evidence.hpp"
#include "common/organisation.hpp"
#include "common/protocol.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the world tells the core: past facts. A result carries the id of the action it answers; the core
/// ignores a result whose id it no longer waits for.
namespace mirrorwatch::decide {

using ActionId = std::uint64_t;

struct Tick {}; // the time asked for by WakeAt has come

struct AdapterHint {}; // something about the network may have changed

struct AdaptersRead {
    ActionId id = 0;
    AdapterTable table;
};

struct ProbeDone {
    ActionId id = 0;
    ProbeResult result;
    std::string not_asked = {}; // not empty: why nobody could ask; the result says nothing then
};

/// The users who have an active session now, in no particular order. Those not listed any more have left.
struct UsersSeen {
    std::vector<UserId> users;
    std::vector<UserId> away = {}; // of these, those whose session is disconnected: nobody sees its screen
};

struct WslConfigHint { // the user's .wslconfig may have changed
    UserId user;
};

struct AgentAnswered {
    ActionId id = 0;
    agent::Reply reply; // an agent that died or ran out of time is a Refusal with MessageId::AgentFailed
};

struct VerbReceived {
    UserId user; // from the caller's token
    std::uint64_t connection = 0;
    protocol::Request request;
};

/// A client's connection is over, of whatever it was.
struct ClientLeft {
    UserId user;
    std::uint64_t connection = 0;
};

struct Resumed {}; // from sleep

/// A VPN or dial-up connection of Windows' own could not be made; why, is in its log.
struct DialFailed {};

/// mirrorwatch.toml was read again, after a change.
struct SettingsRead {
    Settings settings;
};

/// It cannot be understood: what was in force before stays.
struct SettingsBroken {
    std::string error; // with file, line, column and what would be right
};

/// What the organisation sets was read again, after a change.
struct PolicyRead {
    OrganisationPolicy policy;
    std::vector<std::string> errors = {}; // what of it is wrong, and does not count
};

/// The user's own settings, which count for that user alone; they replace the previous ones.
struct UserEndpointsRead {
    UserId user;
    std::vector<EndpointSpec> endpoints;
    std::string error; // not empty: the previous ones stay
    bool has_proxy = false;
    std::optional<Language> language = {}; // what the user's own settings say of it
};

struct UserSettingsHint { // the user's mirrorwatch.toml may have changed
    UserId user;
};

/// The processes that live as long as a WSL machine does, one for each user who runs WSL, after one came or
/// went; whose each is, is not known. Costs nothing to see, unlike asking wsl.exe.
struct WslVmPresence {
    std::vector<std::uint32_t> processes; // their ids, sorted
};

/// Whether any of the configured connectivity targets accepted.
struct ConnectivitySeen {
    ActionId id = 0;
    bool online = false;
};

/// Each fact is absent that could not be had.
struct HostFactsRead {
    ActionId id = 0;
    HostFacts facts;
};

/// Something of Mirrorwatch's own, or of Windows, does not work, whoever the user is; or works again.
struct ServiceTrouble {
    std::string part;               // "the pipe", "Network List Manager": what it is about; one trouble each
    std::optional<Message> message; // nothing: it is over
};

using Event = std::variant<Tick, AdapterHint, AdaptersRead, ProbeDone, UsersSeen, WslConfigHint,
                           AgentAnswered, VerbReceived, Resumed, SettingsRead, SettingsBroken,
                           UserEndpointsRead, UserSettingsHint, WslVmPresence, ConnectivitySeen,
                           HostFactsRead, DialFailed, ServiceTrouble, ClientLeft, PolicyRead>;

/// Where sensors and effectors put events. Called on the loop's thread only.
using EventSink = std::function<void(Event)>;

} // namespace mirrorwatch::decide
