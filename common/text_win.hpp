// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mirrorwatch {

/// UTF-8 to UTF-16, as Windows wants it. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::wstring widen(std::string_view utf8);
/// UTF-16 to UTF-8. A lone surrogate becomes U+FFFD.
[[nodiscard]] std::string narrow(std::wstring_view utf16);

} // namespace mirrorwatch
