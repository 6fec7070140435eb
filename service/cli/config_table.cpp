// SPDX-License-Identifier: MIT
#include "service/cli/config_view.hpp"

#include "common/number.hpp"
#include "common/utc.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace mirrorwatch::cli {
namespace {

using wslconfig::KnownKey;
using wslconfig::Setting;

// What a person who looks for trouble with the network wants to know even where it is a default.
constexpr std::array<std::string_view, 8> c_network{
    "wsl2.networkingMode",
    "wsl2.dnsTunneling",
    "wsl2.firewall",
    "wsl2.autoProxy",
    "wsl2.localhostForwarding",
    "wsl2.dnsProxy",
    "experimental.ignoredPorts",
    "experimental.hostAddressLoopback",
};
constexpr std::size_t c_widest_value = 60;

/// In the largest unit without a fraction, as .wslconfig takes it.
std::string size_text(const std::string& bytes) {
    const std::uint64_t number = number_from<std::uint64_t>(bytes).value_or(0);
    constexpr std::array<std::string_view, 4> units{"TB", "GB", "MB", "KB"};
    std::uint64_t unit = std::uint64_t{1} << 40;
    for (const std::string_view name : units) {
        if (number != 0 && number % unit == 0) {
            return std::to_string(number / unit) + std::string{name};
        }
        unit >>= 10;
    }
    return bytes;
}

/// The first letters of a long one.
std::string shortened(const std::string& text) {
    if (letters(text) <= c_widest_value) {
        return text;
    }
    std::size_t end = 0;
    for (std::size_t count = 0; end < text.size(); ++end) {
        count += (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 ? 1 : 0;
        if (count == c_widest_value) {
            break;
        }
    }
    return text.substr(0, end) + "…";
}

/// Where a setting stands in the file, valid or not.
std::optional<std::size_t> line_of(const wslconfig::FileSettings& settings, const Setting& setting) {
    if (setting.line || !setting.occurrence) {
        return setting.line;
    }
    return settings.document.entries[*setting.occurrence].line;
}

Row row_of(const wslconfig::FileSettings& settings, std::size_t index) {
    const KnownKey& key = wslconfig::known_keys()[index];
    const Setting& setting = settings.values[index];
    const auto line = line_of(settings, setting);
    const std::string where = !line ? "default"
                              : setting.is_default()
                                  ? "default, as line " + std::to_string(*line) + " is not valid"
                                  : std::to_string(*line);
    return {std::string{key.name}, shortened(value_text(key, setting.value)), where};
}

std::vector<std::size_t> in_order_of_lines(const wslconfig::FileSettings& settings) {
    std::vector<std::size_t> written;
    for (std::size_t i = 0; i < settings.values.size(); ++i) {
        if (line_of(settings, settings.values[i])) {
            written.push_back(i);
        }
    }
    std::ranges::stable_sort(
        written, {}, [&](std::size_t i) { return line_of(settings, settings.values[i]).value_or(0); });
    return written;
}

std::string settings_table(const wslconfig::FileSettings& settings, Extent extent) {
    std::vector<Row> rows{{"SETTING", "VALUE", "LINE"}};
    for (const std::size_t i : in_order_of_lines(settings)) {
        rows.push_back(row_of(settings, i));
    }
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < settings.values.size(); ++i) {
        if (line_of(settings, settings.values[i])) {
            continue;
        }
        const bool is_network =
            std::ranges::find(c_network, wslconfig::known_keys()[i].name) != c_network.end();
        if (extent == Extent::All || is_network) {
            rows.push_back(row_of(settings, i));
        } else {
            ++left_out;
        }
    }
    const std::string rest = std::to_string(left_out) + " more have their defaults; --all shows them.\n";
    return table(rows) + (left_out == 0 ? "" : rest);
}

std::string heading(const ConfigView& view) {
    if (!view.settings) {
        return view.path + "\n";
    }
    if (!view.exists) {
        return "There is no " + view.path + ": all settings have their defaults.\n";
    }
    return view.path + " (" + std::string{wslconfig::name_of(view.settings->document.encoding)} + ")\n";
}

/// As it is written, where that is no time.
std::string time_text(const std::string& written, const UtcOffset& offset) {
    const auto time = from_iso(written);
    return time ? local_text(*time, offset) : visible(written);
}

Row row_of(const agent::BackupEntry& entry, const UtcOffset& offset) {
    if (!entry.damage.empty()) {
        return {std::to_string(entry.number), time_text(entry.time, offset), "", visible(entry.damage)};
    }
    return {std::to_string(entry.number), time_text(entry.time, offset),
            entry.remedy_id.empty() ? "you" : "Mirrorwatch", visible(entry.reason)};
}

} // namespace

std::string value_text(const KnownKey& key, const std::optional<std::string>& value) {
    if (!value) {
        return "(chosen by WSL)";
    }
    return value->empty()                           ? "(empty)"
           : key.type == wslconfig::ValueType::Size ? size_text(*value)
                                                    : visible(*value);
}

std::string diagnostic_lines(const std::vector<wslconfig::Diagnostic>& diagnostics) {
    std::string text;
    for (const wslconfig::Diagnostic& diagnostic : diagnostics) {
        const bool is_ours = wslconfig::source_of(diagnostic.code) == wslconfig::ToldBy::Mirrorwatch;
        text += diagnostic.line == 0 ? "" : "line " + std::to_string(diagnostic.line) + ": ";
        text += diagnostic.code == wslconfig::Code::Unreadable ? "unreadable: "
                : is_ours                                      ? "warning (Mirrorwatch): "
                                                               : "warning: ";
        text += visible(wslconfig::sentence(diagnostic)) + "\n";
    }
    return text;
}

std::string config_table(const ConfigView& view, Extent extent) {
    const std::string settings = view.settings ? "\n" + settings_table(*view.settings, extent) : "";
    const std::string lines = diagnostic_lines(view.diagnostics);
    return heading(view) + settings + (lines.empty() ? "" : "\n" + lines);
}

std::string check_table(const ConfigView& view) {
    const std::size_t count = view.diagnostics.size();
    if (count == 0) {
        return view.exists ? view.path + ": no warnings.\n" : heading(view);
    }
    const std::string summary = count == 1 ? "1 warning.\n" : std::to_string(count) + " warnings.\n";
    return heading(view) + diagnostic_lines(view.diagnostics) + (view.settings ? summary : "");
}

std::string history_table(const std::string& path, const std::vector<agent::BackupEntry>& entries,
                          const UtcOffset& offset) {
    if (entries.empty()) {
        return "No backups of " + path + ".\n";
    }
    std::vector<Row> rows{{"NUMBER", "TIME", "BY", "BACKED UP BEFORE"}};
    for (const agent::BackupEntry& entry : entries) {
        rows.push_back(row_of(entry, offset));
    }
    return path + "\n\n" + table(rows);
}

} // namespace mirrorwatch::cli
