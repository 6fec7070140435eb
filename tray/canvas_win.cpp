// SPDX-License-Identifier: MIT
#include "tray/canvas_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "tray/accessible_win.hpp"
#include "tray/controls_win.hpp"

#include <windowsx.h>

#include <commctrl.h>

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr int c_line = 48; // pixels at 96 DPI that a wheel's notch or an arrow of the bar scrolls
constexpr int c_tip_width = 420;

struct MemoryContextPolicy {
    using Type = HDC;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type context) noexcept { DeleteDC(context); }
};

TTTOOLINFOW tool_of(HWND canvas) {
    TTTOOLINFOW tool{};
    tool.cbSize = sizeof tool;
    tool.uFlags = TTF_IDISHWND | TTF_SUBCLASS | TTF_TRANSPARENT;
    tool.hwnd = canvas;
    tool.uId = reinterpret_cast<UINT_PTR>(canvas);
    return tool;
}

} // namespace

Canvas::Canvas(HWND parent, int id, const Look& look)
    : look_(look) {
    register_class(c_canvas_class, on_message);
    window_ = CreateWindowExW(0, c_canvas_class, L"", WS_CHILD | WS_VISIBLE | WS_TABSTOP | WS_VSCROLL, 0, 0,
                              0, 0, parent, reinterpret_cast<HMENU>(static_cast<INT_PTR>(id)),
                              GetModuleHandleW(nullptr), this);
    if (window_ == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    make_tip();
    use_look();
}

Canvas::~Canvas() {
    if (accessible_ != nullptr) {
        forget_canvas(accessible_);
    }
    DestroyWindow(window_);
}

void Canvas::make_tip() {
    tip_ = CreateWindowExW(WS_EX_TOPMOST, TOOLTIPS_CLASSW, nullptr, WS_POPUP | TTS_ALWAYSTIP | TTS_NOPREFIX,
                           0, 0, 0, 0, window_, nullptr, GetModuleHandleW(nullptr), nullptr);
    TTTOOLINFOW tool = tool_of(window_);
    tool.lpszText = const_cast<wchar_t*>(L"");
    SendMessageW(tip_, TTM_ADDTOOLW, 0, reinterpret_cast<LPARAM>(&tool));
}

void Canvas::use_look() {
    InvalidateRect(window_, nullptr, FALSE);
}

void Canvas::use(const Fonts* fonts, UINT dpi) {
    fonts_ = fonts;
    dpi_ = dpi;
    SendMessageW(tip_, TTM_SETMAXTIPWIDTH, 0, MulDiv(c_tip_width, static_cast<int>(dpi), 96));
    SendMessageW(tip_, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Body]), FALSE);
}

/// As if the scroll bar were there, so that the layout is the same with it.
int Canvas::width() const {
    RECT area{};
    GetWindowRect(window_, &area);
    return std::max(0, static_cast<int>(area.right - area.left) - GetSystemMetricsForDpi(SM_CXVSCROLL, dpi_));
}

void Canvas::show(std::string label, Scene scene) {
    const bool starts_over = label != label_;
    const std::string chosen = selected_ < 0 ? "" : scene_.elements[static_cast<std::size_t>(selected_)].name;
    label_ = std::move(label);
    scene_ = std::move(scene);
    const auto same = std::ranges::find(scene_.elements, chosen, &Element::name);
    selected_ =
        starts_over || same == scene_.elements.end() ? -1 : static_cast<int>(same - scene_.elements.begin());
    top_ = starts_over ? 0 : top_;
    set_scroll_bar();
    scroll_to(top_);
    InvalidateRect(window_, nullptr, FALSE);
    NotifyWinEvent(EVENT_OBJECT_REORDER, window_, OBJID_CLIENT, CHILDID_SELF);
}

void Canvas::set_scroll_bar() {
    RECT client{};
    GetClientRect(window_, &client);
    SCROLLINFO bar{};
    bar.cbSize = sizeof bar;
    bar.fMask = SIF_RANGE | SIF_PAGE;
    bar.nMax = std::max(0, scene_.height - 1);
    bar.nPage = static_cast<UINT>(std::max(0L, client.bottom));
    SetScrollInfo(window_, SB_VERT, &bar, TRUE);
}

void Canvas::scroll_to(int top) {
    RECT client{};
    GetClientRect(window_, &client);
    const int lowest = std::max(0, scene_.height - static_cast<int>(client.bottom));
    top_ = std::clamp(top, 0, lowest);
    SetScrollPos(window_, SB_VERT, top_, TRUE);
    InvalidateRect(window_, nullptr, FALSE);
}

