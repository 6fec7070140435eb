// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::probe {

enum class Found { No, Yes, TooCostly };

/// Whether the text is a regular expression in ECMAScript's syntax; the error says what is wrong with it.
[[nodiscard]] Result<void> check_pattern(std::string_view pattern);

/// Searches bytes, whatever they are: '^' and '$' are the ends of all of `text`, '.' is anything but a line
/// end. Ends after a fixed number of looks at a character, usually a few milliseconds: an expression
/// that needs more on this text is `TooCostly`, and so is one that is none.
[[nodiscard]] Found search(std::string_view pattern, std::string_view text);

} // namespace mirrorwatch::probe
