#pragma once

#include "common/agent_protocol.hpp"
#include "common/finding.hpp"
#include "common/snapshot.hpp"
#include "common/wsl/state.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/network.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mirrorwatch::decide {

/// It was fine when the VPN came up and is down now, and began to fail within the blame window. Not one that
/// is only shown.
[[nodiscard]] bool is_broken_since(const Vpn& vpn, const EndpointMonitor* monitor, Duration blame_window);

/// What a diagnosis rests on. Gathered cheap first: the guest is asked last, and only when all else speaks
/// for a break.
struct BreakEvidence {
    const Vpn* vpn = nullptr;                            // that came up last and is up
    std::vector<const EndpointMonitor*> broken;          // as Windows sees them
    std::vector<const EndpointMonitor*> broken_in_guest; // and Windows reaches the same
    std::vector<const EndpointMonitor*> not_compared;    // broken in the guest; Windows has to try it
    bool mode_known = false;                             // WSL was looked at since the VPN came up
    bool wsl_running = false;
    NetworkingMode effective = NetworkingMode::Unknown;
    bool settled = false;
    std::optional<GuestFacts> guest;
};

/// Why nothing is said yet, or at all.
enum class NotYet {
    NoVpn,
    NothingBroken,
    ModeNotKnown, // -> look at WSL
    NotRunning,   // a server in WSL is down because WSL is
    NotMirrored,  // not a matter of mirrored networking
    Settling,
    AskWindows,  // -> ask whether it reaches what the guest does not
    AskGuest,    // -> ask whether the servers are alive
    ServersDead, // they do not answer inside the guest either: not the VPN's doing
};

struct Break {
    Sentence what; // VpnBrokeMirrored
    std::vector<std::string> evidence;
    std::vector<std::string> endpoints; // confirmed from the other side
    std::vector<const EndpointMonitor*> monitors;
};

[[nodiscard]] std::variant<NotYet, Break> diagnose_break(const BreakEvidence& evidence);

} // namespace mirrorwatch::decide