void Canvas::on_scroll(int request) {
    RECT client{};
    GetClientRect(window_, &client);
    SCROLLINFO bar{};
    bar.cbSize = sizeof bar;
    bar.fMask = SIF_TRACKPOS;
    GetScrollInfo(window_, SB_VERT, &bar);
    const int line = MulDiv(c_line, static_cast<int>(dpi_), 96);
    switch (request) {
    case SB_LINEUP:
        return scroll_to(top_ - line);
    case SB_LINEDOWN:
        return scroll_to(top_ + line);
    case SB_PAGEUP:
        return scroll_to(top_ - static_cast<int>(client.bottom) + line);
    case SB_PAGEDOWN:
        return scroll_to(top_ + static_cast<int>(client.bottom) - line);
    case SB_TOP:
        return scroll_to(0);
    case SB_BOTTOM:
        return scroll_to(scene_.height);
    case SB_THUMBTRACK:
    case SB_THUMBPOSITION:
        return scroll_to(bar.nTrackPos);
    default:
        return;
    }
}

/// A touch pad sends small parts of a notch.
void Canvas::on_wheel(int delta) {
    UINT lines = 3;
    SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &lines, 0);
    wheel_rest_ +=
        delta * MulDiv(c_line, static_cast<int>(dpi_), 96) * static_cast<int>(std::min(lines, 9U)) / 3;
    const int pixels = wheel_rest_ / WHEEL_DELTA;
    wheel_rest_ -= pixels * WHEEL_DELTA;
    scroll_to(top_ - pixels);
}

void Canvas::select(int element) {
    if (element == selected_ || element >= static_cast<int>(scene_.elements.size())) {
        return;
    }
    selected_ = element;
    if (element >= 0) {
        RECT client{};
        GetClientRect(window_, &client);
        const Area& at = scene_.elements[static_cast<std::size_t>(element)].at;
        const int margin = MulDiv(8, static_cast<int>(dpi_), 96);
        if (at.top - margin < top_) {
            scroll_to(at.top - margin);
        } else if (at.bottom + margin > top_ + client.bottom) {
            scroll_to(std::min(at.top - margin, at.bottom + margin - static_cast<int>(client.bottom)));
        }
    }
    InvalidateRect(window_, nullptr, FALSE);
    NotifyWinEvent(EVENT_OBJECT_FOCUS, window_, OBJID_CLIENT, element + 1);
}

bool Canvas::on_key(WPARAM key) {
    const int all = static_cast<int>(scene_.elements.size());
    switch (key) {
    case VK_DOWN:
        select(next_element(scene_, selected_, 1));
        return true;
    case VK_UP:
        select(next_element(scene_, selected_, -1));
        return true;
    case VK_HOME:
        select(next_element(scene_, 0, 0));
        scroll_to(0);
        return true;
    case VK_END:
        select(next_element(scene_, all - 1, 0));
        return true;
    case VK_PRIOR:
        on_scroll(SB_PAGEUP);
        return true;
    case VK_NEXT:
        on_scroll(SB_PAGEDOWN);
        return true;
    default:
        return false;
    }
}

RECT Canvas::place_of(const Area& area) const {
    RECT place{area.left, area.top - top_, area.right, area.bottom - top_};
    MapWindowPoints(window_, nullptr, reinterpret_cast<POINT*>(&place), 2);
    return place;
}

int Canvas::element_at_screen(POINT point) const {
    ScreenToClient(window_, &point);
    return element_at(scene_, {point.x, point.y + top_});
}

/// Whoever moves on to another thing wants to hear about that one at once.
void Canvas::on_mouse(POINT point) {
    std::string hint = hint_at(scene_, {point.x, point.y + top_});
    if (hint != hint_) {
        hint_ = std::move(hint);
        SendMessageW(tip_, TTM_POP, 0, 0);
        TTTOOLINFOW tool = tool_of(window_);
        std::wstring text = widen(hint_);
        tool.lpszText = text.data();
        SendMessageW(tip_, TTM_UPDATETIPTEXTW, 0, reinterpret_cast<LPARAM>(&tool));
    }
}

void Canvas::copy() const {
    const std::wstring text = widen(plain_text(scene_));
    const std::size_t bytes = (text.size() + 1) * sizeof(wchar_t);
    const HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, bytes);
    if (memory == nullptr || !OpenClipboard(window_)) {
        GlobalFree(memory);
        return;
    }
    std::copy_n(text.c_str(), text.size() + 1, static_cast<wchar_t*>(GlobalLock(memory)));
    GlobalUnlock(memory);
    EmptyClipboard();
    if (SetClipboardData(CF_UNICODETEXT, memory) == nullptr) {
        GlobalFree(memory);
    }
    CloseClipboard();
}

