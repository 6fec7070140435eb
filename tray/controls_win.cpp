// SPDX-License-Identifier: MIT
#include "tray/controls_win.hpp"

#include "common/direction.hpp"
#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/place_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr UINT_PTR c_keyboard = 1; // of the subclass
constexpr int c_row_height = 36;   // pixels at 96 DPI, as all of these
constexpr int c_radius = 4;

Area area_of(const RECT& rect) {
    return {static_cast<int>(rect.left), static_cast<int>(rect.top), static_cast<int>(rect.right),
            static_cast<int>(rect.bottom)};
}

Area grown(Area at, int by) {
    return {at.left - by, at.top - by, at.right + by, at.bottom + by};
}

/// What the window knows: a box that can be typed into has its letters in a child of its own.
HWND control_with(HWND focus) {
    const HWND window = GetAncestor(focus, GA_ROOT);
    while (GetParent(focus) != window && GetParent(focus) != nullptr) {
        focus = GetParent(focus);
    }
    return focus;
}

/// A list that has dropped down takes Esc and Enter for itself.
bool has_dropped(HWND control) {
    return SendMessageW(control, CB_GETDROPPEDSTATE, 0, 0) == TRUE;
}

void press(HWND button) {
    if (button != nullptr && IsWindowEnabled(button)) {
        SendMessageW(button, BM_CLICK, 0, 0);
    }
}

bool on_key(HWND focus, WPARAM key) {
    const HWND control = control_with(focus);
    const HWND window = GetAncestor(control, GA_ROOT);
    if (has_dropped(control)) {
        return false;
    }
    switch (key) {
    case VK_TAB:
        SetFocus(GetNextDlgTabItem(window, control, GetKeyState(VK_SHIFT) < 0));
        return true;
    case VK_ESCAPE:
        SendMessageW(window, WM_COMMAND, IDCANCEL, 0);
        return true;
    case VK_RETURN: {
        const bool is_button = (SendMessageW(control, WM_GETDLGCODE, 0, 0) & DLGC_BUTTON) != 0;
        const bool is_push =
            is_button && (GetWindowLongPtrW(control, GWL_STYLE) & BS_TYPEMASK) <= BS_DEFPUSHBUTTON;
        press(is_push ? control : GetDlgItem(window, IDOK));
        return true;
    }
    default:
        return false;
    }
}

/// "Net&work", and no "&&".
bool has_key(HWND control, wchar_t key) {
    const std::wstring text = widen(text_of(control));
    for (std::size_t at = text.find(L'&'); at + 1 < text.size(); at = text.find(L'&', at + 2)) {
        if (text[at + 1] != L'&') {
            return CompareStringOrdinal(&text[at + 1], 1, &key, 1, TRUE) == CSTR_EQUAL;
        }
    }
    return false;
}

/// The one behind `control` first. A label gives the keyboard to what stands behind it.
bool on_letter(HWND control, wchar_t key) {
    const HWND window = GetAncestor(control, GA_ROOT);
    const auto behind = [&](HWND one) {
        const HWND next = GetWindow(one, GW_HWNDNEXT);
        return next == nullptr ? GetWindow(window, GW_CHILD) : next;
    };
    for (HWND one = behind(control); one != control; one = behind(one)) {
        if (!IsWindowVisible(one) || !IsWindowEnabled(one) || !has_key(one, key)) {
            continue;
        }
        const bool is_button = (SendMessageW(one, WM_GETDLGCODE, 0, 0) & DLGC_BUTTON) != 0;
        SetFocus(is_button ? one : GetNextDlgTabItem(window, one, FALSE));
        if (is_button) {
            SendMessageW(one, BM_CLICK, 0, 0);
        }
        return true;
    }
    return false;
}

void show_by_keys(HWND child, UINT what) {
    SendMessageW(child, WM_CHANGEUISTATE, MAKEWPARAM(UIS_CLEAR, what), 0);
}

LRESULT CALLBACK led(HWND child, UINT message, WPARAM wparam, LPARAM lparam, UINT_PTR, DWORD_PTR) {
    if (message == WM_KEYDOWN) {
        show_by_keys(child, UISF_HIDEFOCUS);
        if (on_key(child, wparam)) {
            return 0;
        }
    }
    if (message == WM_SYSKEYDOWN && wparam == VK_MENU) {
        show_by_keys(child, UISF_HIDEACCEL | UISF_HIDEFOCUS);
    }
    if (message == WM_SYSCHAR && wparam != VK_SPACE &&
        on_letter(control_with(child), static_cast<wchar_t>(wparam))) {
        return 0;
    }
    if (message == WM_CHAR && (wparam == VK_TAB || wparam == VK_ESCAPE || wparam == VK_RETURN)) {
        return 0; // else it beeps
    }
    return DefSubclassProc(child, message, wparam, lparam);
}

