// SPDX-License-Identifier: MIT
#include "service/doctor/version.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"
#include "common/wsl/command.hpp"

#include <algorithm>
#include <vector>

namespace mirrorwatch::doctor {
namespace {

/// The version at the end of a line: "WSL version: 2.4.13.0". A label may have digits, but no dots in them.
std::optional<Version> version_at_end(std::string_view line) {
    const auto blank = line.find_last_of(" \t:");
    return version_from(blank == std::string_view::npos ? line : line.substr(blank + 1));
}

std::string_view without_end(std::string_view line) {
    const auto last = line.find_last_not_of(" \t\r");
    return last == std::string_view::npos ? std::string_view{} : line.substr(0, last + 1);
}

} // namespace

std::optional<Version> version_from(std::string_view text) {
    Version version;
    std::size_t count = 0;
    while (count < version.parts.size()) {
        const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
        const auto number = number_from<std::uint32_t>(text.substr(0, digits));
        if (!number) {
            break;
        }
        version.parts.at(count++) = *number;
        text.remove_prefix(digits);
        if (!text.starts_with('.')) {
            break;
        }
        text.remove_prefix(1);
    }
    return count >= 2 ? std::optional{version} : std::nullopt;
}

std::string to_string(const Version& version) {
    std::size_t count = version.parts.size();
    while (count > 2 && version.parts.at(count - 1) == 0) {
        --count;
    }
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ".") + std::to_string(version.parts.at(i));
    }
    return text;
}

std::optional<WslVersions> wsl_versions(std::string_view output) {
    const std::string text = wsl::to_utf8(output);
    std::vector<Version> found;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const auto version = version_at_end(without_end(std::string_view{text}.substr(at, end - at)));
        if (version) {
            found.push_back(*version);
        }
        at = end + 1;
    }
    if (found.empty()) {
        return std::nullopt;
    }
    return WslVersions{found[0], found.size() > 1 ? std::optional{found[1]} : std::nullopt};
}

} // namespace mirrorwatch::doctor
