// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/doctor/exposure.hpp"
#include "service/doctor/judges.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::doctor {
namespace {

constexpr std::uint16_t c_dns = 53; // WSL leaves it out of what both share

bool is_ignored(const ConfigFacts& config, std::uint16_t port) {
    return port == c_dns || std::ranges::count(config.ignored_ports, port) > 0;
}

/// "8080 (nginx)"
std::string described(const GuestListener& listener) {
    return std::to_string(listener.port) + (listener.program.empty() ? "" : " (" + listener.program + ")");
}

/// "192.168.1.5 (Wi-Fi, a public network)"
std::string described(const HostAdapter& adapter) {
    const std::string address = adapter.addresses.empty() ? "no address" : adapter.addresses.front().address;
    return address + " (" + adapter.name + ", " + std::string{label(adapter.category)} + ")";
}

/// One port on one network.
struct Exposure {
    const GuestListener* listener;
    const HostAdapter* adapter;
    Decision decision;
};

std::vector<Exposure> exposures(const DoctorFacts& facts) {
    std::vector<Exposure> all;
    for (const GuestListener& listener : *facts.listeners) {
        for (const HostAdapter& adapter : facts.network->adapters) {
            if (listener.is_on_all && adapter.is_mirrored && !adapter.addresses.empty()) {
                all.push_back(
                    {&listener, &adapter, decide_inbound(*facts.firewall, listener.port, adapter.category)});
            }
        }
    }
    return all;
}

std::string sentence_of(const Exposure& exposure) {
    return "Port " + described(*exposure.listener) + " is " +
           (exposure.decision.lets_in ? "open" : "closed") + " on " + described(*exposure.adapter) + ": " +
           exposure.decision.rule + ".";
}

std::string sentences_of(const std::vector<Exposure>& all) {
    std::string text;
    for (const Exposure& one : all) {
        text += (text.empty() ? "" : " ") + sentence_of(one);
    }
    return text;
}

/// Where strangers are: a network of unknown kind counts as such, as Windows itself takes it.
bool is_open_to_strangers(const Exposure& exposure) {
    const NetworkCategory network = exposure.adapter->category;
    return exposure.decision.lets_in &&
           (network == NetworkCategory::Public || network == NetworkCategory::Unknown);
}

bool is_excluded(const std::vector<PortRange>& ranges, std::uint16_t port) {
    return std::ranges::any_of(
        ranges, [&](const PortRange& range) { return range.first <= port && port <= range.last; });
}

} // namespace

Judgement port_clashes(const DoctorFacts& facts) {
    std::vector<std::string> twice;
    for (const GuestListener& listener : *facts.listeners) {
        const auto& windows = facts.ports->windows_listens;
        if (std::ranges::count(windows, listener.port) > 0 && !is_ignored(*facts.config, listener.port)) {
            twice.push_back(described(listener));
        }
    }
    if (!twice.empty()) {
        return fail("A program of Windows and one in WSL both listen on port " + text::list_of(twice) + ".",
                    "In mirrored mode both have the same ports: on 127.0.0.1 only one of them is reached. "
                    "End one, or give it another port.",
                    "netstat -abno -p tcp");
    }
    return ok("No port is used on both sides.");
}

Judgement excluded_ports(const DoctorFacts& facts) {
    std::vector<std::string> kept;
    for (const WantedPort& wanted : facts.ports->wanted) {
        if (is_excluded(facts.ports->excluded, wanted.port)) {
            kept.push_back(std::to_string(wanted.port) + " (" + wanted.endpoint + ")");
        }
    }
    if (!kept.empty()) {
        return warn("Windows keeps port " + text::list_of(kept) + " for itself.",
                    "In mirrored mode no server in WSL can have a port that Windows has reserved, mostly for "
                    "Hyper-V; a restart of the service winnat gives most of them back.",
                    "Restart-Service winnat");
    }
    return ok("Windows keeps none of the ports that are watched in WSL.");
}

Judgement exposure(const DoctorFacts& facts) {
    const std::vector<Exposure> all = exposures(facts);
    std::vector<Exposure> open;
    std::ranges::copy_if(all, std::back_inserter(open), is_open_to_strangers);
    if (!open.empty()) {
        return warn(sentences_of(open),
                    "A server in WSL on 0.0.0.0 is on all of Windows' addresses in mirrored mode. Let it "
                    "listen on 127.0.0.1, or take the rule away.",
                    "mirrorwatch firewall remove " + std::to_string(open.front().listener->port));
    }
    return ok(all.empty() ? "No server in WSL listens on 0.0.0.0." : sentences_of(all));
}

} // namespace mirrorwatch::doctor
