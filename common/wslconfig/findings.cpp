// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"

#include "common/ascii.hpp"
#include "common/wslconfig/excluded_interfaces.hpp"
#include "common/wslconfig/lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

using enum NetworkingMode;

bool is(const FileSettings& settings, std::string_view name, std::string_view value) {
    return settings[name].value == value;
}

/// Why a key does nothing in this mode; empty: it does something.
std::string_view without_effect(const FileSettings& s, NetworkingMode mode, std::string_view name) {
    const auto any_of = [&](auto... names) { return ((name == names) || ...); };
    if (is(s, "wsl2.safeMode", "true") &&
        any_of("wsl2.networkingMode", "wsl2.dnsTunneling", "wsl2.autoProxy", "experimental.ignoredPorts")) {
        return "safeMode turns networking off";
    }
    if (mode != Mirrored && any_of("experimental.ignoredPorts", "experimental.hostAddressLoopback")) {
        return "it is for networkingMode=mirrored only";
    }
    if (mode != Bridged &&
        any_of("wsl2.vmSwitch", "wsl2.macAddress", "wsl2.dhcp", "wsl2.dhcpTimeout", "wsl2.ipv6")) {
        return "it is for networkingMode=bridged only";
    }
    if (mode != Nat && any_of("wsl2.dnsProxy")) {
        return "it is for networkingMode=nat only";
    }
    if (mode == Mirrored && any_of("wsl2.localhostForwarding")) {
        return "in mirrored mode localhost is always shared, and WSL warns of this line";
    }
    if (mode == Mirrored && any_of("wsl2.firewall") && is(s, name, "false")) {
        return "in mirrored mode the Hyper-V firewall is always on";
    }
    const bool tunnels = mode == Nat || mode == Mirrored || mode == VirtioProxy;
    if (!tunnels && any_of("wsl2.dnsTunneling") && is(s, name, "true")) {
        return "this networkingMode has no DNS tunneling";
    }
    if ((!tunnels || is(s, "wsl2.dnsTunneling", "false")) &&
        any_of("experimental.bestEffortDnsParsing", "experimental.dnsTunnelingIpAddress")) {
        return "it needs DNS tunneling, which is off";
    }
    if (is(s, "wsl2.autoProxy", "false") && any_of("experimental.initialAutoProxyTimeout")) {
        return "it needs autoProxy, which is off";
    }
    if (any_of("wsl2.virtio9p") && is(s, name, "true")) {
        return "WSL does not support it any more";
    }
    return {};
}

class Finder {
public:
    Finder(const FileSettings& settings, const Policies& policies, std::string_view bytes)
        : settings_(settings)
        , policies_(policies)
        , bytes_(bytes)
        , mode_(mode_of(settings, policies)) {}

    std::vector<Diagnostic> run() {
        for (const KeyEntry& entry : settings_.document.entries) {
            if (find_key(entry.key) == nullptr) {
                look_at_unknown(entry.line, entry.key);
            }
        }
        for (const Line& line : settings_.document.lines) {
            if (line.kind == LineKind::Broken) {
                look_at_broken(line);
            }
        }
        for (std::size_t i = 0; i < known_keys().size(); ++i) {
            look_at_setting(known_keys()[i], settings_.values[i]);
        }
        std::ranges::stable_sort(found_, {}, &Diagnostic::line);
        return std::move(found_);
    }

private:
    void tell(std::size_t line, Code code, std::string key, std::vector<std::string> arguments = {}) {
        found_.push_back({line, code, std::move(key), std::move(arguments)});
    }

    void look_at_unknown(std::size_t line, const std::string& key) {
        const std::string word = key.substr(key.rfind('.') + 1);
        if (const KnownKey* elsewhere = key_meant_by(word)) {
            tell(line, Code::WrongSection, valid_utf8(key), {std::string{elsewhere->name}});
        } else if (const auto near = nearest_key(key)) {
            tell(line, Code::LikelyTypo, valid_utf8(key), {std::string{*near}});
        }
    }

