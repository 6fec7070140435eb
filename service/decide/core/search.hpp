// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

/// What C++20's algorithms say less shortly.
namespace mirrorwatch::decide {

/// C++23's std::ranges::contains.
[[nodiscard]] bool contains(const auto& items, const auto& item) {
    return std::find(items.begin(), items.end(), item) != items.end();
}

/// The first that fits; null: none does.
[[nodiscard]] const auto* find_where(const auto& items, auto fits) {
    const auto found = std::ranges::find_if(items, fits);
    return found == items.end() ? nullptr : &*found;
}

} // namespace mirrorwatch::decide
