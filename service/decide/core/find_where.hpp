// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

namespace mirrorwatch::decide {

/// The first that fits; null: none does.
[[nodiscard]] const auto* find_where(const auto& items, auto fits) {
    const auto found = std::ranges::find_if(items, fits);
    return found == items.end() ? nullptr : &*found;
}

} // namespace mirrorwatch::decide
