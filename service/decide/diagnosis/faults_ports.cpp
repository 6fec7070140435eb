// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"
#include "service/decide/endpoints/endpoint.hpp"

#include <algorithm>
#include <array>
#include <iterator>

/// Servers inside WSL, and what is asked by another address than 127.0.0.1, or through a proxy.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint16_t c_first_unprivileged = 1024;

/// "http://127.0.0.1:9999", "localhost:7897", "http://user@[::1]:8080/".
bool is_loopback_proxy(std::string_view proxy) {
    if (const auto scheme = proxy.find("://"); scheme != std::string_view::npos) {
        proxy.remove_prefix(scheme + 3);
    }
    proxy = proxy.substr(0, proxy.find('/'));
    if (const auto user = proxy.rfind('@'); user != std::string_view::npos) {
        proxy.remove_prefix(user + 1);
    }
    if (proxy.starts_with('[')) {
        return proxy.starts_with("[::1]");
    }
    return is_loopback_host(proxy.substr(0, proxy.find(':')));
}

/// Empty: none, or none on the loopback.
std::string loopback_proxy_of(const DiagnosisContext& context) {
    const std::string proxy = context.proxy();
    return is_loopback_proxy(proxy) ? proxy : std::string{};
}

bool tells_of_proxy(const Comparison& endpoint) {
    return has_part(endpoint.wsl->error, "proxy");
}

/// Nothing: the proxy is not what fails.
std::optional<Confidence> fails_by_proxy(const Comparison& endpoint, const DiagnosisContext& context) {
    if (tells_of_proxy(endpoint)) {
        return loopback_proxy_of(context).empty() ? Confidence::Possible : Confidence::Certain;
    }
    if (context.connects(endpoint)) {
        const bool is_large_fine = context.trial_of(endpoint).large_answer.value_or(true);
        return is_large_fine ? std::optional{Confidence::Certain} : std::nullopt;
    }
    if (context.evidence().effective == NetworkingMode::Nat || endpoint.wsl->failed == ProbeStep::Refused) {
        return Confidence::Likely;
    }
    return endpoint.wsl->broke_with_vpn ? std::nullopt : std::optional{Confidence::Possible};
}

const Comparison* cut_without_proxy(const DiagnosisContext& context) {
    const auto others = those(context.suspects().cut, [](auto* e) { return !goes_through_proxy(e->spec); });
    return others.empty() ? nullptr : others.front();
}

bool asks_v6_loopback(const EndpointSpec& spec) {
    return spec.host == "::1" || (spec.host == "localhost" && spec.family == IpFamily::V6);
}

/// The same port answers on 127.0.0.1.
bool answers_by_loopback(const Comparison& endpoint, const Evidence& evidence) {
    return std::ranges::any_of(evidence.endpoints, [&](const Comparison& other) {
        return is_in(other.windows, EndpointState::Up) && other.spec.port == endpoint.spec.port &&
               is_loopback_host(other.spec.host) && !asks_v6_loopback(other.spec);
    });
}

bool tells_of_bind(std::string_view error) {
    constexpr std::array<std::string_view, 4> c_parts{"10013", "10048", "EADDRINUSE",
                                                      "address already in use"};
    return std::ranges::any_of(c_parts, [&](std::string_view part) { return has_part(error, part); });
}

bool listens_not(const Comparison& endpoint, const DiagnosisContext& context) {
    return !context.trial_of(endpoint).listens_here.value_or(false);
}

bool may_be_dead(const DiagnosisContext& context) {
    return !context.suspects().dead.empty() || !context.suspects().unasked.empty();
}

Judgement ports_reserved(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    const auto start = context.host().dynamic_port_start;
    const bool is_low = start && *start <= c_first_unprivileged;
    Yes yes{Confidence::Possible, {}, {}, {}};
    for (const Comparison* endpoint : suspects.dead) {
        const Side& side = endpoint->windows ? *endpoint->windows : *endpoint->wsl;
        const bool is_told = tells_of_bind(side.error);
        if (!is_told && !(is_low && endpoint->spec.port >= *start && listens_not(*endpoint, context))) {
            continue;
        }
        yes.endpoints.push_back(endpoint);
        yes.confidence = is_told ? Confidence::Likely : yes.confidence;
    }
    if (yes.endpoints.empty()) {
        return No{!start   ? ""
                  : is_low ? "the servers listen, or have ports that Windows does not hand out"
                           : "Windows hands out ports from " + std::to_string(*start) + " on, as is usual"};
    }
    if (is_low) {
        yes.evidence = {"Windows hands out ports from " + std::to_string(*start) +
                        " on, and WSL may not take those"};
    }
    return yes;
}

Judgement loopback_proxy(const DiagnosisContext& context) {
    const std::string proxy = loopback_proxy_of(context);
    if (proxy.empty() && (context.guest().http_proxy || !tells_of_proxy(*context.suspects().cut.front()))) {
        return No{};
    }
    if (const Comparison* other = cut_without_proxy(context)) {
        return No{other->spec.name + " fails as well, which needs no proxy"};
    }
    Yes yes{Confidence::Possible, {proxy}, {}, {}};
    yes.evidence.push_back(proxy.empty() ? "WSL does not reach its proxy"
                                         : "WSL's proxy is " + proxy + ", which is on the loopback");
    for (const Comparison* endpoint : context.suspects().cut) {
        const auto confidence = fails_by_proxy(*endpoint, context);
        if (!confidence) {
            continue;
        }
        if (context.connects(*endpoint)) {
            yes.evidence.push_back("WSL gets a connection to " + endpoint->spec.name + " without the proxy");
        }
        yes.endpoints.push_back(endpoint);
        yes.confidence = std::max(yes.confidence, *confidence);
    }
    return if_any(std::move(yes));
}

