// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mirrorwatch::bundle {

/// FindName, by Windows' own table of letters, which is the same for every user and language: "i" is "I" also
/// in Turkey. By it Windows tells accounts and files apart.
[[nodiscard]] std::size_t find_name(std::u16string_view text, std::u16string_view name, std::size_t from);

} // namespace mirrorwatch::bundle
