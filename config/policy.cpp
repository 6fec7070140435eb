// SPDX-License-Identifier: MIT
#include "config/readers.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace mirrorwatch::config {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds c_least_countdown = 5s; // less is no time to cancel it
constexpr milliseconds c_most_countdown = 10min;
constexpr milliseconds c_least_reminder = 5min;
constexpr int c_most_switches = 10;
constexpr std::array c_rungs{NetworkingMode::Nat, NetworkingMode::VirtioProxy};

void read_ladder(Section& section, std::vector<NetworkingMode>& ladder) {
    constexpr std::array c_words{name_of(c_rungs[0]), name_of(c_rungs[1])};
    const std::string what = R"(must be a list of "nat" and "virtioproxy", in any order)";
    if (!section.has("ladder")) {
        return;
    }
    ladder.clear();
    for (auto& [word, place] : section.read_words("ladder", what, true)) {
        const auto found = std::find(c_words.begin(), c_words.end(), word);
        if (found == c_words.end()) {
            section.wrong_at(place, "ladder", what + suggestion(word, c_words));
            continue;
        }
        const NetworkingMode mode = c_rungs.at(static_cast<std::size_t>(found - c_words.begin()));
        if (std::find(ladder.begin(), ladder.end(), mode) != ladder.end()) {
            section.wrong_at(place, "ladder",
                             "has \"" + word + "\" twice: what did not help is not tried again");
        }
        ladder.push_back(mode);
    }
}

void read_table(Section section, Settings::Policy& policy) {
    section.read("settle", policy.settle);
    section.read("blame_window", policy.blame_window);
    section.read("verify_within", policy.verify_within);
    section.read("action", policy.action, words_of<PolicyAction>(c_names_of<PolicyAction>));
    read_ladder(section, policy.ladder);
    section.read("countdown", policy.countdown, c_least_countdown, c_most_countdown);
    section.read("idle_only", policy.idle_only);
    section.read("max_switches", policy.max_switches, 0, c_most_switches);
    section.read("cooldown", policy.cooldown, 0ms);
    section.read("restore_on_vpn_down", policy.restore_on_vpn_down,
                 words_of<RestorePolicy>(c_names_of<RestorePolicy>));
    section.warn_of_unknown_keys();
}

bool is_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

using Taken = std::map<std::string, ConfigError, std::less<>>; // names in lower case, and where they stand

void read_name(Section& section, std::string& name, Taken& taken) {
    const bool is_read = section.read("name", name, c_longest_name);
    if (name.empty() && (is_read || !section.has("name"))) {
        section.wrong("name", "is missing: the VPN's client or adapter, such as \"Cisco*\"");
    } else if (!is_text(name)) {
        section.wrong("name", "must not have control characters in it");
    } else if (const auto [place, is_new] = taken.emplace(lower(name), section.place("name"));
               !is_new && !name.empty()) {
        section.wrong("name", "\"" + name + "\" is taken by the [[vpn]] at " + place->second.file + ":" +
                                  std::to_string(place->second.line) + ":" +
                                  std::to_string(place->second.column) +
                                  ": names must be unique, also when letters differ in case");
    }
}

VpnPolicy read_vpn(Section& section, Taken& taken) {
    VpnPolicy vpn;
    read_name(section, vpn.name, taken);
    const bool is_read =
        section.read("action", vpn.action, words_of<VpnPolicy::Action>(c_names_of<VpnPolicy::Action>));
    if (!is_read && !section.has("action")) {
        section.wrong("action", R"(is missing: "ask", "auto", "notify", "exclude" or "never")");
    }
    section.warn_of_unknown_keys();
    return vpn;
}

bool read_language(Section& section, Language& language) {
    return section.read("language", language, words_of<Language>(c_names_of<Language>));
}

} // namespace

void read_policy(Section& root, Settings::Policy& policy) {
    read_table(root.section("policy"), policy);
    Taken taken;
    for (Section& section : root.sections("vpn")) {
        policy.vpns.push_back(read_vpn(section, taken));
    }
}

void read_exclusion(Section section, Settings::Exclusion& exclusion) {
    section.read("method", exclusion.method, words_of<ExcludeBy>(c_names_of<ExcludeBy>));
    section.warn_of_unknown_keys();
}

void read_notify(Section section, Settings::Notify& notify) {
    section.read("reminder", notify.reminder, c_least_reminder);
    section.read("on_resolved", notify.on_resolved);
    read_language(section, notify.language);
    section.warn_of_unknown_keys();
}

std::optional<Language> read_users_notify(Section notify, const char* why) {
    Language language = Language::Auto;
    const bool is_set = read_language(notify, language);
    for (const char* key : {"reminder", "on_resolved"}) {
        if (notify.takes(key)) {
            notify.warn(key, why);
        }
    }
    notify.warn_of_unknown_keys();
    return is_set ? std::optional{language} : std::nullopt;
}

} // namespace mirrorwatch::config
