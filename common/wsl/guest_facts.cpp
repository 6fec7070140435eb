// SPDX-License-Identifier: MIT
#include "common/wsl/guest_facts.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/masked.hpp"
#include "common/wsl/guest_lines.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace mirrorwatch::wsl {
namespace {

// More of them than anybody has is somebody's joke.
constexpr std::size_t c_most_devices = 500;
constexpr std::size_t c_most_routes = 10'000;
constexpr std::size_t c_most_addresses = 64;

std::optional<bool> flag_in(std::string_view word) {
    return word == "1" || word == "0" ? std::optional{word == "1"} : std::nullopt;
}

NeighbourState neighbour_state(std::string_view word) {
    constexpr std::array states{
        std::pair{std::string_view{"REACHABLE"}, NeighbourState::Reachable},
        std::pair{std::string_view{"PERMANENT"}, NeighbourState::Reachable},
        std::pair{std::string_view{"NOARP"}, NeighbourState::Reachable},
        std::pair{std::string_view{"STALE"}, NeighbourState::Stale},
        std::pair{std::string_view{"DELAY"}, NeighbourState::Stale},
        std::pair{std::string_view{"PROBE"}, NeighbourState::Stale},
        std::pair{std::string_view{"INCOMPLETE"}, NeighbourState::Incomplete},
        std::pair{std::string_view{"FAILED"}, NeighbourState::Failed},
    };
    const auto* found = std::ranges::find(states, word, [](const auto& state) { return state.first; });
    return found == states.end() ? NeighbourState::Unknown : found->second;
}

/// The words of one kind of line, in the order in which they came.
class Sightings {
public:
    explicit Sightings(const GuestReport& report) {
        for (const std::string& line : report.seen) {
            Words words = words_of(line);
            if (!words.empty()) {
                const std::string kind = words.front();
                words.erase(words.begin());
                lines_[kind].push_back(std::move(words));
            }
        }
    }

    [[nodiscard]] const std::vector<Words>& operator[](const std::string& kind) const {
        static const std::vector<Words> none;
        const auto found = lines_.find(kind);
        return found == lines_.end() ? none : found->second;
    }

    [[nodiscard]] bool has(const std::string& kind) const { return lines_.count(kind) > 0; }

