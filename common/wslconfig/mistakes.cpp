// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"
#include "common/wslconfig/lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

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
        case Code::HeaderInComment:
            return is_for_network(find_key(d.arguments.front()));
        case Code::SettingsInOneLine:
            return std::any_of(d.arguments.begin() + 1, d.arguments.end(),
                               [](const std::string& key) { return is_for_network(find_key(key)); });
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
