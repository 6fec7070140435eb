// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Questions about adapters, devices and addresses that several rules ask.
namespace mirrorwatch::decide {

/// Of an adapter of Windows that is up.
[[nodiscard]] bool is_own_address(std::string_view host, const Evidence& evidence);
/// Its requests go through the proxy, where there is one.
[[nodiscard]] bool goes_through_proxy(const EndpointSpec& spec);

/// It has to be looked up before anything is sent.
[[nodiscard]] bool has_name(const Comparison& endpoint);
/// The literal, or what the guest or the settings say; empty when there is nothing of all this.
[[nodiscard]] std::vector<std::string> addresses_of(const Comparison& endpoint,
                                                    const DiagnosisContext& context);

/// A card, not what a driver pretends.
[[nodiscard]] bool is_physical(const Adapter& adapter, const Evidence& evidence);
/// TUN or TAP.
[[nodiscard]] bool is_tunnel(const Adapter& adapter);
/// The adapter through which Windows reaches the endpoint; null when that cannot be told.
[[nodiscard]] const Adapter* way_of_windows(const Comparison& endpoint, const DiagnosisContext& context);
/// The VPN that came up last has a client with this quirk.
[[nodiscard]] bool has_trait(const Evidence& evidence, Trait trait);
/// A service that runs and has it, as a VPN without an adapter; else null.
[[nodiscard]] const Vpn* service_with(const Evidence& evidence, Trait trait);
/// The VPN that came up last, if it has an adapter in the table; else null.
[[nodiscard]] const Adapter* adapter_of_vpn(const Evidence& evidence);

/// Null: it has none, or the guest did not tell.
[[nodiscard]] const GuestDevice* device_of(const Adapter& adapter, const DiagnosisContext& context);
/// WSL has made it, for an adapter of Windows' or for itself: another program's is another.
[[nodiscard]] bool is_made_by_wsl(const GuestDevice& device);
/// The main table has a route to there through this device; nothing when the routes are not known.
[[nodiscard]] std::optional<bool> has_route(const DiagnosisContext& context, const GuestDevice& device,
                                            const std::string& address);

/// The name could not be looked up in the guest.
[[nodiscard]] bool name_fails(const Comparison& endpoint, const DiagnosisContext& context);
/// No TCP connection comes about from the guest, refused ones not counted.
[[nodiscard]] bool connect_fails(const Comparison& endpoint, const DiagnosisContext& context);

[[nodiscard]] bool has_part(std::string_view text, std::string_view part); // whatever the case
[[nodiscard]] bool has_word(std::string_view text, std::string_view word); // the same, between other letters
[[nodiscard]] std::vector<std::string> names_of(const Comparisons& endpoints);

} // namespace mirrorwatch::decide
