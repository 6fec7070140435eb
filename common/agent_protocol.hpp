// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "common/evidence.hpp"
#include "common/finding.hpp"
#include "common/remedy.hpp"
#include "common/wsl/state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the service asks the agent, the process that acts as the user, and what it answers. One request, one
/// process, one answer: JSON on standard input, JSON on standard output. Every request may be repeated after
/// a kill at any moment.
namespace mirrorwatch::agent {

/// -> WslObservation. Never starts WSL. `ask_guest`: if a distro runs, also the effective mode and the VM's
/// id; that resets WSL's idle timers, so not more often than there is a reason.
struct ObserveWsl {
    bool ask_guest = false;
    friend bool operator==(const ObserveWsl&, const ObserveWsl&) = default;
};

inline constexpr int c_usual_patience_s = 2;
inline constexpr int c_most_patience_s = 8; // what takes longer is as good as lost

struct GuestTarget {
    std::string name; // of the endpoint
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const GuestTarget&, const GuestTarget&) = default;
};

/// -> GuestFacts, in one call of wsl.exe: the guest's devices, routes and neighbour, and how it fares with
/// each target, step by step.
struct AskGuest {
    std::vector<GuestTarget> targets;
    // Seconds for a target's name, 1 to c_most_patience_s; a connection has 2 at most.
    int patience_s = c_usual_patience_s;
    friend bool operator==(const AskGuest&, const AskGuest&) = default;
};

/// -> ExclusionReceipt, after what was done has been read back. Applied again, it puts back what WSL took
/// away, and renews the watcher's lease. Refused when the device carries the guest's only default route.
struct ApplyExclusion {
    AdapterIdentity vpn;
    friend bool operator==(const ApplyExclusion&, const ApplyExclusion&) = default;
};

/// -> Done, when nothing of ours is left in the guest. Also when WSL does not run: then nothing is left
/// either.
struct UndoExclusion {
    AdapterIdentity vpn;
    friend bool operator==(const UndoExclusion&, const UndoExclusion&) = default;
};

/// -> ConfigEdit. Backs the file up under the remedy's id, then sets wsl2.networkingMode with the fewest
/// bytes.
struct SetNetworkingMode {
    std::string remedy_id;
    NetworkingMode mode = NetworkingMode::Nat;
    friend bool operator==(const SetNetworkingMode&, const SetNetworkingMode&) = default;
};

/// -> ConfigEdit. The same for wsl2.dnsTunneling or wsl2.autoProxy, which becomes false. Its `before` and
/// `after` are the networking mode, which stays.
struct SetConfigSetting {
    std::string remedy_id;
    ConfigSetting setting = ConfigSetting::DnsTunneling;
    friend bool operator==(const SetConfigSetting&, const SetConfigSetting&) = default;
};

/// -> MtuReceipt. Of the VPN's device in the guest; applied twice, it is applied once.
struct ApplyMtu {
    AdapterIdentity vpn;
    std::uint32_t mtu = 1280; // 576…65535
    friend bool operator==(const ApplyMtu&, const ApplyMtu&) = default;
};

/// -> Done, also when the device or WSL is gone, or has another MTU than ours by now.
struct UndoMtu {
    AdapterIdentity vpn;
    MtuReceipt receipt;
    friend bool operator==(const UndoMtu&, const UndoMtu&) = default;
};

/// -> ConfigEdit. The original bytes when the file is what we left; else only our value is put back, if it
/// still stands.
struct PutBackConfig {
    std::string remedy_id;
    friend bool operator==(const PutBackConfig&, const PutBackConfig&) = default;
};

/// -> Done. wsl --shutdown: ends every distro of the user.
struct ShutDownWsl {
    friend bool operator==(const ShutDownWsl&, const ShutDownWsl&) = default;
};

/// -> ProbeResults. All that are due, in one call of wsl.exe in one running distro, at the same time.
struct ProbeFromGuest {
    std::vector<EndpointSpec> endpoints;
    std::vector<AddressPrefix> host_subnets; // for EndpointKind::WslNetwork: those of Windows' adapters
    int attempts = 1; // at each, until one succeeds; c_attempt_every apart. 1 to c_most_attempts
    // For EndpointKind::WslNetwork: Windows has a default route of this kind
    bool host_has_default_ipv4 = true;
    bool host_has_default_ipv6 = true;
    friend bool operator==(const ProbeFromGuest&, const ProbeFromGuest&) = default;
};

/// -> Proposals: what listens in the guest, and what Docker publishes there.
struct ProposeEndpoints {
    friend bool operator==(const ProposeEndpoints&, const ProposeEndpoints&) = default;
};

/// -> UserSettings.
struct ReadUserSettings {
    friend bool operator==(const ReadUserSettings&, const ReadUserSettings&) = default;
};

using Request = std::variant<ObserveWsl, AskGuest, ApplyExclusion, UndoExclusion, SetNetworkingMode,
                             PutBackConfig, ShutDownWsl, ProbeFromGuest, ProposeEndpoints, ReadUserSettings,
                             SetConfigSetting, ApplyMtu, UndoMtu>;

/// It only looks at something that nobody waits for, so that nothing else may wait for it.
[[nodiscard]] inline bool is_looking(const Request& request) {
    return std::holds_alternative<ProbeFromGuest>(request) ||
           std::holds_alternative<ProposeEndpoints>(request) ||
           std::holds_alternative<ReadUserSettings>(request);
}

/// One for each endpoint of the request, in its order.
struct ProbeResults {
    std::vector<ProbeResult> results;
    std::string distro; // ProbeFromGuest: where
    /// ProbeFromGuest: TCP ports at which something in the guest can be reached by Windows' 127.0.0.1, each
    /// once, in order. Nothing: no EndpointKind::WslNetwork was among the questions, or it was not answered.
    std::optional<std::vector<std::uint16_t>> listening = {};
    friend bool operator==(const ProbeResults&, const ProbeResults&) = default;
};

struct Proposal {
    std::string name;   // "postgres on 5432"
    std::string url;    // "tcp://127.0.0.1:5432"
    std::string reason; // "docker publishes it", "postgres listens in Ubuntu"
    friend bool operator==(const Proposal&, const Proposal&) = default;
};

struct Proposals {
    std::vector<Proposal> proposals;
    friend bool operator==(const Proposals&, const Proposals&) = default;
};

/// The text of the user's own mirrorwatch.toml in %LocalAppData%\Mirrorwatch; none when there is none.
struct UserSettings {
    std::optional<std::string> text;
    bool has_proxy = false; // the user's programs go through a proxy
    friend bool operator==(const UserSettings&, const UserSettings&) = default;
};

struct Done {
    friend bool operator==(const Done&, const Done&) = default;
};

/// Why it was not done. The code is one of MessageId's "given up or refused" group.
struct Refusal {
    Message why;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

using Reply = std::variant<WslObservation, GuestFacts, ExclusionReceipt, ConfigEdit, Done, Refusal,
                           ProbeResults, Proposals, UserSettings, MtuReceipt>;

[[nodiscard]] std::string to_json(const Request& request);
[[nodiscard]] std::string to_json(const Reply& reply);
/// Errors name the member that is missing or of the wrong type.
[[nodiscard]] Result<Request> request_from_json(std::string_view text);
[[nodiscard]] Result<Reply> reply_from_json(std::string_view text);

} // namespace mirrorwatch::agent
