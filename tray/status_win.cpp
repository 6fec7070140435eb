// SPDX-License-Identifier: MIT
#include "tray/status_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/place_win.hpp"

#include <commctrl.h>

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr int c_width = 980; // these are pixels at 96 DPI
constexpr int c_height = 680;
constexpr int c_smallest_width = 640;
constexpr int c_smallest_height = 420;

constexpr UINT c_tool_message = WM_APP + 1;
constexpr wchar_t c_place_name[] = L"StatusPlace";

/// What the history may have something new about.
bool may_be_history(const std::optional<Snapshot>& before, const std::optional<Snapshot>& now) {
    return now && (!before || before->headline != now->headline || before->vpns != now->vpns ||
                   before->remedies != now->remedies || before->effective != now->effective);
}

} // namespace

StatusWindow::StatusWindow(Ports ports)
    : ports_(std::move(ports))
    , look_(ports_.look()) {
    register_class(c_status_class, on_message);
    const DWORD extended = look_.is_right_to_left ? WS_EX_LAYOUTRTL : 0;
    window_ =
        CreateWindowExW(extended, c_status_class, L"", WS_OVERLAPPEDWINDOW | WS_CLIPCHILDREN, CW_USEDEFAULT,
                        CW_USEDEFAULT, c_width, c_height, nullptr, nullptr, GetModuleHandleW(nullptr), this);
    if (window_ == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    create_children();
    use_dpi(GetDpiForWindow(window_));
    use_look();
    SetWindowPos(window_, nullptr, 0, 0, scaled(c_width), scaled(c_height),
                 SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
    put_back(window_, c_place_name);
}

StatusWindow::~StatusWindow() {
    canvas_.reset();
    DestroyWindow(window_);
}

HWND StatusWindow::child(StatusChild id) const {
    return GetDlgItem(window_, static_cast<int>(id));
}

int StatusWindow::scaled(int pixels_at_96_dpi) const {
    return MulDiv(pixels_at_96_dpi, static_cast<int>(dpi_), USER_DEFAULT_SCREEN_DPI);
}

void StatusWindow::create_children() {
    const auto make = [&](const wchar_t* type, const wchar_t* text, DWORD style, StatusChild id) {
        return make_child(window_, type, text, style, static_cast<int>(id));
    };
    make(WC_STATICW, L"Mirrorwatch", SS_LEFT | SS_NOPREFIX, StatusChild::Product); // names the list
    pages_ = std::make_unique<PageList>(window_, static_cast<int>(StatusChild::Pages), look_);
    const HWND picture = make(WC_STATICW, L"", SS_ICON | SS_REALSIZECONTROL, StatusChild::Picture);
    SetWindowLongPtrW(picture, GWL_EXSTYLE, 0); // a tick is a tick from right to left, too
    make(WC_STATICW, L"", SS_LEFT | SS_NOPREFIX, StatusChild::Headline);
    canvas_ = std::make_unique<Canvas>(window_, static_cast<int>(StatusChild::Content), look_);
    lead_keyboard(canvas_->window());
    make(WC_BUTTONW, L"", WS_TABSTOP | WS_DISABLED, StatusChild::Repair);
    make(WC_BUTTONW, L"", WS_TABSTOP, StatusChild::Undo);
    make(WC_BUTTONW, L"", WS_TABSTOP, StatusChild::Settings);
    make_child(window_, WC_BUTTONW, L"", WS_TABSTOP, IDCANCEL);
    for (const int id : {static_cast<int>(StatusChild::Repair), static_cast<int>(StatusChild::Undo),
                         static_cast<int>(StatusChild::Settings), IDCANCEL}) {
        lead_keyboard(GetDlgItem(window_, id));
    }
    name_children();
}

void StatusWindow::name_children() {
    const auto name = [](HWND control, std::string_view words) {
        SetWindowTextW(control, widen(words).c_str());
    };
    name(window_, translated("Mirrorwatch status"));
    name(child(StatusChild::Repair), translated("&What can be done…"));
    name(child(StatusChild::Undo), translated("&Undo last change…"));
    name(child(StatusChild::Settings), translated("&Settings…"));
    name(GetDlgItem(window_, IDCANCEL), translated("Close"));
    pages_->clear();
    for (int i = 0; i < c_page_count; ++i) {
        pages_->add(title_of(static_cast<Page>(i)));
    }
    pages_->select(static_cast<int>(page_));
}

void StatusWindow::use_language() {
    name_children();
    is_stale_ = true;
    lay_out();
}

void StatusWindow::show() {
    if (IsIconic(window_)) {
        ShowWindow(window_, SW_RESTORE);
    }
    if (IsWindowVisible(window_) == FALSE) {
        input_.config = ports_.config();
        ask_for_more();
        ShowWindow(window_, SW_SHOW);
        SendMessageW(window_, WM_CHANGEUISTATE, UIS_INITIALIZE, 0);
        SetFocus(pages_->window());
    }
    if (is_stale_) {
        lay_out();
    }
    SetForegroundWindow(window_);
}

void StatusWindow::show(Page page) {
    pages_->select(static_cast<int>(page));
    page_ = page;
    is_stale_ = true;
    show();
}

/// Somebody looks: let what is seen be fresh.
void StatusWindow::ask_for_more() {
    ports_.ask(protocol::Look{});
    ports_.ask(protocol::ReadHistory{protocol::c_most_history});
}

void StatusWindow::update(const View& view) {
    const bool same_head = view.icon == view_.icon && view.headline == view_.headline;
    view_ = view;
    input_.headline = view.headline;
    input_.advice = view.advice;
    const BOOL can_repair = view_.offer ? TRUE : FALSE;
    if (IsWindowEnabled(child(StatusChild::Repair)) != can_repair) {
        EnableWindow(child(StatusChild::Repair), can_repair);
        lay_out();
    }
    if (!same_head) {
        show_headline();
        lay_out();
    }
}

void StatusWindow::tell(std::optional<Snapshot> now) {
    const bool has_news = may_be_history(input_.now, now);
    // What is shown refers to the snapshot before, until another scene has taken its place.
    std::optional<Snapshot> before = std::exchange(input_.now, std::move(now));
    is_stale_ = true;
    show_page();
    if (has_news && IsWindowVisible(window_) && page_ == Page::Timeline) {
        ports_.ask(protocol::ReadHistory{protocol::c_most_history});
    }
}

void StatusWindow::tell(std::vector<PastEvent> history) {
    if (history != input_.history) {
        input_.history = std::move(history);
        is_stale_ = true;
        show_page();
    }
}

/// While nobody looks an empty one, so that no scene refers to a snapshot that has gone.
void StatusWindow::show_page() {
    const std::string title{title_of(page_)};
    if (!IsWindowVisible(window_) || IsIconic(window_)) {
        canvas_->show(title, {});
        is_stale_ = true;
        return;
    }
    canvas_->show(title, scene_of(page_, input_, ports_.clock(), fonts_->ruler(), canvas_->width()));
    is_stale_ = false;
}

void StatusWindow::hide() {
    remember_place(window_, c_place_name);
    ShowWindow(window_, SW_HIDE);
    ports_.closed();
}

bool StatusWindow::is_idle() const {
    return IsWindowVisible(window_) == FALSE && tool_ == nullptr;
}

bool StatusWindow::takes(MSG& message) {
    return IsWindowVisible(window_) && IsDialogMessageW(window_, &message);
}

void StatusWindow::on_command(int id, int what) {
    if (id == IDCANCEL) {
        hide();
    } else if (id == static_cast<int>(StatusChild::Repair)) {
        ports_.repair();
    } else if (id == static_cast<int>(StatusChild::Undo)) {
        undo();
    } else if (id == static_cast<int>(StatusChild::Settings)) {
        ports_.open_settings();
    } else if (id == static_cast<int>(StatusChild::Pages) && what == LBN_SELCHANGE) {
        page_ = static_cast<Page>(std::clamp(pages_->selected(), 0, c_page_count - 1));
        if (page_ == Page::Timeline) {
            ports_.ask(protocol::ReadHistory{protocol::c_most_history});
        } else if (page_ == Page::WslConfig) {
            input_.config = ports_.config();
        }
        lay_out();
    }
}

LRESULT StatusWindow::on_notify(const NMHDR& header) {
    if (header.code != static_cast<UINT>(NM_CUSTOMDRAW)) {
        return 0;
    }
    const bool is_main = header.idFrom == static_cast<UINT_PTR>(StatusChild::Repair);
    const auto& draw = reinterpret_cast<const NMCUSTOMDRAW&>(header);
    return draw_button(draw, look_, *fonts_, dpi_, is_main).value_or(CDRF_DODEFAULT);
}

void StatusWindow::on_activate(bool active) {
    if (!active) {
        const HWND focus = GetFocus();
        had_focus_ = IsChild(window_, focus) ? focus : had_focus_;
    } else if (had_focus_ != nullptr) {
        SetFocus(had_focus_);
    }
    if (active && page_ == Page::WslConfig) { // somebody may have edited it meanwhile
        ConfigFile now = ports_.config();
        if (now != input_.config) {
            input_.config = std::move(now);
            show_page();
        }
    }
}

/// First what would change, then, if that is what the user means, the change.
void StatusWindow::undo() {
    if (tool_ == nullptr) {
        is_undo_agreed_ = false;
        tool_ = std::make_unique<ToolRun>(L"wslconfig undo --dry-run", window_, c_tool_message);
    }
}

void StatusWindow::on_tool_ended() {
    const auto answer = tool_ == nullptr ? std::nullopt : tool_->take();
    if (!answer) {
        return;
    }
    tool_.reset();
    const std::wstring words = widen(answer->errors.empty() ? answer->output : answer->errors);
    if (answer->exit_code != 0) {
        MessageBoxW(window_, words.c_str(), widen(translated("Mirrorwatch status")).c_str(),
                    MB_OK | MB_ICONWARNING);
    } else if (!is_undo_agreed_) {
        const std::wstring question = widen(translated("Put .wslconfig back as it was?")) + L"\n\n" + words;
        if (MessageBoxW(window_, question.c_str(), widen(translated("Mirrorwatch status")).c_str(),
                        MB_OKCANCEL | MB_ICONQUESTION) == IDOK) {
            is_undo_agreed_ = true;
            tool_ = std::make_unique<ToolRun>(L"wslconfig undo", window_, c_tool_message);
        }
    }
    input_.config = ports_.config();
    show_page();
    if (is_idle()) {
        ports_.closed();
    }
}

LRESULT StatusWindow::color_child(HDC context, HWND) const {
    SetTextColor(context, look_.palette[Ink::Text]);
    SetBkColor(context, look_.palette[Ink::Page]);
    return reinterpret_cast<LRESULT>(background_.get());
}

LRESULT StatusWindow::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case WM_SIZE:
        if (canvas_ != nullptr && wparam != SIZE_MINIMIZED) {
            lay_out();
        }
        return 0;
    case WM_CLOSE:
        hide();
        return 0;
    case WM_COMMAND:
        on_command(LOWORD(wparam), HIWORD(wparam));
        return 0;
    case WM_NOTIFY:
        return on_notify(*reinterpret_cast<const NMHDR*>(lparam));
    case WM_DRAWITEM:
        pages_->draw(*reinterpret_cast<const DRAWITEMSTRUCT*>(lparam));
        return TRUE;
    case WM_CTLCOLORSTATIC:
    case WM_CTLCOLORLISTBOX:
    case WM_CTLCOLORBTN:
        return color_child(reinterpret_cast<HDC>(wparam), reinterpret_cast<HWND>(lparam));
    case WM_ERASEBKGND: {
        RECT area{};
        GetClientRect(window_, &area);
        FillRect(reinterpret_cast<HDC>(wparam), &area, background_.get());
        return 1;
    }
    case WM_ACTIVATE:
        on_activate(LOWORD(wparam) != WA_INACTIVE);
        return 0;
    case WM_MOUSEWHEEL: // wherever the keyboard is
        return SendMessageW(canvas_->window(), message, wparam, lparam);
    case WM_SYSCOLORCHANGE:
    case WM_THEMECHANGED:
    case WM_SETTINGCHANGE:
        use_look();
        return 0;
    case c_tool_message:
        on_tool_ended();
        return 0;
    case WM_GETMINMAXINFO:
        reinterpret_cast<MINMAXINFO*>(lparam)->ptMinTrackSize = {scaled(c_smallest_width),
                                                                 scaled(c_smallest_height)};
        return 0;
    case WM_DPICHANGED: {
        const RECT& wanted = *reinterpret_cast<const RECT*>(lparam);
        use_dpi(HIWORD(wparam));
        SetWindowPos(window_, nullptr, wanted.left, wanted.top, wanted.right - wanted.left,
                     wanted.bottom - wanted.top, SWP_NOZORDER | SWP_NOACTIVATE);
        return 0;
    }
    default:
        return DefWindowProcW(window_, message, wparam, lparam);
    }
}

LRESULT CALLBACK StatusWindow::on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept {
    if (message == WM_NCCREATE) {
        auto* self =
            static_cast<StatusWindow*>(reinterpret_cast<const CREATESTRUCTW*>(lparam)->lpCreateParams);
        self->window_ = window;
        SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
    }
    auto* self = reinterpret_cast<StatusWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    const bool is_ready = self != nullptr && self->canvas_ != nullptr;
    return !is_ready ? DefWindowProcW(window, message, wparam, lparam)
                     : self->handle(message, wparam, lparam);
}

} // namespace mirrorwatch::tray