struct ButtonInks {
    Ink fill;
    Ink edge;
    Ink text;
};

ButtonInks inks_of(UINT state, bool is_main) {
    if ((state & CDIS_DISABLED) != 0) {
        return {Ink::Page, Ink::CardEdge, Ink::Unknown};
    }
    if (is_main) {
        return {Ink::Accent, Ink::Accent, Ink::OnAccent};
    }
    const bool is_pressed = (state & (CDIS_SELECTED | CDIS_HOT)) != 0;
    return {is_pressed ? Ink::UnknownTint : Ink::Card, Ink::CardEdge, Ink::Text};
}

void draw_text(HDC context, HWND control, RECT area, const Look& look, UINT side = DT_CENTER) {
    wchar_t text[128]{};
    GetWindowTextW(control, text, 128);
    const bool reads_from_right =
        look.is_right_to_left && text::direction_of(narrow(text)) == text::Direction::RightToLeft;
    const bool hides_keys = (SendMessageW(control, WM_QUERYUISTATE, 0, 0) & UISF_HIDEACCEL) != 0;
    DrawTextW(context, text, -1, &area,
              side | DT_VCENTER | DT_SINGLELINE | (hides_keys ? DT_HIDEPREFIX : 0) |
                  (reads_from_right ? DT_RTLREADING : 0));
}

} // namespace

void register_class(const wchar_t* name, WNDPROC procedure) {
    WNDCLASSEXW type{};
    type.cbSize = sizeof type;
    type.lpfnWndProc = procedure;
    type.hInstance = GetModuleHandleW(nullptr);
    type.hCursor = LoadCursorW(nullptr, IDC_ARROW);
    type.lpszClassName = name;
    RegisterClassExW(&type);
}

