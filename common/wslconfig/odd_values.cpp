// SPDX-License-Identifier: MIT
#include "common/wslconfig/odd_values.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace mirrorwatch::wslconfig {
namespace {

using Odd = std::optional<Diagnostic>;

Diagnostic told(Code code, const KeyEntry& entry, std::vector<std::string> arguments) {
    return {entry.line, code, valid_utf8(entry.key), std::move(arguments)};
}

struct SizeHabit {
    std::string_view key;
    std::uint64_t gigabytes_below; // a smaller number without a unit means gigabytes, else megabytes
};

constexpr std::array<SizeHabit, 4> c_sizes{{
    {"wsl2.memory", 256},
    {"wsl2.swap", 256},
    {"wsl2.defaultVhdSize", 10'000},
    {"experimental.swiotlb", 0},
}};
constexpr std::uint64_t c_least_size = std::uint64_t{1} << 20; // bytes; of all that anybody gives one of them

std::string_view digits_of(std::string_view text) {
    const auto first = std::min(text.find_first_of("123456789"), text.size());
    const auto end = std::min(text.find_first_not_of("0123456789", first), text.size());
    return text.substr(first, end - first);
}

Odd odd_size(const KnownKey& key, const Setting& setting, const KeyEntry& entry) {
    const auto habit = std::ranges::find(c_sizes, key.name, &SizeHabit::key);
    const auto bytes = number_from<std::uint64_t>(*setting.value);
    if (habit == c_sizes.end() || !bytes || *bytes == 0 || *bytes >= c_least_size) {
        return std::nullopt;
    }
    const std::string_view number = digits_of(entry.value);
    const auto count = number_from<std::uint64_t>(number).value_or(0);
    const std::string meant = std::string{number} + (count < habit->gigabytes_below ? "GB" : "MB");
    return told(Code::SizeWithoutUnit, entry, {valid_utf8(entry.value), *setting.value, meant});
}

struct TimeHabit {
    std::string_view key;
    std::int64_t from; // milliseconds that nobody means, to `to`; less than `from` has a meaning of its own
    std::int64_t to;
    bool takes_hours = false; // 3600 is an hour of somebody's, not 3.6 seconds
};

// WSL's defaults lie between one second and a minute. vmIdleTimeout=1 is what people write for "at once", and
// a timeout of 500 ms may be meant where nothing has to start meanwhile.
constexpr std::array<TimeHabit, 7> c_times{{
    {"wsl2.vmIdleTimeout", 2, 999, true},
    {"general.instanceIdleTimeout", 2, 999, true},
    {"wsl2.kernelBootTimeout", 1, 999},
    {"wsl2.distributionStartTimeout", 1, 999},
    {"wsl2.mountDeviceTimeout", 1, 120},
    {"wsl2.dhcpTimeout", 1, 120},
    {"experimental.initialAutoProxyTimeout", 2, 60},
}};

bool are_hours(std::int64_t number) {
    return number > 0 && number % 1800 == 0 && number % 1000 != 0;
}

Odd odd_time(const KnownKey& key, const Setting& setting, const KeyEntry& entry) {
    const auto habit = std::ranges::find(c_times, key.name, &TimeHabit::key);
    const auto number = number_from<std::int64_t>(*setting.value);
    if (habit == c_times.end() || !number) {
        return std::nullopt;
    }
    const bool is_short = *number >= habit->from && *number <= habit->to;
    if (!is_short && !(habit->takes_hours && are_hours(*number))) {
        return std::nullopt;
    }
    return told(Code::SecondsForMilliseconds, entry, {*setting.value, std::to_string(*number * 1000)});
}

struct Example {
    std::string_view key;
    std::string_view path; // lower case
};

// From "Example .wslconfig file" in Microsoft's documentation, wsl-config.md.
constexpr std::array<Example, 3> c_examples{{
    {"wsl2.kernel", R"(c:\temp\mycustomkernel)"},
    {"wsl2.kernelModules", R"(c:\temp\modules.vhdx)"},
    {"wsl2.swapFile", R"(c:\temp\wsl-swap.vhdx)"},
}};

constexpr std::array<std::string_view, 7> c_paths{
    "wsl2.kernel",
    "wsl2.kernelModules",
    "wsl2.swapFile",
    "wsl2.systemDistro",
    "wsl2.debugConsoleLogFile",
    "wsl2.crashDumpFolder",
    "general.distributionInstallPath",
};

Odd odd_path(const KnownKey& key, const Setting& setting, const KeyEntry& entry) {
    if (std::ranges::find(c_paths, key.name) == c_paths.end()) {
        return std::nullopt;
    }
    std::string path = lower(*setting.value);
    std::ranges::replace(path, '/', '\\');
    const bool is_example = std::ranges::any_of(
        c_examples, [&](const Example& known) { return known.key == key.name && known.path == path; });
    const bool has_a_gap = path.find('<') < path.find('>') && path.find('>') != std::string::npos;
    if (!is_example && !has_a_gap) { // no name of a file has a < or a >
        return std::nullopt;
    }
    return told(Code::ExampleValue, entry, {*setting.value});
}

} // namespace

std::optional<Diagnostic> odd_value(const KnownKey& key, const Setting& setting, const KeyEntry& entry) {
    switch (key.type) {
    case ValueType::Size:
        return odd_size(key, setting, entry);
    case ValueType::Integer:
        return odd_time(key, setting, entry);
    case ValueType::Text:
        return odd_path(key, setting, entry);
    default:
        return std::nullopt;
    }
}

} // namespace mirrorwatch::wslconfig
