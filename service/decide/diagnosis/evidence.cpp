// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace mirrorwatch::decide {
namespace {

/// All of them: a new fact is to be added here.
auto members(auto& facts) {
    return std::tie(facts.os_build, facts.os_revision, facts.disabled_components, facts.mode_is_locked,
                    facts.policy_mode, facts.external_interface_constraint, facts.hyperv_block_rules,
                    facts.hyperv_outbound_blocked, facts.hyperv_loopback_blocked,
                    facts.hyperv_inbound_blocked, facts.wsl_warnings, facts.hns_errors, facts.ras_error_651,
                    facts.dynamic_port_start, facts.has_nrpt_rules, facts.sharing_is_disabled);
}

/// How far a probe got, as the guest's own tools tell it.
bool is_contradicted(const GuestTrial& trial, const Side& probed) {
    if (probed.state == EndpointState::Up) {
        return !trial.connects.value_or(true) || !trial.name_resolves.value_or(true);
    }
    if (probed.state != EndpointState::Down) {
        return false;
    }
    switch (probed.failed) {
    case ProbeStep::Name:
        return trial.name_resolves.value_or(false);
    case ProbeStep::Connect:
    case ProbeStep::Refused:
        return trial.connects.value_or(false) || !trial.name_resolves.value_or(true);
    case ProbeStep::Tls:
    case ProbeStep::Send:
    case ProbeStep::Answer:
    case ProbeStep::Status:
    case ProbeStep::Body:
        return !trial.connects.value_or(true);
    default:
        return false;
    }
}

bool is_contradictory(const GuestTrial& trial) {
    const bool is_half_alive =
        trial.listens_here && trial.answers_here && *trial.listens_here != *trial.answers_here;
    return is_half_alive || (trial.connects.value_or(false) && !trial.name_resolves.value_or(true));
}

} // namespace

bool is_contradicted(const GuestFacts& facts, const std::vector<Comparison>& endpoints) {
    bool gets_anywhere = false;
    for (const GuestTrial& trial : facts.trials) {
        gets_anywhere = gets_anywhere || trial.connects.value_or(false);
        const auto endpoint = std::ranges::find_if(
            endpoints, [&](const Comparison& one) { return one.spec.name == trial.endpoint; });
        const bool was_probed = endpoint != endpoints.end() && endpoint->wsl;
        if (is_contradictory(trial) || (was_probed && is_contradicted(trial, *endpoint->wsl))) {
            return true;
        }
    }
    return facts.gateway == NeighbourState::Failed && gets_anywhere;
}

std::uint32_t lacking_in(HostFacts facts) {
    facts.policy_mode = facts.policy_mode.value_or(NetworkingMode::Unknown); // hardly any policy names one
    return std::apply(
        [](const auto&... fact) {
            std::uint32_t lacking = 0;
            ((lacking = lacking << 1 | std::uint32_t{!fact}), ...);
            return lacking;
        },
        members(facts));
}

void fill_from(HostFacts& facts, const HostFacts& other) {
    const auto fill = []<std::size_t... i>(auto to, auto from, std::index_sequence<i...>) {
        ((std::get<i>(to) = std::get<i>(to) ? std::get<i>(to) : std::get<i>(from)), ...);
    };
    auto to = members(facts);
    fill(to, members(other), std::make_index_sequence<std::tuple_size_v<decltype(to)>>{});
}

} // namespace mirrorwatch::decide
