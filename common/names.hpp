// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/evidence.hpp"
#include "common/fault_table.hpp"
#include "common/finding.hpp"
#include "common/message_table.hpp"
#include "common/remedy.hpp"
#include "common/remembered.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "common/wsl/state.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace mirrorwatch {

/// How an enumeration is spelled in JSON and on the command line: its names in the order of its enumerators.
template <class E>
inline constexpr std::array<std::string_view, 0> c_names_of{};

template <>
inline constexpr std::array<std::string_view, 6> c_names_of<EndpointState>{"unknown", "pending", "up",
                                                                           "down",    "skipped", "paused"};

template <>
inline constexpr std::array<std::string_view, 5> c_names_of<EndpointKind>{"http", "https", "tcp", "dns",
                                                                          "wsl-network"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<EndpointWhen>{"always", "vpn", "no_vpn"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<Vantage>{"windows", "wsl"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<EndpointFrom>{"windows", "wsl", "both"};

template <>
inline constexpr std::array<std::string_view, 4> c_names_of<EndpointSource>{"machine", "user", "built_in",
                                                                            "learned"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<IpFamily>{"auto", "4", "6"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<HttpMethod>{"GET", "HEAD", "POST"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<ProxyUse>{"system", "none", "named"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<RunsIn>{"service", "agent", "guest"};

template <>
inline constexpr std::array<std::string_view, 11> c_names_of<ProbeStep>{
    "none", "name", "connect", "refused", "tls", "send", "answer", "status", "body", "network", "guest"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<Health>{"fine", "trouble"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<ConfigSetting>{"dnsTunneling", "autoProxy"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<ExcludeBy>{"guest", "wslconfig"};

template <>
inline constexpr std::array<std::string_view, 10> c_names_of<RemedyState>{
    "applying", "shutting_down",      "awaiting_wsl",      "verifying", "helped",
    "undoing",  "undo_shutting_down", "undo_awaiting_wsl", "undone",    "given_up"};

template <>
inline constexpr std::array<std::string_view, 6> c_names_of<NetworkingMode>{
    "unknown", "none", "nat", "bridged", "mirrored", "virtioproxy"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<VerdictKind>{"no", "maybe", "vpn"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<VpnKind>{"adapter", "service", "take_over"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<RasKind>{"vpn", "broadband", "dial_up"};

template <>
inline constexpr std::array<std::string_view, 12> c_names_of<Circumstance>{
    "host_address",  "shared_address", "public_address", "local_mac",  "root_device", "ras_vpn",
    "ras_broadband", "ras_dial_up",    "default_route",  "dns_change", "recent",      "vpn_service_running"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<Trait>{"takes_whole_host", "synthetic_addresses"};

template <>
inline constexpr auto c_names_of<MessageId> = [] {
    std::array<std::string_view, c_message_count> names;
    std::ranges::transform(c_message_texts, names.begin(), &MessageText::name);
    return names;
}();

template <>
inline constexpr auto c_names_of<Fault> = [] {
    std::array<std::string_view, c_fault_count> names;
    std::ranges::transform(c_fault_texts, names.begin(), &FaultText::name);
    return names;
}();

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<Severity>{"hint", "warning", "error"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<Confidence>{"possible", "likely", "certain"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<Preference>{"ask", "always_exclude", "never_ask"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<PolicyAction>{"ask", "auto", "notify"};

template <>
inline constexpr std::array<std::string_view, 5> c_names_of<VpnPolicy::Action>{"ask", "auto", "notify",
                                                                               "exclude", "never"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<RestorePolicy>{"ask", "auto", "never"};

template <>
inline constexpr std::array<std::string_view, 5> c_names_of<Language>{"auto", "en", "de", "zh-Hans", "ja"};

template <>
inline constexpr std::array<std::string_view, 5> c_names_of<NeighbourState>{"unknown", "reachable", "stale",
                                                                            "incomplete", "failed"};

template <class E>
requires std::is_enum_v<E>

[[nodiscard]] constexpr std::string_view name_of(E value) {
    static_assert(!c_names_of<E>.empty(), "this enumeration has no names");
    return c_names_of<E>.at(static_cast<std::size_t>(value));
}

/// Exactly as name_of spells it; nothing for any other text.
template <class E>
[[nodiscard]] constexpr std::optional<E> value_named(std::string_view name) {
    static_assert(!c_names_of<E>.empty(), "this enumeration has no names");
    const auto& names = c_names_of<E>;
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt : std::optional{static_cast<E>(found - names.begin())};
}

} // namespace mirrorwatch
