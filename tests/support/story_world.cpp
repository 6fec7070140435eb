// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "common/overloaded.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "tests/support/story.hpp"

#include <algorithm>
#include <utility>
#include <variant>

/// The half of a story that answers what the core asks.
namespace mirrorwatch::support {
namespace {

constexpr decide::Duration c_answer_takes{3};

} // namespace

AdapterTable Story::table() const {
    AdapterTable table{lan, routes, phonebook, services, proxy, internet_test};
    for (Adapter& adapter : table.adapters) {
        adapter.up = adapter.up && !unplugged_;
    }
    table.adapters.insert(table.adapters.end(), vpns_.begin(), vpns_.end());
    return table;
}

bool Story::way_is_cut() const {
    const bool vpn_cuts =
        vpn_breaks_mirrored &&
        std::any_of(vpns_.begin(), vpns_.end(), [&](const Adapter& vpn) { return vpn.guid != excluded_; });
    const bool mirrored_is_cut =
        effective == NetworkingMode::Mirrored && (vpn_cuts || filter_breaks_mirrored);
    const bool nat_is_cut = effective == NetworkingMode::Nat && nat_is_broken_too && !vpns_.empty();
    const bool virtioproxy_is_cut =
        effective == NetworkingMode::VirtioProxy && virtioproxy_is_broken_too && !vpns_.empty();
    return mirrored_is_cut || nat_is_cut || virtioproxy_is_cut;
}

bool Story::is_cured_by(const RemedySpec& remedy) const {
    return std::visit(Overloaded{
                          [&](Exclude) { return !excluded_.empty(); },
                          [&](SwitchMode change) { return effective == change.mode; },
                          [&](ChangeSetting change) {
                              return change.setting == ConfigSetting::DnsTunneling
                                         ? !settings_in_force_.dns_tunneling
                                         : !settings_in_force_.auto_proxy;
                          },
                          [&](LowerMtu) { return mtu_is_lowered_; },
                          [&](RestartWsl) { return vm > 1; },
                      },
                      remedy);
}

bool Story::ails(const std::string& endpoint) const {
    return ailment && (!ailment->only_with_vpn || !vpns_.empty()) &&
           std::find(ailment->endpoints.begin(), ailment->endpoints.end(), endpoint) !=
               ailment->endpoints.end() &&
           std::none_of(ailment->cures.begin(), ailment->cures.end(),
                        [&](const RemedySpec& cure) { return is_cured_by(cure); });
}

/// Each adapter of Windows has its twin.
std::vector<GuestDevice> Story::mirrored_devices() const {
    std::vector<GuestDevice> devices;
    for (const Adapter& adapter : table().adapters) {
        devices.push_back({"eth" + std::to_string(devices.size()), adapter.guid, adapter.mac, adapter.up,
                           1500, adapter.addresses});
    }
    return devices;
}

/// The device of the VPN that takes the routes of WSL, else that of the first card.
std::string Story::way_out(const std::vector<GuestDevice>& devices) const {
    const auto name_of = [&](const std::string& guid) {
        const auto device = std::find_if(devices.begin(), devices.end(),
                                         [&](const GuestDevice& one) { return one.guid == guid; });
        return device == devices.end() ? std::string{} : device->name;
    };
    const auto vpn =
        std::find_if(vpns_.rbegin(), vpns_.rend(), [&](const Adapter& one) { return one.guid != excluded_; });
    return vpn != vpns_.rend() ? name_of(vpn->guid) : name_of(lan.front().guid);
}

GuestFacts Story::facts_for(const agent::AskGuest& question) {
    if (guest_misspeaks) {
        return *std::exchange(guest_misspeaks, std::nullopt);
    }
    GuestFacts facts = guest_facts;
    facts.terminal_in_use = somebody_works_in_wsl;
    if (!facts.devices) {
        facts.devices = mirrored_devices();
    }
    const std::string way = way_out(*facts.devices);
    for (const agent::GuestTarget& target : question.targets) {
        GuestTrial trial;
        if (ails(target.name) && question.patience_s < ailment->takes_s) {
            trial = ailment->trial;
        } else if (is_loopback_host(target.host)) {
            const auto alive = server_alive.find(target.name);
            trial.listens_here = trial.answers_here = alive != server_alive.end() && alive->second;
        } else {
            trial.name_resolves = true;
            trial.resolved = {"203.0.113.9"};
            trial.connects = trial.large_answer = !(way_is_cut() && vpn_cuts_guest_off);
        }
        trial.endpoint = target.name;
        if (!trial.leaves_by) {
            trial.leaves_by = is_loopback_host(target.host) ? "lo" : way;
        }
        facts.trials.push_back(std::move(trial));
    }
    return facts;
}

ProbeResult Story::probe(const EndpointSpec& endpoint) const {
    if (ails(endpoint.name) && ailment->from_windows) {
        return *ailment->from_windows;
    }
    if (!is_loopback_host(endpoint.host)) {
        const bool ok = is_site_alive(endpoint);
        return {ok, ok ? "" : "no answer", c_answer_takes};
    }
    const auto alive = server_alive.find(endpoint.name);
    const bool ok = !running.empty() && alive != server_alive.end() && alive->second && !way_is_cut();
    return ok ? ProbeResult{true, {}, c_answer_takes} : ProbeResult{false, "no answer", decide::Duration{0}};
}

bool Story::is_site_alive(const EndpointSpec& endpoint) const {
    const auto alive = site_alive.find(endpoint.name);
    return !unplugged_ && targets_accept && (alive == site_alive.end() || alive->second);
}

ProbeResult Story::probe_from_guest(const EndpointSpec& endpoint) const {
    if (ails(endpoint.name)) {
        return ailment->from_wsl;
    }
    const auto alive = server_alive.find(endpoint.name);
    const bool needs_way = endpoint.kind != EndpointKind::WslNetwork;
    const bool is_cut = needs_way && way_is_cut() && vpn_cuts_guest_off;
    const bool ok = is_loopback_host(endpoint.host) ? alive != server_alive.end() && alive->second
                                                    : !is_cut && is_site_alive(endpoint);
    return ok ? ProbeResult{true, {}, c_answer_takes}
              : ProbeResult{false, "connect timeout", c_answer_takes, ProbeStep::Connect};
}

decide::Event Story::answer_to(const decide::AskAgent& question) {
    if (std::holds_alternative<agent::ReadUserSettings>(question.request) && !agent_is_dead) {
        const bool is_of_user = question.user == user();
        return decide::UserEndpointsRead{
            question.user, is_of_user ? own_endpoints_ : std::vector<EndpointSpec>{}, {}, has_proxy};
    }
    const bool is_for_guest = std::holds_alternative<agent::AskGuest>(question.request) ||
                              std::holds_alternative<agent::ProbeFromGuest>(question.request);
    calls_to_stopped_wsl_ += is_for_guest && running.empty() ? 1 : 0;
    agent::Reply reply = reply_to(question.request);
    if (auto* results = std::get_if<agent::ProbeResults>(&reply);
        results != nullptr && is_for_guest && question.user != user() && other_guest_is_cut_off) {
        for (ProbeResult& result : results->results) {
            result = {false, "connect timeout"};
        }
    }
    return decide::AgentAnswered{question.id, std::move(reply)};
}

void Story::command_line_restores() {
    configured = before_edit_;
    settings_in_file_ = {};
}

std::string Story::config_sha256() const {
    return std::string{to_string(configured)} + (settings_in_file_.dns_tunneling ? "" : " no tunnel") +
           (settings_in_file_.auto_proxy ? "" : " no proxy");
}

/// The user's edit always wins.
agent::Reply Story::put_back(const std::string& remedy) {
    if (edited_by_ != remedy) {
        return agent::Refusal{{MessageId::NothingToRestore, {}}};
    }
    if (configured != edited_to_ && configured != before_edit_) {
        return agent::Refusal{{MessageId::ConfigChangedMeanwhile, {std::string{to_string(configured)}}}};
    }
    const NetworkingMode mode = configured;
    const std::string sha256 = config_sha256();
    command_line_restores();
    return ConfigEdit{mode, configured, sha256, config_sha256()};
}

agent::Reply Story::reply_to(const agent::Request& request) {
    if (agent_is_dead) {
        return agent::Refusal{{MessageId::AgentFailed, {"it died"}}};
    }
    return std::visit(
        Overloaded{
            [&](const agent::ObserveWsl& observe) -> agent::Reply {
                ++calls_["look"];
                WslObservation seen;
                seen.running = running;
                seen.configured = configured;
                seen.config_sha256 = config_sha256();
                seen.config_mistakes = config_mistakes;
                if (observe.ask_guest && !running.empty()) {
                    seen.effective = guest_tells_machine ? effective : NetworkingMode::Unknown;
                    seen.vm_id = guest_tells_machine ? std::to_string(vm) : "";
                    guest_calls_.emplace_back("mode");
                    ++calls_["mode"];
                }
                return seen;
            },
            [&](const agent::AskGuest& question) -> agent::Reply {
                guest_calls_.emplace_back("ask");
                if (guest_is_silent) {
                    return agent::Refusal{{MessageId::GuestUnreachable, {"it does not answer"}}};
                }
                return facts_for(question);
            },
            [&](const agent::ApplyExclusion& apply) -> agent::Reply {
                guest_calls_.emplace_back("exclude");
                if (exclusion_refused) {
                    return agent::Refusal{*exclusion_refused};
                }
                excluded_ = exclusion_works ? apply.vpn.guid : "";
                return ExclusionReceipt{"eth1", true, true};
            },
            [&](const agent::UndoExclusion&) -> agent::Reply {
                guest_calls_.emplace_back("include");
                excluded_.clear();
                return agent::Done{};
            },
            [&](const agent::SetNetworkingMode& set) -> agent::Reply {
                if (edit_refused) {
                    return agent::Refusal{*edit_refused};
                }
                if (edited_by_ != set.remedy_id) {
                    edited_by_ = set.remedy_id;
                    before_edit_ = configured;
                }
                const std::string before = config_sha256();
                configured = edited_to_ = set.mode;
                return ConfigEdit{before_edit_, set.mode, before, config_sha256()};
            },
            [&](const agent::PutBackConfig& put) -> agent::Reply {
                if (edit_refused) {
                    return agent::Refusal{*edit_refused};
                }
                return put_back(put.remedy_id);
            },
            [&](const agent::ShutDownWsl&) -> agent::Reply {
                ++calls_["shutdown"];
                if (shutdown_refused) {
                    return agent::Refusal{*shutdown_refused};
                }
                ++shutdowns_;
                wsl_stops();
                if (shutdown_answer_is_lost) {
                    return agent::Refusal{{MessageId::AgentFailed, {"it ran out of time"}}};
                }
                return agent::Done{};
            },
            [&](const agent::ProbeFromGuest& question) -> agent::Reply {
                ++calls_["probe"];
                if (running.empty()) {
                    return agent::Refusal{{MessageId::GuestUnreachable, {"no distro is running"}}};
                }
                guest_calls_.emplace_back("probe");
                if (guest_probes_nothing) {
                    return agent::Refusal{{MessageId::AgentFailed, {"it ran out of time"}}};
                }
                host_subnets_ = question.host_subnets;
                agent::ProbeResults answer;
                answer.listening = listening;
                for (const EndpointSpec& endpoint : question.endpoints) {
                    note_probe(endpoint);
                    answer.results.push_back(probe_from_guest(endpoint));
                    answer.results.back().attempts = answer.results.back().ok ? 1 : question.attempts;
                }
                return answer;
            },
            [](const agent::ProposeEndpoints&) -> agent::Reply { return agent::Proposals{}; },
            [](const agent::ReadUserSettings&) -> agent::Reply { return agent::UserSettings{}; },
            [&](const agent::SetConfigSetting& change) -> agent::Reply {
                edited_by_ = change.remedy_id;
                before_edit_ = edited_to_ = configured;
                const std::string before = config_sha256();
                (change.setting == ConfigSetting::DnsTunneling ? settings_in_file_.dns_tunneling
                                                               : settings_in_file_.auto_proxy) = false;
                return ConfigEdit{configured, configured, before, config_sha256()};
            },
            [&](const agent::ApplyMtu& lower) -> agent::Reply {
                guest_calls_.emplace_back("mtu");
                mtu_is_lowered_ = true;
                return MtuReceipt{"eth1", 9000, lower.mtu};
            },
            [&](const agent::UndoMtu&) -> agent::Reply {
                mtu_is_lowered_ = false;
                return agent::Done{};
            },
        },
        request);
}

} // namespace mirrorwatch::support
