// SPDX-License-Identifier: MIT
#include "tray/menu_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/menu.hpp"

namespace mirrorwatch::tray {
namespace {

struct MenuPolicy {
    using Type = HMENU;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type menu) noexcept { DestroyMenu(menu); }
};

using MenuHandle = UniqueHandle<MenuPolicy>;

/// Numbers what can be chosen as choosable_items() does.
MenuHandle menu_of(const std::vector<MenuItem>& items, UINT& next_id) {
    MenuHandle menu{CreatePopupMenu()};
    for (const MenuItem& item : items) {
        const UINT state = item.enabled ? MF_STRING : MF_STRING | MF_GRAYED;
        const std::wstring text = widen(item.text);
        if (item.starts_a_group) {
            AppendMenuW(menu.get(), MF_SEPARATOR, 0, nullptr);
        }
        if (!item.submenu.empty()) { // which goes with the menu
            AppendMenuW(menu.get(), state | MF_POPUP,
                        reinterpret_cast<UINT_PTR>(menu_of(item.submenu, next_id).release()), text.c_str());
            continue;
        }
        const bool can_be_chosen = item.enabled && item.command != Command::None;
        AppendMenuW(menu.get(), state, can_be_chosen ? next_id++ : 0, text.c_str());
        if (item.is_default) {
            SetMenuDefaultItem(menu.get(), static_cast<UINT>(GetMenuItemCount(menu.get()) - 1), TRUE);
        }
    }
    return menu;
}

} // namespace

std::optional<MenuItem> choose_from_menu(HWND owner, const std::vector<MenuItem>& items, POINT at) {
    UINT next_id = c_first_menu_id;
    const MenuHandle menu = menu_of(items, next_id);
    // Without these two the menu does not close when one clicks beside it (documented at TrackPopupMenuEx).
    SetForegroundWindow(owner);
    const UINT side = GetSystemMetrics(SM_MENUDROPALIGNMENT) != 0 ? TPM_RIGHTALIGN : TPM_LEFTALIGN;
    const int chosen = TrackPopupMenuEx(
        menu.get(),
        TPM_RETURNCMD | TPM_NONOTIFY | TPM_RIGHTBUTTON | TPM_BOTTOMALIGN | side |
            (text::spoken() != nullptr && text::spoken()->is_right_to_left ? TPM_LAYOUTRTL : 0U),
        at.x, at.y, owner, nullptr);
    PostMessageW(owner, WM_NULL, 0, 0);
    return chosen == 0
               ? std::nullopt
               : std::optional{*choosable_items(items).at(static_cast<UINT>(chosen) - c_first_menu_id)};
}

} // namespace mirrorwatch::tray