HWND make_child(HWND parent, const wchar_t* type, const wchar_t* text, DWORD style, int id, DWORD extended) {
    const HWND child = CreateWindowExW(extended, type, text, WS_CHILD | WS_VISIBLE | style, 0, 0, 0, 0,
                                       parent, reinterpret_cast<HMENU>(static_cast<INT_PTR>(id)),
                                       GetModuleHandleW(nullptr), nullptr);
    if (child == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    return child;
}

bool shows_focus(HWND control) {
    return GetFocus() == control && (SendMessageW(control, WM_QUERYUISTATE, 0, 0) & UISF_HIDEFOCUS) == 0;
}

void lead_keyboard(HWND child) {
    SetWindowSubclass(child, led, c_keyboard, 0);
    COMBOBOXINFO box{};
    box.cbSize = sizeof box;
    if (GetComboBoxInfo(child, &box) && box.hwndItem != nullptr && box.hwndItem != child) {
        SetWindowSubclass(box.hwndItem, led, c_keyboard, 0);
    }
}

void take_values(HWND field) {
    const LONG_PTR style = GetWindowLongPtrW(field, GWL_EXSTYLE);
    SetWindowLongPtrW(field, GWL_EXSTYLE, style & ~static_cast<LONG_PTR>(WS_EX_LAYOUTRTL | WS_EX_RTLREADING));
}

void place_field(HWND field, const Area& row, const Fonts& fonts, int dropped) {
    const Ruler ruler = fonts.ruler();
    const auto dpi = static_cast<UINT>(ruler.dpi);
    const int padding = ruler.scaled(3) + GetSystemMetricsForDpi(SM_CYEDGE, dpi);
    const int height = std::min(row.height(), ruler.height("Ag", Face::Body, 0) + 2 * padding);
    if (dropped > 0) { // Windows puts a frame around what it is told
        SendMessageW(field, CB_SETITEMHEIGHT, static_cast<WPARAM>(-1),
                     height - 2 * GetSystemMetricsForDpi(SM_CYFIXEDFRAME, dpi));
    }
    place(field, row.left, row.top + (row.height() - height) / 2, row.width(),
          dropped > 0 ? dropped : height);
}

std::string text_of(HWND control) {
    std::wstring text(static_cast<std::size_t>(GetWindowTextLengthW(control)), L'\0');
    GetWindowTextW(control, text.data(), static_cast<int>(text.size() + 1));
    return narrow(text);
}

LRESULT colored(WPARAM context, const Look& look, Ink text, Ink behind, HBRUSH ground) {
    SetTextColor(reinterpret_cast<HDC>(context), look.palette[text]);
    SetBkColor(reinterpret_cast<HDC>(context), look.palette[behind]);
    return reinterpret_cast<LRESULT>(ground);
}

LRESULT erased(HWND window, WPARAM context, HBRUSH ground) {
    RECT area{};
    GetClientRect(window, &area);
    FillRect(reinterpret_cast<HDC>(context), &area, ground);
    return 1;
}

std::optional<LRESULT> draw_button(const NMCUSTOMDRAW& draw, const Look& look, const Fonts& fonts, UINT dpi,
                                   bool is_main) {
    if (look.theme == Theme::HighContrast || draw.dwDrawStage != CDDS_PREPAINT) {
        return std::nullopt;
    }
    const Brushwork brushwork{draw.hdc, look, fonts};
    const Area at = area_of(draw.rc);
    const ButtonInks inks = inks_of(draw.uItemState, is_main);
    const int radius = MulDiv(c_radius, static_cast<int>(dpi), 96);
    brushwork.box(at, Ink::Page, 0);
    if (shows_focus(draw.hdr.hwndFrom)) {
        brushwork.box(at, Ink::Page, radius + 2, Ink::Text);
        brushwork.box(grown(at, -2), inks.fill, radius, inks.edge);
    } else {
        brushwork.box(at, inks.fill, radius, inks.edge);
    }
    SetBkMode(draw.hdc, TRANSPARENT);
    SetTextColor(draw.hdc, look.palette[inks.text]);
    SelectObject(draw.hdc, fonts[Face::Body]);
    draw_text(draw.hdc, draw.hdr.hwndFrom, draw.rc, look);
    return CDRF_SKIPDEFAULT;
}

std::optional<LRESULT> draw_check(const NMCUSTOMDRAW& draw, const Look& look, const Fonts& fonts, UINT dpi) {
    if (look.theme == Theme::HighContrast || draw.dwDrawStage != CDDS_PREPAINT) {
        return std::nullopt;
    }
    const auto scaled = [&](int pixels) { return MulDiv(pixels, static_cast<int>(dpi), 96); };
    const HWND control = draw.hdr.hwndFrom;
    const Brushwork brushwork{draw.hdc, look, fonts};
    const Area at = area_of(draw.rc);
    const DWORD layout = SetLayout(draw.hdc, 0); // what draws round shapes knows no mirrored contexts
    const bool is_checked = SendMessageW(control, BM_GETCHECK, 0, 0) == BST_CHECKED;
    const bool is_disabled = (draw.uItemState & CDIS_DISABLED) != 0;
    const int side = scaled(18);
    const int top = at.top + (at.height() - side) / 2;
    const int left = look.is_right_to_left ? at.right - scaled(1) - side : at.left + scaled(1);
    const Area box{left, top, left + side, top + side};
    const Ink fill = is_checked ? (is_disabled ? Ink::Unknown : Ink::Accent) : Ink::Card;
    brushwork.box(at, Ink::Page, 0);
    brushwork.box(box, fill, scaled(c_radius), is_checked ? fill : Ink::Unknown);
    if (is_checked) {
        brushwork.curve({{box.left + side / 4, top + side / 2},
                         {box.left + side * 9 / 20, top + side * 7 / 10},
                         {box.left + side * 3 / 4, top + side * 3 / 10}},
                        Ink::OnAccent, std::max(2, scaled(2)));
    }
    if (shows_focus(control)) {
        brushwork.frame(at, Ink::Text, scaled(c_radius), scaled(2));
    }
    SetBkMode(draw.hdc, TRANSPARENT);
    SetTextColor(draw.hdc, look.palette[is_disabled ? Ink::Unknown : Ink::Text]);
    SelectObject(draw.hdc, fonts[Face::Body]);
    RECT text = draw.rc;
    (look.is_right_to_left ? text.right : text.left) +=
        (look.is_right_to_left ? -1 : 1) * (side + scaled(10));
    draw_text(draw.hdc, control, text, look, look.is_right_to_left ? DT_RIGHT : DT_LEFT);
    SetLayout(draw.hdc, layout);
    return CDRF_SKIPDEFAULT;
}

void draw_row(const DRAWITEMSTRUCT& item, const RowWords& words, const Look& look, const Fonts& fonts,
              UINT dpi) {
    const auto scaled = [&](int pixels) { return MulDiv(pixels, static_cast<int>(dpi), 96); };
    const bool is_selected = (item.itemState & ODS_SELECTED) != 0;
    const bool is_full = is_selected && look.theme == Theme::HighContrast;
    const Brushwork brushwork{item.hDC, look, fonts};
    const Area row = area_of(item.rcItem);
    brushwork.box(row, !is_selected ? Ink::Card : is_full ? Ink::Accent : Ink::UnknownTint, 0);
    if (is_selected) {
        brushwork.box({row.left, row.top, row.left + scaled(3), row.bottom}, Ink::Accent, 0);
    }
    const Ruler ruler = fonts.ruler();
    const int left = row.left + scaled(10);
    const int right = row.right - scaled(6);
    const int line = ruler.height("Ag", Face::Body, 0);
    const int top = row.top + (row.height() - line) / 2;
    const int most = words.detail.empty() ? right - left : (right - left) * 3 / 5;
    const int name = std::min(most, ruler.width(words.name, Face::Body) + 1);
    const auto ink = [&](Ink usual) { return is_full ? Ink::OnAccent : usual; };
    brushwork.words({{left, top, left + name, top + line},
                     words.name,
                     Face::Body,
                     ink(words.is_dim ? Ink::Dim : Ink::Text)});
    brushwork.words(
        {{left + name + scaled(10), top, right, top + line}, words.detail, Face::Body, ink(Ink::Dim)});
    if (shows_focus(item.hwndItem) && is_selected) {
        brushwork.frame(row, Ink::Text, 0, scaled(2));
    }
}

PageList::PageList(HWND parent, int id, const Look& look)
    : window_(make_child(parent, WC_LISTBOXW, widen(text::translated("Pages")).c_str(),
                         WS_TABSTOP | LBS_NOTIFY | LBS_OWNERDRAWFIXED | LBS_HASSTRINGS | LBS_NOINTEGRALHEIGHT,
                         id))
    , look_(look) {
    lead_keyboard(window_);
}

void PageList::add(std::string_view title) const {
    SendMessageW(window_, LB_ADDSTRING, 0, reinterpret_cast<LPARAM>(widen(std::string{title}).c_str()));
}

void PageList::clear() const {
    SendMessageW(window_, LB_RESETCONTENT, 0, 0);
}

void PageList::use(const Fonts* fonts, UINT dpi) {
    fonts_ = fonts;
    dpi_ = dpi;
    SendMessageW(window_, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Body]), FALSE);
    SendMessageW(window_, LB_SETITEMHEIGHT, 0, MulDiv(c_row_height, static_cast<int>(dpi), 96));
}

