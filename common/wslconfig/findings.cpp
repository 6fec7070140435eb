// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"

#include "common/ascii.hpp"
#include "common/translated.hpp"
#include "common/wslconfig/comments.hpp"
#include "common/wslconfig/excluded_interfaces.hpp"
#include "common/wslconfig/lines.hpp"
#include "common/wslconfig/odd_values.hpp"
#include "common/wslconfig/wsl_conf.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

using text::to_translate;
using enum NetworkingMode;

bool is(const FileSettings& settings, std::string_view name, std::string_view value) {
    return settings[name].value == value;
}

/// Why a key does nothing in this mode; empty: it does something.
std::string_view without_effect(const FileSettings& s, NetworkingMode mode, std::string_view name) {
    const auto any_of = [&](auto... names) { return ((name == names) || ...); };
    if (is(s, "wsl2.safeMode", "true") &&
        any_of("wsl2.networkingMode", "wsl2.dnsTunneling", "wsl2.autoProxy", "experimental.ignoredPorts")) {
        return to_translate("safeMode turns networking off");
    }
    if (mode != Mirrored && any_of("experimental.ignoredPorts", "experimental.hostAddressLoopback")) {
        return to_translate("it is for networkingMode=mirrored only");
    }
    if (mode != Bridged &&
        any_of("wsl2.vmSwitch", "wsl2.macAddress", "wsl2.dhcp", "wsl2.dhcpTimeout", "wsl2.ipv6")) {
        return to_translate("it is for networkingMode=bridged only");
    }
    if (mode != Nat && any_of("wsl2.dnsProxy")) {
        return to_translate("it is for networkingMode=nat only");
    }
    if (mode == Mirrored && any_of("wsl2.localhostForwarding")) {
        return to_translate("in mirrored mode localhost is always shared, and WSL warns of this line");
    }
    if (mode == Mirrored && any_of("wsl2.firewall") && is(s, name, "false")) {
        return to_translate("in mirrored mode the Hyper-V firewall is always on");
    }
    const bool tunnels = mode == Nat || mode == Mirrored || mode == VirtioProxy;
    if (!tunnels && any_of("wsl2.dnsTunneling") && is(s, name, "true")) {
        return to_translate("this networkingMode has no DNS tunneling");
    }
    if ((!tunnels || is(s, "wsl2.dnsTunneling", "false")) &&
        any_of("experimental.bestEffortDnsParsing", "experimental.dnsTunnelingIpAddress")) {
        return to_translate("it needs DNS tunneling, which is off");
    }
    if (is(s, "wsl2.autoProxy", "false") && any_of("experimental.initialAutoProxyTimeout")) {
        return to_translate("it needs autoProxy, which is off");
    }
    if (any_of("wsl2.virtio9p") && is(s, name, "true")) {
        return to_translate("WSL does not support it any more");
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
        for (const Line& line : settings_.document.lines) {
            look_at_line(line);
        }
        for (std::size_t i = 0; i < known_keys().size(); ++i) {
            look_at_setting(known_keys()[i], settings_.values[i]);
        }
        std::ranges::move(settings_in_one_line(bytes_, settings_.document), std::back_inserter(found_));
        std::ranges::stable_sort(found_, {}, &Diagnostic::line);
        return std::move(found_);
    }

private:
    void tell(std::size_t line, Code code, std::string key, std::vector<std::string> arguments = {}) {
        found_.push_back({line, code, std::move(key), std::move(arguments)});
    }

    void look_at_line(const Line& line) {
        commented_.take(bytes_, settings_.document, line);
        if (line.kind == LineKind::Header) {
            section_ = &settings_.document.sections[line.index];
            is_told_ = false;
        } else if (line.kind == LineKind::Broken) {
            look_at_broken(line);
        } else if (line.kind == LineKind::Key) {
            const KeyEntry& entry = settings_.document.entries[line.index];
            if (find_key(entry.key) == nullptr) {
                look_at_unknown(entry.line, entry.key);
            }
        }
    }

    void look_at_unknown(std::size_t line, const std::string& key) {
        const std::string word = key.substr(key.rfind('.') + 1);
        const std::string_view section = section_ == nullptr ? std::string_view{} : section_->name;
        if (const KnownKey* elsewhere = key_meant_by(word)) {
            look_at_misplaced(line, key, *elsewhere);
        } else if (const auto of_guest = section_in_wsl_conf(section, word); !of_guest.empty()) {
            tell_of_wsl_conf(line, key, of_guest);
        } else if (const auto near = nearest_key(key)) {
            tell(line, Code::LikelyTypo, valid_utf8(key), {std::string{*near}});
        } else if (is_section_of_wsl_conf(section)) {
            tell_of_wsl_conf(line, key, section);
        }
    }

    void look_at_misplaced(std::size_t line, const std::string& key, const KnownKey& known) {
        for (const std::string_view name : {known.name, known.alias}) {
            if (const auto header = commented_.line_of(name.substr(0, name.find('.')))) {
                tell(line, Code::HeaderInComment, valid_utf8(key),
                     {std::string{name}, std::to_string(*header)});
                return;
            }
        }
        tell(line, Code::WrongSection, valid_utf8(key), {std::string{known.name}});
    }

    /// A section is told once, whatever it has.
    void tell_of_wsl_conf(std::size_t line, const std::string& key, std::string_view section) {
        if (section_ == nullptr || !is_section_of_wsl_conf(section_->name)) {
            tell(line, Code::KeyOfWslConf, valid_utf8(key), {std::string{section}});
        } else if (!is_told_) {
            is_told_ = true;
            tell(section_->line, Code::SectionOfWslConf, {}, {section_->name});
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
        } else if (auto odd = odd_value(key, setting, entry)) {
            found_.push_back(std::move(*odd));
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
    HeadersInComments commented_;
    const SectionHeader* section_ = nullptr; // the last one above; null: none
    bool is_told_ = false;                   // that it is one of /etc/wsl.conf
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

} // namespace mirrorwatch::wslconfig
