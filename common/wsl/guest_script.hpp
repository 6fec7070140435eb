// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/agent_protocol.hpp"
#include "common/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What is run inside the guest: scripts for a POSIX sh (dash, busybox) and iproute2, and how to read what
/// they print. A script is fixed text. What comes from outside is checked, and travels as an argument, never
/// inside the text; or on standard input, where it is a secret.
namespace mirrorwatch::wsl {

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
    std::string record;                   // lines of a record
    std::vector<std::string> ports;       // "0 1 1": number of the target, listens, answers ("-": not known)
    std::vector<std::string> facts = {};  // JSON objects, one each
    std::vector<std::string> docker = {}; // the same, of Docker's making
    std::vector<std::string> seen = {};   // "resolver generated": a word of what, and what it is

    friend bool operator==(const GuestReport&, const GuestReport&) = default;
};

// Words of a refusal
inline constexpr std::string_view c_not_found = "device-not-found";
inline constexpr std::string_view c_ambiguous = "device-ambiguous";
inline constexpr std::string_view c_only_default = "only-default-route";
inline constexpr std::string_view c_no_rules = "no-rules";
inline constexpr std::string_view c_no_iproute = "no-iproute2";

/// The size of the device's largest packet ("record mtu 1500") and the boot's id, as a record.
[[nodiscard]] GuestScript read_mtu(const AdapterIdentity& vpn);
[[nodiscard]] GuestScript set_mtu(const AdapterIdentity& vpn, std::uint32_t mtu);
/// Not when it is not ours any more ("other"), or the device or that boot is gone ("gone"). An empty boot:
/// not known.
[[nodiscard]] GuestScript undo_mtu(const AdapterIdentity& vpn, const MtuReceipt& receipt,
                                   std::string_view boot);
/// All of GuestFacts; read by read_evidence. Over half a second after its patience, or cut off with what was
/// seen until then.
[[nodiscard]] GuestScript ask(const agent::AskGuest& question);

/// What listens in the guest, by whose hand, and what Docker publishes.
[[nodiscard]] GuestScript list_listeners();

[[nodiscard]] GuestReport read_report(std::string_view output);
/// Whether the distro had no program for what was asked, or for some of it.
[[nodiscard]] bool lacks_program(const GuestReport& report);
/// A host as a script may have it: letters, digits and ".:-_", not "-" at the beginning.
[[nodiscard]] bool is_guest_host(std::string_view host);

/// GUID and MAC as the guest spells them, or empty, and the addresses; what is none of these is left out.
[[nodiscard]] std::vector<std::string> identity_arguments(const AdapterIdentity& vpn);

/// The boot's id and a number of this name, as a record has them; empty or 0 when it does not.
[[nodiscard]] std::string record_boot(std::string_view record);
[[nodiscard]] std::uint32_t record_number(std::string_view record, std::string_view name);

} // namespace mirrorwatch::wsl
