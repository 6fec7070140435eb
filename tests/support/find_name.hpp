// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mirrorwatch::bundle {

/// Stands for FindStringOrdinal, with the letters of Western Europe only.
[[nodiscard]] std::size_t find_western(std::u16string_view text, std::u16string_view name, std::size_t from);

} // namespace mirrorwatch::bundle