void Canvas::paint() {
    PAINTSTRUCT paint{};
    const HDC screen = BeginPaint(window_, &paint);
    RECT client{};
    GetClientRect(window_, &client);
    {
        const BitmapHandle bitmap{
            CreateCompatibleBitmap(screen, std::max(1L, client.right), std::max(1L, client.bottom))};
        const UniqueHandle<MemoryContextPolicy> memory{CreateCompatibleDC(screen)};
        const HGDIOBJ before = SelectObject(memory.get(), bitmap.get());
        SetLayout(memory.get(), 0); // what draws round shapes knows no mirrored contexts: the scene is turned
        SetLayout(screen, 0);
        paint_into(memory.get(), client);
        BitBlt(screen, 0, 0, client.right, client.bottom, memory.get(), 0, 0, SRCCOPY);
        SelectObject(memory.get(), before);
    }
    EndPaint(window_, &paint);
}

void Canvas::paint_into(HDC context, const RECT& client) {
    const HGDIOBJ font = GetCurrentObject(context, OBJ_FONT);
    if (fonts_ != nullptr) {
        const Brushwork brushwork{context, look_, *fonts_};
        const int width = static_cast<int>(client.right);
        brushwork.box({0, 0, width, static_cast<int>(client.bottom)}, Ink::Page, 0);
        const Area seen{0, top_, width, top_ + static_cast<int>(client.bottom)};
        const Scene turned = look_.is_right_to_left ? mirrored(scene_, width) : Scene{};
        const Scene& drawn = look_.is_right_to_left ? turned : scene_;
        tray::paint(drawn, seen, brushwork, dpi_);
        if (selected_ >= 0 && shows_focus(window_)) {
            Area at = drawn.elements[static_cast<std::size_t>(selected_)].at;
            at.top -= top_;
            at.bottom -= top_;
            brushwork.frame(at, Ink::Text, MulDiv(6, static_cast<int>(dpi_), 96),
                            std::max(1, MulDiv(2, static_cast<int>(dpi_), 96)));
        }
    }
    SelectObject(context, font);
}

LRESULT Canvas::give_text(WPARAM size, LPARAM to) const {
    const std::wstring text = widen(plain_text(scene_));
    if (size == 0) {
        return 0;
    }
    const std::size_t length = std::min<std::size_t>(text.size(), size - 1);
    auto* out = reinterpret_cast<wchar_t*>(to);
    std::copy_n(text.c_str(), length, out);
    out[length] = L'\0';
    return static_cast<LRESULT>(length);
}

LRESULT Canvas::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case WM_PAINT:
        paint();
        return 0;
    case WM_ERASEBKGND:
        return 1;
    case WM_SIZE:
        set_scroll_bar();
        scroll_to(top_);
        return 0;
    case WM_VSCROLL:
        on_scroll(LOWORD(wparam));
        return 0;
    case WM_MOUSEWHEEL:
        on_wheel(GET_WHEEL_DELTA_WPARAM(wparam));
        return 0;
    case WM_LBUTTONDOWN:
        SetFocus(window_);
        select(element_at(scene_, {GET_X_LPARAM(lparam), GET_Y_LPARAM(lparam) + top_}));
        return 0;
    case WM_MOUSEMOVE:
        on_mouse({GET_X_LPARAM(lparam), GET_Y_LPARAM(lparam)});
        return 0;
    case WM_SETFOCUS:
        select(selected_ < 0 ? next_element(scene_, 0, 0) : selected_);
        InvalidateRect(window_, nullptr, FALSE);
        return 0;
    case WM_KILLFOCUS:
        InvalidateRect(window_, nullptr, FALSE);
        return 0;
    case WM_GETDLGCODE:
        return DLGC_WANTARROWS;
    case WM_KEYDOWN:
        if (wparam == 'C' && GetKeyState(VK_CONTROL) < 0) {
            copy();
            return 0;
        }
        return on_key(wparam) ? 0 : DefWindowProcW(window_, message, wparam, lparam);
    case WM_GETTEXTLENGTH:
        return static_cast<LRESULT>(widen(plain_text(scene_)).size());
    case WM_GETTEXT:
        return give_text(wparam, lparam);
    case WM_GETOBJECT:
        if (static_cast<LONG>(lparam) == static_cast<LONG>(OBJID_CLIENT)) {
            accessible_ = accessible_ == nullptr ? make_accessible(*this) : accessible_;
            return answer_with(accessible_, wparam);
        }
        break;
    default:
        break;
    }
    return DefWindowProcW(window_, message, wparam, lparam);
}

LRESULT CALLBACK Canvas::on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept {
    if (message == WM_NCCREATE) {
        auto* self = static_cast<Canvas*>(reinterpret_cast<const CREATESTRUCTW*>(lparam)->lpCreateParams);
        self->window_ = window;
        SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
    } else if (message == WM_NCDESTROY) {
        SetWindowLongPtrW(window, GWLP_USERDATA, 0);
    }
    auto* self = reinterpret_cast<Canvas*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    return self == nullptr ? DefWindowProcW(window, message, wparam, lparam)
                           : self->handle(message, wparam, lparam);
}

} // namespace mirrorwatch::tray
