#pragma once

#include "common/adapter.hpp"
#include "common/agent_protocol.hpp"
#include "common/error.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What is run inside the guest: scripts for a POSIX sh (dash, busybox) and iproute2, and how to read what
/// they print. A script is fixed text. What comes from outside is checked, and travels as an argument, never
/// inside the text; or on standard input, where it is a secret.
namespace mirrorwatch::wsl {

/// Our rule's preference and our table's number. WSL itself uses preferences 0, 1 and 2, and tables 127 and
/// 128.
inline constexpr int c_preference = 5170;

struct GuestScript {
    std::string text;
    std::vector<std::string> arguments;
    std::string input = {}; // on standard input, for what nobody else in the guest may see

    friend bool operator==(const GuestScript&, const GuestScript&) = default;
};

/// What a script reported. Anything else in its output is ignored.
struct GuestReport {
    enum class Outcome { None, Done, Refused, Failed }; // None: it did not get to its end
    Outcome outcome = Outcome::None;
    std::string word; // Done: the device, or "gone", "stale"; Refused: the reason's word; Failed: what failed
    std::string record;                   // lines of a link's record
    std::vector<std::string> ports;       // "0 1 1": number of the target, listens, answers
    std::vector<std::string> facts = {};  // JSON objects, one each
    std::vector<std::string> docker = {}; // the same, of Docker's making

    friend bool operator==(const GuestReport&, const GuestReport&) = default;
};

// Words of a refusal
inline constexpr std::string_view c_not_found = "device-not-found";
inline constexpr std::string_view c_ambiguous = "device-ambiguous";
inline constexpr std::string_view c_only_default = "only-default-route";
inline constexpr std::string_view c_no_rules = "no-rules";
inline constexpr std::string_view c_no_iproute = "no-iproute2";
inline constexpr std::string_view c_no_tool = "no-tool";

/// Rule and table as they should be now, v4 and v6; refreshes what is there. Leaves nothing behind when it
/// fails.
[[nodiscard]] GuestScript apply_rule(const AdapterIdentity& vpn);
/// No rule and no table of ours is left, or it fails.
[[nodiscard]] GuestScript undo_rule();
/// The device's state, addresses and routes, as a record.
[[nodiscard]] GuestScript record_link(const AdapterIdentity& vpn);
[[nodiscard]] GuestScript set_link_down(const AdapterIdentity& vpn);
/// Up, and what the record has and the guest lacks is put back. Not when WSL has changed the device meanwhile
/// ("stale"), or started again ("gone"). Error: the record is not one of ours.
[[nodiscard]] Result<GuestScript> undo_link(const AdapterIdentity& vpn, const std::string& record);
/// Does something listen on each target's port, and does a connection from within the guest succeed?
[[nodiscard]] GuestScript ask(const std::vector<agent::GuestTarget>& targets);

/// What listens in the guest, by whose hand, and what Docker publishes.
[[nodiscard]] GuestScript list_listeners();

[[nodiscard]] GuestReport read_report(std::string_view output);
/// The trials, one for each target, in order; error when the report does not speak of all of them.
[[nodiscard]] Result<GuestFacts> read_evidence(const GuestReport& report,
                                               const std::vector<agent::GuestTarget>& targets);

/// A host as a script may have it: letters, digits and ".:-_", not "-" at the beginning.
[[nodiscard]] bool is_guest_host(std::string_view host);

/// "up" or "down" and the boot's id, as a record has them; empty when it does not.
[[nodiscard]] std::string record_state(std::string_view record);
[[nodiscard]] std::string record_boot(std::string_view record);

} // namespace mirrorwatch::wsl
