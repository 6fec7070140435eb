// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/past_event.hpp"
#include "common/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The conversation over the service's pipe (common/service_pipe_win.hpp). The client greets with an empty
/// frame, as the server cannot know it by its token before; then each frame carries one JSON object. The
/// server sends a Snapshot on connect and on every change, one Answer for each request, and Leave before
/// setup replaces the programs; clients send small verbs, never a path or a command line.
namespace mirrorwatch::protocol {

inline constexpr int c_version = 1;
/// Of a VPN or an offer in a request, in characters: as long as Windows lets an adapter's name be.
inline constexpr std::size_t c_longest_name = 256;
inline constexpr std::uint32_t c_most_history = 1'000;

/// {"verb":"answer_offer","offer":"…","choice":"exclude"|"nat"|"not_now"|…,"remember":false}; "remember" may
/// be absent, which is false.
struct AnswerOffer {
    std::string offer;
    Choice choice = NotNow{};
    bool remember = false; // Exclude: always this VPN; NotNow: never ask for it again
    friend bool operator==(const AnswerOffer&, const AnswerOffer&) = default;
};

struct RollBack { // {"verb":"roll_back","mode":"nat"|"virtioproxy"}; no mode: nat
    NetworkingMode mode = NetworkingMode::Nat;
    friend bool operator==(const RollBack&, const RollBack&) = default;
};

struct RestoreMode { // {"verb":"restore"}
    friend bool operator==(const RestoreMode&, const RestoreMode&) = default;
};

struct Pause { // {"verb":"pause","minutes":60}; 0: until resumed
    std::uint32_t minutes = 0;
    friend bool operator==(const Pause&, const Pause&) = default;
};

struct Resume { // {"verb":"resume"}
    friend bool operator==(const Resume&, const Resume&) = default;
};

/// {"verb":"look"}: somebody looks at the status: let it be fresh. Asks WSL and probes what is due from
/// there.
struct Look {
    friend bool operator==(const Look&, const Look&) = default;
};

/// {"verb":"exclude","vpn":"Cisco Secure Client","always":false}: by the name of the client or the adapter.
struct ExcludeVpn {
    std::string vpn;
    bool always = false; // and from now on without asking
    friend bool operator==(const ExcludeVpn&, const ExcludeVpn&) = default;
};

/// {"verb":"include","vpn":"…","never_ask":false}: takes an exclusion back, and the preference for it.
struct IncludeVpn {
    std::string vpn;
    bool never_ask = false; // and from now on leave it alone
    friend bool operator==(const IncludeVpn&, const IncludeVpn&) = default;
};

/// {"verb":"offer_shown","offer":"…","visible":true}: the question is on a screen that somebody can see, or
/// no more. The time of a countdown runs only meanwhile. From whoever shows it, each time that it changes.
struct OfferShown {
    std::string offer;
    bool visible = true;
    friend bool operator==(const OfferShown&, const OfferShown&) = default;
};

/// {"verb":"read_history","most":20,"all":false}: answered by History. `all`: of all users, for
/// administrators.
struct ReadHistory {
    std::uint32_t most = 20; // 1 to c_most_history
    bool all = false;
    friend bool operator==(const ReadHistory&, const ReadHistory&) = default;
};

/// {"verb":"close_trays"}: the service tells every tray program to leave, of whatever user. For
/// administrators: setup replaces the programs.
struct CloseTrays {
    friend bool operator==(const CloseTrays&, const CloseTrays&) = default;
};

/// {"verb":"take_all_back"}: what stands of all users who are signed in is taken back as far as that shuts no
/// WSL down, and nothing is begun any more. For administrators: Mirrorwatch is about to be removed.
struct TakeAllBack {
    friend bool operator==(const TakeAllBack&, const TakeAllBack&) = default;
};

using Verb = std::variant<AnswerOffer, RollBack, RestoreMode, Pause, Resume, Look, ExcludeVpn, IncludeVpn,
                          OfferShown, ReadHistory, CloseTrays, TakeAllBack>;

/// A client's request; the server's Answer carries the same number.
struct Request {
    std::uint32_t number = 0;
    Verb verb;
    friend bool operator==(const Request&, const Request&) = default;
};

struct Answer {
    std::uint32_t number = 0;
    bool accepted = false;
    Message message; // why not, or what happens now
    friend bool operator==(const Answer&, const Answer&) = default;
};

/// What was done and found, the newest first.
struct History {
    std::uint32_t number = 0; // of the request
    std::vector<PastEvent> events;
    bool is_cut = false; // there is more than fits into one message
    friend bool operator==(const History&, const History&) = default;
};

/// {"type":"leave"}: a tray program ends itself; others may stay. No answer to a request.
struct Leave {
    friend bool operator==(const Leave&, const Leave&) = default;
};

using ServerMessage = std::variant<Snapshot, Answer, History, Leave>;

/// What `mirrorwatch status --format json` prints, and what the server sends: one object with the members of
/// Snapshot under their own names, behind "version" (1) and "type" ("snapshot"). Enumerations are the texts
/// of names.hpp, times are whole milliseconds in members that end in "_ms"; what there may be or not (offer,
/// notice, and in an offer fault, countdown_ms and mode) is null where it is not. A sentence is {"code",
/// "arguments", "text"}; a finding {"fault", "severity", "confidence", "arguments", "endpoints", "evidence",
/// "ruled_out": [{"fault", "because"}], "text", "advice"}, and in findings also "remedies" (choices) and
/// "not_yet" (a sentence or null). "text" and "advice" are English, for people and scripts, may change
/// between releases, and are not read back. A preference, in "wishes", is {"vpn", "wish"}: the reader's own,
/// so its account is not sent, and is empty when read. "people" is for administrators; for others it is
/// empty. A vantage's "strip" is one text (common/described.hpp). It and "networks" are absent where they are
/// empty. Each fits into one frame: of a message that would not, the strips go first, then texts and lists
/// are cut until it does, and a snapshot says so by "is_cut".
[[nodiscard]] std::string to_json(const Snapshot& snapshot);
[[nodiscard]] std::string to_json(const Request& request);
[[nodiscard]] std::string to_json(const ServerMessage& message);
/// Errors are one sentence naming the member that is missing, unknown or of the wrong type, or the version
/// that was met.
[[nodiscard]] Result<Request> request_from_json(std::string_view text);
[[nodiscard]] Result<ServerMessage> message_from_json(std::string_view text);

} // namespace mirrorwatch::protocol