    /// "networking-mode=…" and "networkingMode: …" are no keys to WSL, but people write them.
    void look_at_broken(const Line& line) {
        if (settings_.document.diagnostics[line.index].code != Code::ExpectedEquals) {
            return;
        }
        if (is_exclusion(bytes_, settings_.document, line)) {
            tell(line.number, Code::ExcludedInterfacesIgnored, "networkingMode.excludedInterfaces");
            return;
        }
        const std::string text = text_of(bytes_, settings_.document, {line.content, line.bytes.end});
        const std::string written = text.substr(0, text.find_first_of("=: \t\r\n"));
        std::string word;
        std::ranges::copy_if(written, std::back_inserter(word),
                             [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); });
        const KnownKey* meant = key_meant_by(word);
        const auto near = meant != nullptr ? std::optional{meant->name} : nearest_key(word);
        if (near && text.find_first_of("=:") != std::string::npos) {
            tell(line.number, Code::LikelyTypo, written, {std::string{*near}});
        }
    }

    void look_at_setting(const KnownKey& key, const Setting& setting) {
        if (!setting.occurrence || setting.is_default()) {
            return;
        }
        const KeyEntry& entry = settings_.document.entries[*setting.occurrence];
        if (key.name == "wsl2.networkingMode" && is_overridden(setting)) {
            tell(entry.line, Code::OverriddenByPolicy, valid_utf8(entry.key),
                 {std::string{to_string(mode_)}});
        } else if (const auto why = without_effect(settings_, mode_, key.name); !why.empty()) {
            tell(entry.line, Code::NoEffect, valid_utf8(entry.key), {std::string{why}});
        } else if (key.name == "wsl2.firewall" && setting.value == "false" &&
                   !policies_.may_choose_firewall) {
            tell(entry.line, Code::OverriddenByPolicy, valid_utf8(entry.key), {"true"});
        }
    }

    [[nodiscard]] bool is_overridden(const Setting& setting) const {
        const NetworkingMode wanted = networking_mode_from(*setting.value);
        return !policies_.may_choose_mode && wanted != None && wanted != policies_.default_mode;
    }

    const FileSettings& settings_;
    const Policies& policies_;
    std::string_view bytes_;
    NetworkingMode mode_;
    std::vector<Diagnostic> found_;
};

constexpr std::size_t c_most = 5;

constexpr std::array<std::string_view, 16> c_network_keys{
    "wsl2.networkingMode",
    "wsl2.dnsTunneling",
    "wsl2.firewall",
    "wsl2.autoProxy",
    "wsl2.localhostForwarding",
    "wsl2.dnsProxy",
    "wsl2.ipv6",
    "wsl2.dhcp",
    "wsl2.dhcpTimeout",
    "wsl2.vmSwitch",
    "wsl2.macAddress",
    "experimental.ignoredPorts",
    "experimental.hostAddressLoopback",
    "experimental.bestEffortDnsParsing",
    "experimental.dnsTunnelingIpAddress",
    "experimental.initialAutoProxyTimeout",
};

bool is_for_network(const KnownKey* key) {
    return key != nullptr && std::ranges::find(c_network_keys, key->name) != c_network_keys.end();
}

const KeyEntry* entry_in(const FileSettings& settings, std::size_t line) {
    const auto found = std::ranges::find(settings.document.entries, line, &KeyEntry::line);
    return found == settings.document.entries.end() ? nullptr : &*found;
}

/// A line that loses against an earlier one, and says something else.
bool is_lost_duplicate(const FileSettings& settings, const Diagnostic& d) {
    const KnownKey* key = find_key(d.key);
    const KeyEntry* entry = entry_in(settings, d.line);
    return is_for_network(key) && entry != nullptr &&
           read_value(*key, entry->value).value != settings[key->name].value;
}

class Mistakes {
public:
    Mistakes(const FileSettings& settings, std::string_view bytes)
        : settings_(settings)
        , bytes_(bytes) {}

