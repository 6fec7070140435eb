// SPDX-License-Identifier: MIT
#pragma once

#include "tray/look_win.hpp"
#include "tray/paint_win.hpp"

#include <windows.h>

#include <commctrl.h>

#include <optional>
#include <string>
#include <vector>

/// Standard controls in our clothes. In high contrast they are drawn by Windows itself.
namespace mirrorwatch::tray {

/// A class of ours, of windows that paint their own ground.
void register_class(const wchar_t* name, WNDPROC procedure);

/// A visible child without a place yet.
HWND make_child(HWND parent, const wchar_t* type, const wchar_t* text, DWORD style, int id,
                DWORD extended = 0);

/// Tab, Esc, Enter and the keys of labels and buttons work for this child whoever runs the message loop: a
/// task dialog of the same thread has one that knows nothing of our windows. Enter presses IDOK, if the
/// window has that; Esc is IDCANCEL.
void lead_keyboard(HWND child);

/// What is typed into it is no sentence: from left to right, in any language.
void take_values(HWND field);

/// In the middle of the row, as high as its letters need. `dropped`: of a box with a list, as high as that
/// may become with it.
void place_field(HWND field, const Area& row, const Fonts& fonts, int dropped = 0);

[[nodiscard]] std::string text_of(HWND control);

/// For WM_CTLCOLOR… and WM_ERASEBKGND; `ground` is the brush of that ink.
[[nodiscard]] LRESULT colored(WPARAM context, const Look& look, Ink text, Ink behind, HBRUSH ground);
[[nodiscard]] LRESULT erased(HWND window, WPARAM context, HBRUSH ground);

/// It has the keyboard, and the user moves by keys: who clicks needs no frame around what was clicked.
[[nodiscard]] bool shows_focus(HWND control);

/// For NM_CUSTOMDRAW of a push button; nothing: Windows draws it. `is_main`: in the accent's colour.
[[nodiscard]] std::optional<LRESULT> draw_button(const NMCUSTOMDRAW& draw, const Look& look,
                                                 const Fonts& fonts, UINT dpi, bool is_main);

/// The same of a check box.
[[nodiscard]] std::optional<LRESULT> draw_check(const NMCUSTOMDRAW& draw, const Look& look,
                                                const Fonts& fonts, UINT dpi);

/// A row of a list: what it is, and what is said of it; `is_dim`: it cannot be changed here.
struct RowWords {
    std::string name;
    std::string detail;
    bool is_dim = false;
};

/// For WM_DRAWITEM of a list box.
void draw_row(const DRAWITEMSTRUCT& item, const RowWords& words, const Look& look, const Fonts& fonts,
              UINT dpi);

/// The pages of a window: a list box whose rows are drawn as in Windows' settings.
class PageList {
public:
    PageList(HWND parent, int id, const Look& look);

    void add(std::string_view title) const;
    void clear() const;
    void use(const Fonts* fonts, UINT dpi);

    [[nodiscard]] HWND window() const { return window_; }

    [[nodiscard]] int selected() const;
    void select(int page) const;
    /// For WM_DRAWITEM.
    void draw(const DRAWITEMSTRUCT& item) const;

private:
    HWND window_;
    const Look& look_;
    const Fonts* fonts_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
};

} // namespace mirrorwatch::tray