int PageList::selected() const {
    return static_cast<int>(SendMessageW(window_, LB_GETCURSEL, 0, 0));
}

void PageList::select(int page) const {
    SendMessageW(window_, LB_SETCURSEL, static_cast<WPARAM>(page), 0);
}

void PageList::draw(const DRAWITEMSTRUCT& item) const {
    if (fonts_ == nullptr || item.itemID == static_cast<UINT>(-1)) {
        return;
    }
    const auto scaled = [&](int pixels) { return MulDiv(pixels, static_cast<int>(dpi_), 96); };
    const bool is_selected = (item.itemState & ODS_SELECTED) != 0;
    const bool in_contrast = look_.theme == Theme::HighContrast;
    const Brushwork brushwork{item.hDC, look_, *fonts_};
    const Area row = area_of(item.rcItem);
    const Area inner = grown(row, -scaled(2));
    brushwork.box(row, Ink::Page, 0);
    if (is_selected) {
        brushwork.box(inner, in_contrast ? Ink::Accent : Ink::UnknownTint, scaled(c_radius));
        const int quarter = inner.height() / 4;
        brushwork.box({inner.left, inner.top + quarter, inner.left + scaled(3), inner.bottom - quarter},
                      Ink::Accent, 0); // by GDI, which knows right to left
    }
    if (shows_focus(window_) && is_selected) {
        brushwork.frame(inner, Ink::Text, scaled(c_radius), scaled(2));
    }
    wchar_t text[64]{};
    SendMessageW(window_, LB_GETTEXT, item.itemID, reinterpret_cast<LPARAM>(text));
    const int line = fonts_->ruler().height("Ag", Face::Body, 0);
    const int top = (row.height() - line) / 2;
    brushwork.words({{row.left + scaled(16), row.top + top, row.right - scaled(8), row.top + top + line},
                     narrow(text),
                     is_selected ? Face::Strong : Face::Body,
                     is_selected && in_contrast ? Ink::OnAccent : Ink::Text});
}

} // namespace mirrorwatch::tray