    /// The first word of the first line of that kind; empty: there is none.
    [[nodiscard]] std::string word(const std::string& kind) const {
        const auto& lines = (*this)[kind];
        return lines.empty() || lines.front().empty() ? std::string{} : lines.front().front();
    }

private:
    std::map<std::string, std::vector<Words>> lines_;
};

std::optional<std::vector<GuestDevice>> devices_in(const Sightings& seen) {
    if (!seen.has("devices") || !seen.has("addresses")) {
        return std::nullopt;
    }
    std::vector<GuestDevice> devices;
    for (const Words& words : seen["device"]) {
        auto device = device_in(words);
        if (device && device->name != "lo" && devices.size() < c_most_devices) {
            devices.push_back(std::move(*device));
        }
    }
    for (const Words& words : seen["address"]) {
        const auto address = address_in(words);
        const auto owner = std::ranges::find_if(
            devices, [&](const GuestDevice& device) { return address && device.name == address->device; });
        if (owner != devices.end() && owner->addresses.size() < c_most_addresses) {
            owner->addresses.push_back(address->prefix);
        }
    }
    return devices;
}

std::optional<std::vector<GuestRoute>> routes_in(const Sightings& seen) {
    const auto& families = seen["routes"];
    if (std::ranges::find(families, Words{"4"}) == families.end()) {
        return std::nullopt;
    }
    std::vector<GuestRoute> routes;
    for (const bool v6 : {false, true}) {
        for (const Words& words : seen[v6 ? "route6" : "route4"]) {
            for (GuestRoute& route : routes_of(words, v6)) {
                if (routes.size() < c_most_routes) {
                    routes.push_back(std::move(route));
                }
            }
        }
    }
    return routes;
}

std::optional<NeighbourState> gateway_in(const Sightings& seen) {
    const auto gateway = parse_ip(seen.word("gateway"));
    if (!gateway) {
        return std::nullopt;
    }
    for (const Words& words : seen["neighbour"]) {
        if (words.size() > 1 && parse_ip(words.front()) == gateway) {
            return neighbour_state(words.back());
        }
    }
    return NeighbourState::Unknown;
}

/// 0: off; 1 and 2 are two ways of having them.
std::optional<bool> timestamps_in(const Sightings& seen) {
    const std::string word = seen.word("timestamps");
    return word == "0" || word == "1" || word == "2" ? std::optional{word != "0"} : std::nullopt;
}

std::optional<bool> resolver_in(const Sightings& seen) {
    const std::string word = seen.word("resolver");
    return word == "generated" || word == "other" ? std::optional{word == "generated"} : std::nullopt;
}

/// Anybody may write into that variable: what is no single printable word is no proxy.
std::optional<std::string> proxy_in(const Sightings& seen) {
    constexpr std::size_t c_longest = 1'000;
    const auto& lines = seen["proxy"];
    if (lines.empty()) {
        return std::nullopt;
    }
    if (lines.front().empty()) {
        return std::string{};
    }
    const std::string& proxy = lines.front().front();
    const bool is_fine = lines.front().size() == 1 && proxy.size() <= c_longest && is_printable(proxy);
    return is_fine ? std::optional{masked(proxy)} : std::nullopt;
}

/// "0 1 -", behind the target's number.
bool take_port(GuestTrial& trial, const Words& words) {
    const auto is_known = [](const std::string& word) { return word == "-" || flag_in(word).has_value(); };
    if (words.size() != 3 || !is_known(words[1]) || !is_known(words[2])) {
        return false;
    }
    trial.listens_here = flag_in(words[1]);
    trial.answers_here = flag_in(words[2]);
    return true;
}

void take_step(GuestTrial& trial, const std::string& what, const std::string& word) {
    if (what == "name") {
        trial.name_resolves = flag_in(word);
    } else if (what == "connects") {
        trial.connects = flag_in(word);
    } else if (what == "large") {
        trial.large_answer = flag_in(word);
    } else if (what == "way" && is_printable(word)) {
        trial.leaves_by = word;
    } else if (what == "address" && trial.resolved.size() < c_most_addresses) {
        if (const auto address = parse_ip(word)) {
            trial.resolved.push_back(to_string(*address));
        }
    }
}

Result<GuestTrial> trial_of(const agent::GuestTarget& target, const std::string& number,
                            const std::vector<Words>& ports, const std::vector<Words>& steps) {
    GuestTrial trial;
    trial.endpoint = target.name;
    const bool known = std::ranges::any_of(ports, [&](const Words& words) {
        return !words.empty() && words.front() == number && take_port(trial, words);
    });
    if (!known) {
        return Error{"The guest did not answer for " + target.name + "."};
    }
    if (is_guest_host(target.host)) { // else another one was asked in its place
        for (const Words& words : steps) {
            if (words.size() == 3 && words.front() == number) {
                take_step(trial, words[1], words[2]);
            }
        }
    }
    return trial;
}

} // namespace

Result<GuestFacts> read_evidence(const GuestReport& report, const std::vector<agent::GuestTarget>& targets) {
    const Sightings seen{report};
    GuestFacts facts;
    facts.devices = devices_in(seen);
    facts.routes = routes_in(seen);
    facts.gateway = gateway_in(seen);
    facts.resolv_conf_is_generated = resolver_in(seen);
    facts.http_proxy = proxy_in(seen);
    facts.terminal_in_use = flag_in(seen.word("terminal"));
    facts.tcp_timestamps = timestamps_in(seen);
    std::vector<Words> ports;
    ports.reserve(report.ports.size());
    for (const std::string& port : report.ports) {
        ports.push_back(words_of(port));
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        auto trial = trial_of(targets[i], std::to_string(i), ports, seen["trial"]);
        if (trial.has_error()) {
            return trial.error();
        }
        facts.trials.push_back(std::move(*trial));
    }
    return facts;
}

} // namespace mirrorwatch::wsl
