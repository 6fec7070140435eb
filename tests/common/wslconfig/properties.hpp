// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/edit.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What must hold for every file and every edit, checked against the naive reader.
namespace mirrorwatch::wslconfig {

/// What does not hold, as a sentence; nothing where all does.
using Broken = std::optional<std::string>;

/// The parser finds what the naive reader finds, and places it where it stands.
[[nodiscard]] Broken broken_by_reading(std::string_view bytes);

struct Attempt {
    bool is_refused = false;
    bool is_hopeful = false; // a good value for a known key, or a key that is there to be taken away
    Broken broken;
};

/// An edit that is not refused does what it says, to nothing else, and once.
[[nodiscard]] Attempt attempt(std::string_view bytes, const Edit& edit);

/// As it can be pasted into a test.
[[nodiscard]] std::string literal(std::string_view bytes);
[[nodiscard]] std::string literal(const Edit& edit);

} // namespace mirrorwatch::wslconfig
