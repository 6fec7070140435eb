// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/fault.hpp"
#include "common/finding.hpp"
#include "common/wsl/state.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mirrorwatch {

/// A setting of .wslconfig that a remedy sets to false.
enum class ConfigSetting { DnsTunneling, AutoProxy };

// What can be done about a fault. common/remedy_catalogue.hpp has a row for each.

/// The VPN's device is taken away from WSL, which keeps running.
struct Exclude {
    friend auto operator<=>(const Exclude&, const Exclude&) = default;
};

/// networkingMode=`mode`, and one shutdown of WSL.
struct SwitchMode {
    NetworkingMode mode = NetworkingMode::Nat;

    friend auto operator<=>(const SwitchMode&, const SwitchMode&) = default;
};

/// Another setting of .wslconfig, and one shutdown of WSL.
struct ChangeSetting {
    ConfigSetting setting = ConfigSetting::DnsTunneling;

    friend auto operator<=>(const ChangeSetting&, const ChangeSetting&) = default;
};

/// The largest packet of the VPN's device in the guest is made smaller; WSL keeps running.
struct LowerMtu {
    static constexpr std::uint32_t c_to = 1280; // bytes: what every IPv6 path carries (RFC 8200)

    friend auto operator<=>(const LowerMtu&, const LowerMtu&) = default;
};

/// One shutdown of WSL, and nothing is changed.
struct RestartWsl {
    friend auto operator<=>(const RestartWsl&, const RestartWsl&) = default;
};

using RemedySpec = std::variant<Exclude, SwitchMode, ChangeSetting, LowerMtu, RestartWsl>;

// What the user may answer besides one of them.

/// The VPN is gone: .wslconfig is put back as it was, and WSL shut down once.
struct Restore {
    friend auto operator<=>(const Restore&, const Restore&) = default;
};

/// Of a countdown: cancel it.
struct NotNow {
    friend auto operator<=>(const NotNow&, const NotNow&) = default;
};

/// Begin the countdown again in ten minutes.
struct Postpone {
    friend auto operator<=>(const Postpone&, const Postpone&) = default;
};

using Choice = std::variant<RemedySpec, Restore, NotNow, Postpone>;

template <class Kind>
[[nodiscard]] constexpr bool is(const RemedySpec& spec) {
    return std::holds_alternative<Kind>(spec);
}

/// A remedy of this kind, or this answer.
template <class Kind>
[[nodiscard]] constexpr bool is(const Choice& choice) {
    return choice.index() == Choice{Kind{}}.index() &&
           (!std::holds_alternative<RemedySpec>(choice) ||
            std::get<RemedySpec>(choice).index() == std::get<RemedySpec>(Choice{Kind{}}).index());
}

/// How an exclusion stands in the guest. Undoing it needs none of this: all that is ours is in the guest's
/// kernel.
struct ExclusionReceipt {
    std::string device;            // "eth1" when it was applied; looked up each time
    bool survives_updates = false; // by nexthop objects; else IPv4 is lost whenever WSL updates an adapter
    bool is_watched = false;       // systemd in the guest runs a watcher that heals it within a second

    friend bool operator==(const ExclusionReceipt&, const ExclusionReceipt&) = default;
};

/// What has to be known to undo LowerMtu.
struct MtuReceipt {
    std::string device;       // "eth1" when it was applied; looked up again each time
    std::uint32_t before = 0; // bytes
    std::uint32_t after = 0;

    friend bool operator==(const MtuReceipt&, const MtuReceipt&) = default;
};

/// What an edit of .wslconfig did. The original bytes lie in the user's wslconfig-history, in the backup that
/// bears the remedy's id.
struct ConfigEdit {
    NetworkingMode before = NetworkingMode::Unknown;
    NetworkingMode after = NetworkingMode::Unknown;
    std::string before_sha256; // empty: there was no file
    std::string after_sha256;  // empty: there is no file

    friend bool operator==(const ConfigEdit&, const ConfigEdit&) = default;
};

/// The way of a remedy. Exclude and LowerMtu: Applying, Verifying, Helped, Undoing, Undone.
/// SwitchMode and ChangeSetting: Applying, ShuttingDown, AwaitingWsl, Verifying, Helped, Undoing,
/// UndoShuttingDown, UndoAwaitingWsl, Undone. RestartWsl: ShuttingDown, AwaitingWsl, Verifying, Undone.
/// Each may end in GivenUp, with a sentence.
enum class RemedyState {
    Applying,
    ShuttingDown,
    AwaitingWsl, // no deadline: WSL is never started by us
    Verifying,
    Helped, // in force, and verified
    Undoing,
    UndoShuttingDown,
    UndoAwaitingWsl,
    Undone,
    GivenUp,
};

/// What is known of a remedy that was applied, so that it can be undone; nothing: not applied yet, or there
/// is nothing to know.
using Receipt = std::variant<std::monostate, ExclusionReceipt, ConfigEdit, MtuReceipt>;

/// One remedy of one user, from consent to its end. This is what the journal keeps over a restart of the
/// service.
struct Remedy {
    std::string id; // unique for ever: "20261122T154700-1"; letters, digits and '-' only (it names a backup)
    RemedySpec spec = Exclude{};
    RemedyState state = RemedyState::Applying;
    std::optional<AdapterIdentity> vpn; // which VPN it answers; none for a rollback asked for by hand
    std::vector<std::string> endpoints; // those that failed when it was taken
    Receipt receipt;
    std::optional<Message> ending;   // why it was given up, or what it ended with
    std::optional<Fault> fault = {}; // what it is to cure; none when asked for by hand
    bool automatic = false;          // nobody was asked
    bool may_shut_down = true;       // the consent covers one shutdown, and it was not used yet
    std::string vm_id = {}; // of the virtual machine that runs without what was applied; empty: none is known

    /// What it did to .wslconfig; null: nothing, as far as is known.
    [[nodiscard]] const ConfigEdit* edit() const { return std::get_if<ConfigEdit>(&receipt); }

    friend bool operator==(const Remedy&, const Remedy&) = default;
};

[[nodiscard]] constexpr bool is_over(RemedyState state) {
    return state == RemedyState::Undone || state == RemedyState::GivenUp;
}

} // namespace mirrorwatch
