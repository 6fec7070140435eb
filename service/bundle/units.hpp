// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::bundle {

/// A text as Windows compares it, and where each of its units is in the bytes.
struct Units {
    std::u16string text;
    std::vector<std::size_t> begins; // one more than there are units: the last is the bytes' end
};

/// Bytes that are no UTF-8 become U+FFFD, one unit each.
[[nodiscard]] Units units_of(std::string_view utf8);

} // namespace mirrorwatch::bundle
