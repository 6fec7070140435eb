#pragma once

#include "common/adapter.hpp"
#include "common/fault.hpp"
#include "common/finding.hpp"
#include "common/wsl/state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

enum class RemedyKind {
    Exclude,       // take the VPN's device away from WSL, without a restart
    SwitchMode,    // networkingMode=nat (or another rung) and one shutdown
    ChangeSetting, // another setting of .wslconfig and one shutdown
    LowerMtu,      // of the VPN's device in the guest, without a restart
    RestartWsl,    // one shutdown, and nothing is changed
};

/// What ChangeSetting changes: always to false.
enum class ConfigSetting { DnsTunneling, AutoProxy };

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

/// One remedy of one user, from consent to its end. This is what the journal keeps over a restart of the
/// service.
struct Remedy {
    std::string id; // unique for ever: "20261122T154700-1"; letters, digits and '-' only (it names a backup)
    RemedyKind kind = RemedyKind::Exclude;
    RemedyState state = RemedyState::Applying;
    NetworkingMode mode = NetworkingMode::Nat; // SwitchMode: what WSL is switched to
    std::optional<AdapterIdentity> vpn;        // which VPN it answers; none for a rollback asked for by hand
    std::vector<std::string> endpoints;        // those that failed when it was taken
    std::optional<ExclusionReceipt> receipt;
    std::optional<ConfigEdit> edit;
    std::optional<MtuReceipt> mtu = {};
    std::optional<Message> ending;                       // why it was given up, or what it ended with
    ConfigSetting setting = ConfigSetting::DnsTunneling; // ChangeSetting: what is set to false
    std::optional<Fault> fault = {};                     // what it is to cure; none when asked for by hand
    bool automatic = false;                              // nobody was asked
    bool may_shut_down = true; // the consent covers one shutdown, and it was not used yet
    std::string vm_id = {}; // of the virtual machine that runs without what was applied; empty: none is known

    friend bool operator==(const Remedy&, const Remedy&) = default;
};

[[nodiscard]] constexpr bool is_over(RemedyState state) {
    return state == RemedyState::Undone || state == RemedyState::GivenUp;
}

} // namespace mirrorwatch
