// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"
#include "common/remedy.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// All that is known of each remedy, in one row: core, tray, command line and journal read it. Pure; any
/// thread.
namespace mirrorwatch {

/// What is said of it, at each step of its way. The one argument: the VPN of what is done in the guest, else
/// the mode (on its way back the former one), the setting, or none.
struct RemedyMessages {
    MessageId begins;
    MessageId awaits; // somebody starts WSL
    MessageId checks;
    MessageId helped;
    MessageId did_not_help;
    MessageId goes_back;
    MessageId awaits_back;
    MessageId is_back;
    MessageId in_force; // whatever comes of it
};

/// English words for a person; {vpn} stands for what people call the VPN. The tray translates them, `plan` is
/// the command line's.
struct RemedyWords {
    std::string_view label;     // a column of the status
    std::string_view plan;      // a step of what can be done
    std::string_view button;    // with its mnemonic
    std::string_view note;      // what changes, and whether WSL is shut down
    std::string_view undo = {}; // how it is taken back; empty: the note says so
    std::string_view announced; // during a countdown; {when} is "now" or "in 30 s"
};

struct RemedyRow {
    RemedySpec spec;
    std::string_view kind;         // as the journal spells it
    std::string_view choice;       // as the protocol spells it
    bool ends_sessions = false;    // WSL is shut down for it
    bool needs_vpn_device = false; // it is done to the VPN's own device in the guest
    bool leaves_tunnel = false;    // after it WSL's traffic does not go through the VPN
    RemedyMessages says;
    RemedyWords words;
};

/// The gentlest first.
[[nodiscard]] std::span<const RemedyRow> remedy_catalogue();

[[nodiscard]] const RemedyRow& row_of(const RemedySpec& spec);
/// The first row of that kind; null: there is none.
[[nodiscard]] const RemedyRow* find_remedy_kind(std::string_view kind);

/// WSL is shut down for it, and with it all that runs there.
[[nodiscard]] bool ends_sessions(const Choice& choice);

[[nodiscard]] std::string_view name_of(const Choice& choice);
[[nodiscard]] std::optional<Choice> choice_named(std::string_view name);

/// The words, in whatever language, with what people call the VPN; "the VPN" where that is not known.
[[nodiscard]] std::string with_vpn(std::string_view words, std::string_view vpn);

} // namespace mirrorwatch
