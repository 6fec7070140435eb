// SPDX-License-Identifier: MIT
#include "tray/menu_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"

namespace mirrorwatch::tray {
namespace {

struct MenuPolicy {
    using Type = HMENU;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type menu) noexcept { DestroyMenu(menu); }
};

using MenuHandle = UniqueHandle<MenuPolicy>;

UINT id_of(Command command) {
    return c_first_menu_id + static_cast<UINT>(command);
}

MenuHandle menu_of(const std::vector<MenuItem>& items) {
    MenuHandle menu{CreatePopupMenu()};
    for (const MenuItem& item : items) {
        const UINT state = item.enabled ? MF_STRING : MF_STRING | MF_GRAYED;
        const std::wstring text = widen(item.text);
        if (item.starts_a_group) {
            AppendMenuW(menu.get(), MF_SEPARATOR, 0, nullptr);
        }
        if (item.submenu.empty()) {
            AppendMenuW(menu.get(), state, id_of(item.command), text.c_str());
        } else { // which goes with the menu
            AppendMenuW(menu.get(), state | MF_POPUP,
                        reinterpret_cast<UINT_PTR>(menu_of(item.submenu).release()), text.c_str());
        }
        if (item.is_default) {
            SetMenuDefaultItem(menu.get(), id_of(item.command), FALSE);
        }
    }
    return menu;
}

} // namespace

std::optional<Command> choose_from_menu(HWND owner, const std::vector<MenuItem>& items, POINT at) {
    const MenuHandle menu = menu_of(items);
    // Without these two the menu does not close when one clicks beside it (documented at TrackPopupMenuEx).
    SetForegroundWindow(owner);
    const UINT side = GetSystemMetrics(SM_MENUDROPALIGNMENT) != 0 ? TPM_RIGHTALIGN : TPM_LEFTALIGN;
    const int chosen =
        TrackPopupMenuEx(menu.get(), TPM_RETURNCMD | TPM_NONOTIFY | TPM_RIGHTBUTTON | TPM_BOTTOMALIGN | side,
                         at.x, at.y, owner, nullptr);
    PostMessageW(owner, WM_NULL, 0, 0);
    return chosen == 0 ? std::nullopt
                       : std::optional{static_cast<Command>(chosen - static_cast<int>(c_first_menu_id))};
}

} // namespace mirrorwatch::tray
