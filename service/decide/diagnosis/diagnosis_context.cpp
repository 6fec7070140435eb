// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/diagnosis_context.hpp"

#include "common/ip_address.hpp"
#include "common/masked.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/endpoints/endpoint.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

/// Nothing: it is not known.
std::optional<bool> is_reached_from_windows(const Comparison& endpoint) {
    if (is_in(endpoint.windows, EndpointState::Up)) {
        return true;
    }
    if (is_in(endpoint.windows, EndpointState::Down)) {
        return false;
    }
    return endpoint.spec.kind == EndpointKind::WslNetwork ? true : endpoint.windows_reaches;
}

/// That something answers is more telling than that something listens. Nothing: it is not known.
std::optional<bool> is_alive(const Comparison& endpoint, const GuestTrial& trial) {
    if (is_in(endpoint.wsl, EndpointState::Up)) {
        return true;
    }
    if (trial.listens_here || trial.answers_here) {
        return trial.listens_here.value_or(true) && trial.answers_here.value_or(true);
    }
    return is_in(endpoint.wsl, EndpointState::Down) ? std::optional{false} : std::nullopt;
}

std::string shown(const Comparison& endpoint) {
    return endpoint.spec.name + " (" + shown_address(endpoint.spec) + ")";
}

std::string with_error(const std::string& words, const std::string& error) {
    return error.empty() ? words : words + ": " + error;
}

} // namespace

bool is_of_this_machine(const Comparison& endpoint, const Evidence& evidence) {
    return is_loopback_host(endpoint.spec.host) || is_own_address(endpoint.spec.host, evidence);
}

DiagnosisContext::DiagnosisContext(const Evidence& evidence)
    : evidence_(evidence) {
    for (const Comparison& endpoint : evidence_.endpoints) {
        if (endpoint.spec.required) {
            sort(endpoint);
        }
    }
}

void DiagnosisContext::sort(const Comparison& endpoint) {
    const bool fails_from_windows = is_in(endpoint.windows, EndpointState::Down);
    const bool fails_from_wsl = is_in(endpoint.wsl, EndpointState::Down);
    const bool is_here = is_of_this_machine(endpoint, evidence_);
    if (endpoint.windows_is_stale) {
        suspects_.uncompared.push_back(&endpoint);
    } else if (fails_from_windows) {
        if (is_here || may_be_in_wsl(endpoint)) {
            sort_server(endpoint);
        } else {
            suspects_.unreached.push_back(&endpoint);
        }
    } else if (fails_from_wsl) {
        const auto reached = is_reached_from_windows(endpoint);
        (!reached   ? suspects_.uncompared
         : *reached ? suspects_.cut
         : is_here  ? suspects_.dead
                    : suspects_.unreached)
            .push_back(&endpoint);
    }
}

/// By the guest's own address. Which addresses are its own only the guest knows.
bool DiagnosisContext::may_be_in_wsl(const Comparison& endpoint) const {
    return parse_ip(endpoint.spec.host) && endpoint.windows->broke_with_vpn &&
           (!evidence_.guest.is_settled() || trial_of(endpoint).listens_here);
}

void DiagnosisContext::sort_server(const Comparison& endpoint) {
    const auto alive = is_alive(endpoint, trial_of(endpoint));
    (!alive ? suspects_.unasked : *alive ? suspects_.cut_off : suspects_.dead).push_back(&endpoint);
}

bool DiagnosisContext::is_mirrored() const {
    return evidence_.effective == NetworkingMode::Mirrored ||
           (evidence_.effective == NetworkingMode::Unknown &&
            evidence_.configured == NetworkingMode::Mirrored);
}

/// A trial is a connection of its own: it says nothing of what goes through a proxy.
bool DiagnosisContext::is_denied_by_trial(const Comparison& endpoint) const {
    const GuestTrial& trial = trial_of(endpoint);
    const bool is_denied = !trial.connects.value_or(true) || !trial.name_resolves.value_or(true);
    return is_denied && (proxy().empty() || !goes_through_proxy(endpoint.spec));
}