    std::vector<Diagnostic> find() {
        for (const Diagnostic& d : settings_.diagnostics) {
            if (is_mistake_to_wsl(d)) {
                found_.push_back(d);
            }
        }
        for (Diagnostic& d : findings(settings_, Policies{}, bytes_)) {
            if (is_mistake_to_us(d)) {
                found_.push_back(std::move(d));
            }
        }
        const auto& lines = settings_.document.lines;
        for (auto line = lines.begin(); line != lines.end(); ++line) {
            if (line->kind == LineKind::Broken && takes_key_along(line)) {
                found_.push_back(settings_.document.diagnostics[line->index]);
            }
        }
        std::ranges::stable_sort(found_, {}, &Diagnostic::line);
        return std::move(found_);
    }

private:
    [[nodiscard]] bool is_mistake_to_wsl(const Diagnostic& d) const {
        switch (d.code) {
        case Code::InvalidInteger:
        case Code::InvalidBoolean:
        case Code::InvalidIp:
        case Code::InvalidValue:
            return is_for_network(find_key(d.key));
        case Code::DuplicateKey:
            return is_lost_duplicate(settings_, d);
        default:
            return false;
        }
    }

    [[nodiscard]] static bool is_mistake_to_us(const Diagnostic& d) {
        switch (d.code) {
        case Code::LikelyTypo:
        case Code::WrongSection:
            return is_for_network(find_key(d.arguments.front()));
        case Code::ExcludedInterfacesIgnored:
            return true;
        default:
            return false;
        }
    }

    /// A network key whose line WSL cannot read, or a header that is none, above such a key.
    [[nodiscard]] bool takes_key_along(std::vector<Line>::const_iterator line) const {
        switch (settings_.document.diagnostics[line->index].code) {
        case Code::UnterminatedQuote:
        case Code::InvalidEscape:
            return begins_with_network_key(*line);
        case Code::InvalidSection:
        case Code::ExpectedBracket:
        case Code::ExpectedEndOfLine:
            break;
        default:
            return false;
        }
        const auto& lines = settings_.document.lines;
        const auto end = std::find_if(line + 1, lines.end(),
                                      [](const Line& other) { return other.kind == LineKind::Header; });
        return std::any_of(line + 1, end, [&](const Line& key) {
            return key.kind == LineKind::Key &&
                   find_key(settings_.document.entries[key.index].key) == nullptr &&
                   begins_with_network_key(key);
        });
    }

    [[nodiscard]] bool begins_with_network_key(const Line& line) const {
        const std::string text = text_of(bytes_, settings_.document, {line.content, line.bytes.end});
        return is_for_network(key_meant_by(text.substr(0, text.find_first_of("=: \t\r\n"))));
    }

    const FileSettings& settings_;
    std::string_view bytes_;
    std::vector<Diagnostic> found_;
};

} // namespace

NetworkingMode mode_of(const FileSettings& settings, const Policies& policies) {
    const Setting& setting = settings["wsl2.networkingMode"];
    NetworkingMode mode = policies.default_mode;
    if (!setting.is_default()) {
        mode = networking_mode_from(*setting.value);
        if (!policies.may_choose_mode && mode != None) {
            mode = policies.default_mode;
        }
    }
    if (is(settings, "wsl2.safeMode", "true")) {
        return None;
    }
    if (mode == VirtioProxy && is(settings, "wsl2.virtio", "false")) {
        return policies.default_mode == VirtioProxy ? None : Nat;
    }
    return mode;
}

std::vector<Diagnostic> findings(const FileSettings& settings, const Policies& policies,
                                 std::string_view bytes) {
    return Finder{settings, policies, bytes}.run();
}

std::vector<std::string> network_mistakes(std::string_view bytes) {
    const Result<FileSettings> settings = read(bytes);
    std::vector<std::string> sentences;
    if (!settings) {
        return sentences;
    }
    for (const Diagnostic& d : Mistakes{*settings, bytes}.find()) {
        if (sentences.size() < c_most) {
            sentences.push_back("Line " + std::to_string(d.line) + ": " + sentence(d));
        }
    }
    return sentences;
}

} // namespace mirrorwatch::wslconfig
