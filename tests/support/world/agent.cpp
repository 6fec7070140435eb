// SPDX-License-Identifier: MIT
#include "common/overloaded.hpp"
#include "tests/support/world/exclusion.hpp"
#include "tests/support/world/world.hpp"

#include <algorithm>

/// What the agent of a user does, and what comes of it.
namespace mirrorwatch::world {
namespace {

constexpr std::uint16_t c_server = 8080; // the only one in WSL

agent::Refusal unreachable() {
    return {{MessageId::GuestUnreachable, {"no distro is running"}}};
}

} // namespace

std::optional<std::size_t> World::vpn_with(const std::string& guid) const {
    const auto found = std::find_if(devices_.begin(), devices_.end(),
                                    [&](const Device& device) { return device.vpn && device.guid == guid; });
    return found == devices_.end() ? std::nullopt : found->vpn;
}

agent::Reply World::observe(const Wsl& wsl, bool ask_guest) const {
    WslObservation seen;
    const bool has_mistake =
        !behaviour_->guest.config_mistake.empty() && wsl.config.now() == wsl.config.users();
    seen.configured = has_mistake ? NetworkingMode::Nat : wsl.config.now().mode;
    seen.config_sha256 = wsl.config.now().sha256();
    if (has_mistake) {
        seen.config_mistakes = {behaviour_->guest.config_mistake};
    }
    if (wsl.is_running()) {
        seen.running = wsl.distros;
        if (ask_guest) {
            seen.effective = wsl.effective;
            seen.vm_id = std::to_string(wsl.vm);
        }
    }
    return seen;
}

agent::Reply World::exclude(Wsl& wsl, const AdapterIdentity& identity) const {
    const std::optional<std::size_t> vpn = vpn_with(identity.guid);
    if (!wsl.is_running()) {
        return unreachable();
    }
    if (behaviour_->guest.refuses_exclusion) {
        return agent::Refusal{{MessageId::AgentFailed, {"the guest's ip knows no rules"}}};
    }
    const auto device = std::find_if(wsl.devices.begin(), wsl.devices.end(),
                                     [&](const Device& candidate) { return vpn && candidate.vpn == vpn; });
    if (device == wsl.devices.end()) {
        return agent::Refusal{{MessageId::DeviceNotFound, {identity.name}}};
    }
    const bool is_refresh = wsl.exclusion && wsl.exclusion->vpn == *vpn;
    if (!is_refresh || !wsl.ignores_refreshes) {
        wsl.exclusion = exclusion_of(wsl, *vpn, now_);
    }
    return ExclusionReceipt{"eth" + std::to_string(device - wsl.devices.begin()), wsl.has_nexthops,
                            wsl.has_systemd};
}

agent::Reply World::lower_mtu(Wsl& wsl, const agent::ApplyMtu& request) {
    const std::optional<std::size_t> vpn = vpn_with(request.vpn.guid);
    if (!wsl.is_running()) {
        return unreachable();
    }
    if (behaviour_->guest.refuses_mtu) {
        return agent::Refusal{{MessageId::AgentFailed, {"the guest does not take this MTU"}}};
    }
    for (std::size_t i = 0; vpn && i < wsl.devices.size(); ++i) {
        if (wsl.devices[i].vpn == vpn) {
            wsl.lowered_mtu[*vpn] = request.mtu;
            return MtuReceipt{"eth" + std::to_string(i), wsl.devices[i].mtu, request.mtu};
        }
    }
    return agent::Refusal{{MessageId::DeviceNotFound, {request.vpn.name}}};
}

agent::Reply World::act(std::size_t user, const agent::Request& request) {
    Wsl& wsl = wsl_[user];
    return std::visit(
        Overloaded{
            [&](const agent::ObserveWsl& question) { return observe(wsl, question.ask_guest); },
            [&](const agent::AskGuest& question) -> agent::Reply {
                return wsl.is_running() ? agent::Reply{guest_facts(user, question.targets)} : unreachable();
            },
            [&](const agent::ApplyExclusion& order) { return exclude(wsl, order.vpn); },
            [&](const agent::UndoExclusion&) -> agent::Reply {
                wsl.exclusion.reset(); // whatever is of ours, also when the VPN has gone
                return agent::Done{};
            },
            [&](const agent::SetNetworkingMode& order) {
                return wsl.config.set_mode(order.remedy_id, order.mode);
            },
            [&](const agent::SetConfigSetting& order) {
                return wsl.config.turn_off(order.remedy_id, order.setting);
            },
            [&](const agent::PutBackConfig& order) { return wsl.config.put_back(order.remedy_id); },
            [&](const agent::ApplyMtu& order) { return lower_mtu(wsl, order); },
            [&](const agent::UndoMtu& order) -> agent::Reply {
                if (const auto vpn = vpn_with(order.vpn.guid)) {
                    wsl.lowered_mtu[*vpn] = 0;
                }
                return agent::Done{};
            },
            [&](const agent::ShutDownWsl&) -> agent::Reply {
                if (behaviour_->machine.shutdown_fails) {
                    return agent::Refusal{{MessageId::AgentFailed, {"wsl --shutdown: E_OUTOFMEMORY"}}};
                }
                wsl.shutdowns += wsl.is_running() ? 1 : 0;
                stop_wsl(user);
                return agent::Done{};
            },
            [&](const agent::ProbeFromGuest& question) -> agent::Reply {
                if (!wsl.is_running()) {
                    return unreachable();
                }
                agent::ProbeResults answer{{}, wsl.distros.front()};
                for (const EndpointSpec& endpoint : question.endpoints) {
                    if (endpoint.kind == EndpointKind::WslNetwork) {
                        answer.listening.emplace(wsl.server_alive ? 1 : 0, c_server);
                    }
                    answer.results.push_back(probe(Sender::Wsl, user, endpoint));
                    answer.results.back().attempts = answer.results.back().ok ? 1 : question.attempts;
                }
                return answer;
            },
            [](const agent::ProposeEndpoints&) -> agent::Reply { return agent::Proposals{}; },
            [](const agent::ReadUserSettings&) -> agent::Reply { return agent::UserSettings{}; },
        },
        request);
}

} // namespace mirrorwatch::world