bool shows_a_way(const EndpointSpec& spec) {
    return spec.kind != EndpointKind::WslNetwork && spec.kind != EndpointKind::Dns;
}

bool DiagnosisContext::is_reached_from_wsl(const Comparison& endpoint) const {
    return is_in(endpoint.wsl, EndpointState::Up) && endpoint.wsl->is_current && shows_a_way(endpoint.spec) &&
           !is_denied_by_trial(endpoint);
}

const Comparison* DiagnosisContext::reached_from_wsl() const {
    return find_where(evidence_.endpoints, [&](const Comparison& endpoint) {
        return is_reached_from_wsl(endpoint) && !is_of_this_machine(endpoint, evidence_);
    });
}

bool DiagnosisContext::is_all_cut() const {
    const bool any = std::ranges::any_of(
        suspects_.cut, [&](const Comparison* endpoint) { return !is_of_this_machine(*endpoint, evidence_); });
    return any && reached_from_wsl() == nullptr;
}

std::optional<bool> DiagnosisContext::has_no_network() const {
    if (!guest().devices) {
        return std::nullopt;
    }
    return std::ranges::none_of(*guest().devices, [](const GuestDevice& device) {
        return device.name != "loopback0" && device.up && !device.addresses.empty();
    });
}

const GuestTrial& DiagnosisContext::trial_of(const Comparison& endpoint) const {
    static const GuestTrial c_none{};
    const auto* found = find_where(
        guest().trials, [&](const GuestTrial& trial) { return trial.endpoint == endpoint.spec.name; });
    return found == nullptr ? c_none : *found;
}

bool DiagnosisContext::connects(const Comparison& endpoint) const {
    return trial_of(endpoint).connects.value_or(false);
}

Comparisons DiagnosisContext::all_concerned() const {
    Comparisons all = suspects_.cut;
    all.insert(all.end(), suspects_.cut_off.begin(), suspects_.cut_off.end());
    all.insert(all.end(), suspects_.unasked.begin(), suspects_.unasked.end());
    return all;
}

std::vector<std::string> DiagnosisContext::describe(const Comparison& endpoint) const {
    std::vector<std::string> lines;
    const std::string& name = endpoint.spec.name;
    if (is_in(endpoint.windows, EndpointState::Down)) {
        const bool broke = endpoint.windows->broke_with_vpn;
        const std::string words = broke ? " was fine before, and fails from Windows" : " fails from Windows";
        lines.push_back(with_error(shown(endpoint) + words, endpoint.windows->error));
    }
    if (is_in(endpoint.wsl, EndpointState::Down)) {
        const bool broke = endpoint.wsl->broke_with_vpn;
        const std::string words = broke ? " was fine from WSL before, and fails there" : " fails from WSL";
        lines.push_back(with_error(shown(endpoint) + words, endpoint.wsl->error));
    }
    if (contains(suspects_.cut_off, &endpoint)) {
        const bool is_asked = is_in(endpoint.wsl, EndpointState::Up);
        lines.push_back(name + (is_asked ? " answers inside WSL" : " listens and answers inside WSL"));
    } else if (contains(suspects_.dead, &endpoint)) {
        const bool listens = trial_of(endpoint).listens_here.value_or(false);
        lines.push_back(name + (listens ? " listens inside WSL, and does not answer there either"
                                        : " does not answer inside WSL either"));
    } else if (contains(suspects_.cut, &endpoint) && endpoint.spec.kind != EndpointKind::WslNetwork) {
        lines.push_back("Windows reaches " + name);
    } else if (contains(suspects_.unreached, &endpoint) && endpoint.wsl && !endpoint.windows) {
        lines.push_back("Windows does not reach " + name + " either");
    }
    return lines;
}

std::string DiagnosisContext::proxy() const {
    return guest().http_proxy.value_or(evidence_.table().proxy.value_or(""));
}

std::string DiagnosisContext::vpn_name() const {
    if (evidence_.vpn == nullptr) {
        return {};
    }
    return evidence_.vpn->client.empty() ? evidence_.vpn->identity.name : evidence_.vpn->client;
}

} // namespace mirrorwatch::decide
