// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::doctor {

/// Numbers with dots, as programs tell their version. What is left out counts as 0: 4.26 is 4.26.0.0.
struct Version {
    std::array<std::uint32_t, 4> parts{};

    friend auto operator<=>(const Version&, const Version&) = default;
};

/// "2.4.13.0", and the beginning of "5.15.167.4-1" or "26.0.2.1 (x64)". Nothing for what does not begin with
/// a number and a dot.
[[nodiscard]] std::optional<Version> version_from(std::string_view text);

/// Without zeros at its end, but with two numbers at least: "2.4.13", "6.0".
[[nodiscard]] std::string to_string(const Version& version);

/// What `wsl --version` prints: the package's version comes first and the kernel's second, in every language.
struct WslVersions {
    Version package;
    std::optional<Version> kernel;

    friend bool operator==(const WslVersions&, const WslVersions&) = default;
};

/// Nothing when no line ends in a version, as when the WSL that came with Windows does not know the question.
[[nodiscard]] std::optional<WslVersions> wsl_versions(std::string_view output);

} // namespace mirrorwatch::doctor