/// Not one on the loopback: that is LoopbackProxy's.
Judgement proxy_refuses(const DiagnosisContext& context) {
    const std::string proxy = context.proxy();
    if (proxy.empty() || is_loopback_proxy(proxy)) {
        return No{};
    }
    return if_any(Yes{Confidence::Likely,
                      {proxy},
                      those(context.suspects().cut,
                            [](auto* e) { return goes_through_proxy(e->spec) && tells_of_proxy(*e); }),
                      {"WSL's proxy is " + proxy, "Windows gets through"}});
}

Judgement certificate_not_trusted(const DiagnosisContext& context) {
    return if_any(Yes{Confidence::Likely,
                      {},
                      those(context.suspects().cut,
                            [](const Comparison* endpoint) {
                                return endpoint->wsl->failed == ProbeStep::Tls &&
                                       has_part(endpoint->wsl->error, "certificate");
                            }),
                      {"WSL gets a connection, and refuses the certificate that Windows trusts"}});
}

/// ::1 is not shared between Windows and WSL, and of Windows' own addresses 127.0.0.1 alone.
Comparisons asked_by_unshared(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    Comparisons asked;
    for (const Comparisons* list : {&suspects.cut, &suspects.cut_off, &suspects.unasked}) {
        std::ranges::copy_if(*list, std::back_inserter(asked), [&](const Comparison* endpoint) {
            const bool is_own_from_wsl =
                list == &suspects.cut && is_own_address(endpoint->spec.host, context.evidence());
            return asks_v6_loopback(endpoint->spec) || is_own_from_wsl;
        });
    }
    return asked;
}

Judgement loopback_v6(const DiagnosisContext& context) {
    const Comparisons asked = asked_by_unshared(context);
    if (contains(context.suspects().unasked, asked.back())) { // they come last
        if (const auto stop = need::guest(context)) {
            return *stop;
        }
    }
    const std::string& host = asked.front()->spec.host;
    const bool is_v6 = asks_v6_loopback(asked.front()->spec);
    return Yes{is_v6 ? Confidence::Certain : Confidence::Likely,
               {is_v6 ? std::string{"::1"} : host},
               asked,
               {is_v6 ? std::string{"::1 is not shared between Windows and WSL"}
                      : host + " is Windows' own address"}};
}

Comparisons asked_by_own_address(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    Comparisons asked;
    for (const Comparisons* list : {&suspects.cut_off, &suspects.unasked}) {
        std::ranges::copy_if(*list, std::back_inserter(asked), [&](const Comparison* endpoint) {
            return is_own_address(endpoint->spec.host, context.evidence()) &&
                   !is_loopback_host(endpoint->spec.host) && endpoint->windows &&
                   !endpoint->windows->broke_with_vpn;
        });
    }
    return asked;
}

/// By the host's own address from Windows: that is no way to a server in WSL, unless it is asked for.
Judgement published_port(const DiagnosisContext& context) {
    Comparisons asked = asked_by_own_address(context);
    Yes yes{Confidence::Certain, {asked.front()->spec.host}, {}, {}};
    yes.endpoints = those(asked, [&](auto* e) { return answers_by_loopback(*e, context.evidence()); });
    if (!yes.endpoints.empty()) {
        yes.evidence = {"the same port answers from Windows on 127.0.0.1"};
        return yes;
    }
    if (const auto stop = need::guest(context)) {
        return *stop;
    }
    std::erase_if(asked, [&](const Comparison* e) { return contains(context.suspects().unasked, e); });
    const std::string host = asked.empty() ? std::string{} : asked.front()->spec.host;
    return if_any(Yes{Confidence::Likely, {host}, asked, {host + " is Windows' own address"}});
}

std::optional<Judgement> none_alive(const DiagnosisContext& context) {
    if (may_be_dead(context)) {
        return std::nullopt;
    }
    const Comparisons& alive = context.suspects().cut_off;
    return No{alive.empty() ? std::string{} : alive.front()->spec.name + " answers inside WSL"};
}

/// It does not answer where it runs: nothing on the way to it is to blame.
Judgement server_dead(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    if (suspects.dead.empty()) {
        return No{};
    }
    const bool none_listens = std::ranges::all_of(suspects.dead, [&](const Comparison* e) {
        return !context.trial_of(*e).listens_here.value_or(true);
    });
    return Yes{none_listens ? Confidence::Certain : Confidence::Likely, {}, suspects.dead, {}};
}

using namespace rows;

constexpr std::string_view c_no_ping = "Nothing is pinged: an endpoint is a connection, a request or a name.";
constexpr std::string_view c_nobody_outside =
    "Nobody asks from another machine in the LAN, and from this one the firewall lets all pass.";

constexpr auto c_rows = std::to_array<FaultRow>({
    {OnlyPing, Hint, 0s, {}, {}, nullptr, c_no_ping},
    {InboundBlocked, Hint, 0s, {}, {}, nullptr, c_nobody_outside},
    {PortsReserved, Warning, 15s, {}, {when<may_be_dead>, mirrored, host, servers}, ports_reserved},
    {LoopbackProxy, Warning, 15s, c_no_network, {running, cut, guest}, loopback_proxy},
    {LoopbackV6, Hint, 15s, {}, {when<asked_by_unshared>, mirrored}, loopback_v6},
    {PublishedPort, Hint, 15s, {}, {when<asked_by_own_address>, mirrored}, published_port},
    {ServerDead, Hint, 15s, PortsReserved, {none_alive, running, servers}, server_dead},
    {ProxyRefuses, Warning, 15s, c_no_network, {running, cut, guest}, proxy_refuses},
    {CertificateNotTrusted, Warning, 15s, {}, {running, cut}, certificate_not_trusted},
});

} // namespace

constinit const Family c_faults_of_ports = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
