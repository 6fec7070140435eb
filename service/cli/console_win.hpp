// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <string_view>

namespace mirrorwatch::cli {

/// UTF-8 to where the program was told to write: as UTF-16 to a console, which gets control characters as
/// pictures, as it is to a pipe or a file.
void print(std::string_view text);
void print_error(std::string_view sentence); // "mirrorwatch: …" and a newline, to standard error

/// Asks whoever sits at the console, and waits. Only a "y" or "yes" is one; no where nobody sits there.
[[nodiscard]] bool asked(std::string_view question);

/// Prints what is wrong, as an error; c_failed.
[[nodiscard]] int report_failure(const Error& why);

} // namespace mirrorwatch::cli
