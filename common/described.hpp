// SPDX-License-Identifier: MIT
#pragma once

#include "common/json_described.hpp"
#include "common/past_event.hpp"
#include "common/remembered.hpp"
#include "common/snapshot.hpp"

#include <boost/describe/class.hpp>

/// What the structs of common/ have, in the order in which it is written, and what is special about it. All
/// that is spelled out of the order of its struct has its old order: clients and files know it.
namespace mirrorwatch {

// endpoints

BOOST_DESCRIBE_STRUCT(StatusRange, (), (first, last))

template <>
inline constexpr auto json::c_special<StatusRange> =
    std::tuple{json::at_most(&StatusRange::first, 999), json::at_most(&StatusRange::last, 999)};

BOOST_DESCRIBE_STRUCT(HttpCheck, (),
                      (target, method, headers, expected_status, body_match, body_not_match, follow_redirects,
                       max_redirects, tls_verify, tls_server_name, proxy, proxy_url))

template <>
inline constexpr auto json::c_special<HttpCheck> = std::tuple{json::at_most(&HttpCheck::max_redirects, 20)};

BOOST_DESCRIBE_STRUCT(EndpointSpec, (),
                      (name, kind, host, port, http, expected_addresses, group, from, when, family, enabled,
                       required, interval, timeout, retry_interval, max_backoff, jitter_percent,
                       failure_threshold, success_threshold, source))

template <>
inline constexpr auto json::c_special<EndpointSpec> =
    std::tuple{json::at_most(&EndpointSpec::jitter_percent, 50),
               json::at_most(&EndpointSpec::failure_threshold, 1'000),
               json::at_most(&EndpointSpec::success_threshold, 1'000)};

BOOST_DESCRIBE_STRUCT(ProbeResult, (), (ok, error, latency, failed, certificate_expires, attempts))

template <>
inline constexpr auto json::c_special<ProbeResult> =
    std::tuple{json::at_most(&ProbeResult::attempts, c_most_attempts)};

// adapters and the guest

BOOST_DESCRIBE_STRUCT(AddressPrefix, (), (address, length))

template <>
inline constexpr auto json::c_special<AddressPrefix> = std::tuple{json::at_most(&AddressPrefix::length, 128)};

BOOST_DESCRIBE_STRUCT(AdapterIdentity, (), (guid, mac, addresses, name))
BOOST_DESCRIBE_STRUCT(GuestDevice, (), (name, guid, mac, up, mtu, addresses))
BOOST_DESCRIBE_STRUCT(GuestRoute, (), (destination, device, gateway, metric))
BOOST_DESCRIBE_STRUCT(GuestTrial, (),
                      (endpoint, name_resolves, resolved, connects, large_answer, listens_here, answers_here,
                       leaves_by))
BOOST_DESCRIBE_STRUCT(GuestFacts, (),
                      (devices, routes, gateway, trials, resolv_conf_is_generated, http_proxy,
                       terminal_in_use, tcp_timestamps))
BOOST_DESCRIBE_STRUCT(WslObservation, (),
                      (running, effective, configured, vm_id, config_sha256, config_mistakes))

// findings

BOOST_DESCRIBE_STRUCT(RuledOut, (), (fault, because))
BOOST_DESCRIBE_STRUCT(Finding, (), (fault, severity, confidence, arguments, endpoints, evidence, ruled_out))
BOOST_DESCRIBE_STRUCT(FindingView, (), (finding, remedies, not_yet, forbidden))

template <>
inline constexpr auto json::c_special<FindingView> =
    std::tuple{json::special(&FindingView::finding, {.is_flat = true}),
               json::special(&FindingView::not_yet, {.is_shown = true}),
               json::special(&FindingView::forbidden, {.is_left_out = true})};

BOOST_DESCRIBE_STRUCT(Notice, (), (id, finding, is_over))
BOOST_DESCRIBE_STRUCT(PastEvent, (), (time, message, text, evidence, warn, sid))

// remedies

BOOST_DESCRIBE_STRUCT(ExclusionReceipt, (), (device, survives_updates, is_watched))

template <>
inline constexpr auto json::c_special<ExclusionReceipt> =
    std::tuple{json::special(&ExclusionReceipt::survives_updates, {.came_later = true})}; // since 0.2

BOOST_DESCRIBE_STRUCT(ConfigEdit, (), (before, after, before_sha256, after_sha256))
BOOST_DESCRIBE_STRUCT(MtuReceipt, (), (device, before, after))

template <>
inline constexpr auto json::c_special<MtuReceipt> =
    std::tuple{json::at_most(&MtuReceipt::before, 65'535), json::at_most(&MtuReceipt::after, 65'535)};

// what a user may see

BOOST_DESCRIBE_STRUCT(VpnView, (), (name, client, excluded, kind, full_tunnel))
BOOST_DESCRIBE_STRUCT(VantageView, (),
                      (vantage, runs_in, state, last_error, latency, median, p95, results, failures, strip))

template <>
inline constexpr auto json::c_special<VantageView> =
    std::tuple{json::at_most(&VantageView::results, 1'000'000),
               json::at_most(&VantageView::failures, 1'000'000),
               json::special(&VantageView::strip, {.is_left_out = true})};

BOOST_DESCRIBE_STRUCT(EndpointView, (),
                      (name, address, state, last_error, latency, group, vantages, certificate_expires,
                       source))
BOOST_DESCRIBE_STRUCT(Offer, (),
                      (id, vpn, endpoints, distros, choices, bypasses_tunnel, kind, fault, countdown, mode))
BOOST_DESCRIBE_STRUCT(PersonView, (), (sid, session, health, headline, wsl_running, effective, configured))

template <>
inline constexpr auto json::c_special<PersonView> =
    std::tuple{json::special(&PersonView::headline, {.is_shown = true})};

BOOST_DESCRIBE_STRUCT(NetworkView, (),
                      (adapter, description, device, verdict, client, why, addresses, in_wsl))

BOOST_DESCRIBE_STRUCT(Snapshot, (),
                      (health, headline, wsl_running, effective, configured, distros, vpns, endpoints, offer,
                       remedies, can_roll_back, can_restore, settings_error, paused, findings, notice,
                       preferences, service_troubles, is_cut, managed, people, networks, language))

template <>
inline constexpr auto json::c_special<Snapshot> =
    std::tuple{json::special(&Snapshot::headline, {.is_shown = true}),
               json::special(&Snapshot::preferences, {.name = "wishes", .is_shown = true}),
               json::special(&Snapshot::service_troubles, {.is_shown = true}),
               json::special(&Snapshot::managed, {.is_left_out = true}),
               json::special(&Snapshot::people, {.is_left_out = true}),
               json::special(&Snapshot::networks, {.is_left_out = true}),
               json::special(&Snapshot::language, {.is_left_out = true})};

} // namespace mirrorwatch

namespace mirrorwatch::json {

/// {"name", "value"}
template <>
struct Members<std::pair<std::string, std::string>> {
    static void put(boost::json::object& object, const std::pair<std::string, std::string>& header,
                    const Wire&);
    static std::pair<std::string, std::string> take(Fields& fields, const Wire&);
};

/// {"code", "arguments"}, and "text", its words in English, where it is shown. They are not read back.
template <>
struct Members<Message> {
    static void put(boost::json::object& object, const Message& sentence, const Wire& wire);
    static Message take(Fields& fields, const Wire& wire);
};

/// One text, as there are many: "u12@90 d@60 -@30" was up in 12 ms 90 s ago, then down, then unknown.
template <>
struct Codec<std::vector<StripCell>> {
    static boost::json::value write(const std::vector<StripCell>& strip, const Wire&);
    static std::vector<StripCell> read(const Spot& spot, const Wire& wire);
};

/// As the catalogue of remedies spells it.
template <>
struct Codec<Choice> {
    static boost::json::value write(const Choice& choice, const Wire&);
    static Choice read(const Spot& spot, const Wire&);
};

/// As a choice.
template <>
struct Codec<RemedySpec> {
    static boost::json::value write(const RemedySpec& remedy, const Wire&);
    static RemedySpec read(const Spot& spot, const Wire&);
};

/// Its "kind", "mode" and "setting" beside the other members, what it has no use for as the default; and its
/// receipt as one of "receipt", "edit" and "mtu", the others null.
template <>
struct Members<Remedy> {
    static void put(boost::json::object& object, const Remedy& remedy, const Wire&);
    static Remedy take(Fields& fields, const Wire&);
};

/// {"kind", "state", "sentence", "vpn"}
template <>
struct Members<RemedyView> {
    static void put(boost::json::object& object, const RemedyView& remedy, const Wire&);
    static RemedyView take(Fields& fields, const Wire&);
};

/// With "text" (what it is) and "advice" behind its members, both English; they are not read back.
template <>
struct Members<Finding> {
    static void put(boost::json::object& object, const Finding& finding, const Wire&);
    static Finding take(Fields& fields, const Wire&);
};

/// {"sid", "vpn", "wish"}, without the account where it is shown: it is the reader's own.
template <>
struct Members<VpnPreference> {
    static void put(boost::json::object& object, const VpnPreference& preference, const Wire& wire);
    static VpnPreference take(Fields& fields, const Wire& wire);
};

} // namespace mirrorwatch::json
