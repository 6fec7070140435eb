// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

namespace mirrorwatch::decide {

/// C++23's std::ranges::contains.
[[nodiscard]] bool contains(const auto& items, const auto& item) {
    return std::find(items.begin(), items.end(), item) != items.end();
}

} // namespace mirrorwatch::decide
