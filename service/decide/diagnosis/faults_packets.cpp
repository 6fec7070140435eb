// SPDX-License-Identifier: MIT
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"

#include <algorithm>

/// What is wrong with large packets: small ones pass.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_largest_usual_mtu = 1500;
constexpr std::uint32_t c_smallest_usual_mtu = 1400;
// What WireGuard adds to each packet over IPv4; the least of what tunnels add.
constexpr std::uint32_t c_smallest_overhead = 60;

bool is_odd(std::uint32_t mtu) {
    return mtu > c_largest_usual_mtu || (mtu > 0 && mtu < c_smallest_usual_mtu);
}

std::string mtu_of(const std::string& name, std::uint32_t mtu) {
    return "the largest packet of " + name + " has " + std::to_string(mtu) + " bytes";
}

/// Empty when no packet size is unusual.
std::string odd_mtu(const DiagnosisContext& context) {
    if (const Adapter* vpn = adapter_of_vpn(context.evidence()); vpn != nullptr && is_odd(vpn->mtu)) {
        return mtu_of(context.vpn_name(), vpn->mtu);
    }
    const auto* device = find_where(or_empty(context.guest().devices), [](const GuestDevice& one) {
        return one.up && one.mtu > c_largest_usual_mtu;
    });
    return device == nullptr ? std::string{} : mtu_of(device->name + " in WSL", device->mtu);
}

/// The connection stood, and what came then did not come through. A certificate that WSL does not trust came
/// through.
bool stalls(const Comparison& endpoint) {
    const ProbeStep step = endpoint.wsl->failed;
    return (step == ProbeStep::Tls || step == ProbeStep::Send || step == ProbeStep::Answer ||
            step == ProbeStep::Body) &&
           !has_part(endpoint.wsl->error, "certificate");
}

/// Nothing: large packets are not what fails.
std::optional<Confidence> loses_large(const Comparison& endpoint, const DiagnosisContext& context,
                                      bool is_mtu_odd) {
    const auto connects = context.trial_of(endpoint).connects;
    const auto large = context.trial_of(endpoint).large_answer;
    if (!connects.value_or(true) || large.value_or(false)) {
        return std::nullopt;
    }
    if (large) {
        return is_mtu_odd ? Confidence::Certain : Confidence::Likely;
    }
    if (!stalls(endpoint) || !is_mtu_odd) {
        return std::nullopt;
    }
    return connects ? Confidence::Likely : Confidence::Possible;
}

bool large_arrived(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    return std::ranges::any_of(cut, [&](const Comparison* endpoint) {
        return context.trial_of(*endpoint).large_answer.value_or(false);
    });
}

Judgement large_packets_lost(const DiagnosisContext& context) {
    const std::string odd = odd_mtu(context);
    Yes yes{};
    for (const Comparison* endpoint : context.suspects().cut) {
        if (const auto confidence = loses_large(*endpoint, context, !odd.empty())) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = std::max(yes.confidence, *confidence);
        }
    }
    if (yes.endpoints.empty()) {
        return No{large_arrived(context) ? "large packets reach WSL" : ""};
    }
    yes.evidence.emplace_back("connections come about, and large packets do not arrive");
    if (!odd.empty()) {
        yes.evidence.push_back(odd);
    }
    return yes;
}

/// The tunnel inside WSL by which it leaves; null: it leaves by a device of Windows'.
const GuestDevice* inner_tunnel(const Comparison& endpoint, const DiagnosisContext& context) {
    const auto& way = context.trial_of(endpoint).leaves_by;
    return find_where(or_empty(context.guest().devices), [&](const GuestDevice& device) {
        return way == device.name && device.up && !is_made_by_wsl(device);
    });
}

/// The one of Windows' devices with the least room for what a tunnel sends; null: none has one.
const GuestDevice* narrowest_below(const GuestDevice& tunnel, const DiagnosisContext& context) {
    const GuestDevice* narrowest = nullptr;
    for (const GuestDevice& device : or_empty(context.guest().devices)) {
        const bool is_below = device.up && device.mtu > 0 && device.name.starts_with("eth") &&
                              device.mtu < tunnel.mtu + c_smallest_overhead;
        narrowest = is_below && (narrowest == nullptr || device.mtu < narrowest->mtu) ? &device : narrowest;
    }
    return narrowest;
}

/// tailscaled in Windows and in WSL: 1280 bytes inside 1280.
Judgement nested_tunnel(const DiagnosisContext& context) {
    Yes yes{Confidence::Likely, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const GuestDevice* tunnel = inner_tunnel(*endpoint, context);
        const GuestDevice* below = tunnel == nullptr ? nullptr : narrowest_below(*tunnel, context);
        if (below == nullptr || !loses_large(*endpoint, context, true)) {
            continue;
        }
        yes.arguments = {below->name};
        yes.endpoints.push_back(endpoint);
        yes.evidence = {mtu_of(tunnel->name + " in WSL", tunnel->mtu),
                        mtu_of(below->name + " below it", below->mtu)};
    }
    return if_any(std::move(yes));
}

bool is_nat(const DiagnosisContext& context) {
    return context.evidence().effective == NetworkingMode::Nat;
}

/// A VPN's packet size explains it better (#40615).
Judgement nat_stalls(const DiagnosisContext& context) {
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    if (!context.guest().tcp_timestamps) {
        return No{};
    }
    if (!*context.guest().tcp_timestamps) {
        return No{"TCP timestamps are off in WSL"};
    }
    if (vpn != nullptr && is_odd(vpn->mtu)) {
        return No{mtu_of(context.vpn_name(), vpn->mtu)};
    }
    return if_any(
        Yes{Confidence::Likely,
            {},
            those(context.suspects().cut,
                  [&](auto* endpoint) { return loses_large(*endpoint, context, true).has_value(); }),
            {"connections come about, and large answers stop", "TCP timestamps are on in WSL"}});
}

using namespace rows;

constexpr FaultSet c_of_large{c_no_network, NestedTunnel, NatStalls};

constexpr auto c_rows = std::to_array<FaultRow>({
    {LargePacketsLost, Error, 0s, c_of_large, {running, cut, guest}, large_packets_lost},
    {NestedTunnel, Error, 0s, c_no_network, {running, cut, guest}, nested_tunnel},
    {NatStalls, Error, 15s, c_no_network, {running, when<is_nat>, cut, guest}, nat_stalls},
});

} // namespace

constinit const Family c_faults_of_packets = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
