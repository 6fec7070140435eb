// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"

#include <windows.h>

#include <optional>
#include <vector>

namespace mirrorwatch::tray {

/// The first of choosable_items() has this number in the menu, the others follow in their order.
inline constexpr UINT c_first_menu_id = 1;

/// Shows the menu of the icon at this place and waits; nothing when it was left without a choice. Other
/// messages of this thread are handled meanwhile.
[[nodiscard]] std::optional<MenuItem> choose_from_menu(HWND owner, const std::vector<MenuItem>& items,
                                                       POINT at);

} // namespace mirrorwatch::tray
