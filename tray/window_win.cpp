// SPDX-License-Identifier: MIT
#include "tray/window_win.hpp"

#include "common/error_win.hpp"
#include "common/text.hpp"
#include "tray/present.hpp"
#include "tray/settings_win.hpp"

#include <windowsx.h>

#include <chrono>

namespace mirrorwatch::tray {
namespace {

constexpr UINT_PTR c_icon_timer = 1;
constexpr UINT c_icon_retry_ms = 2'000;
constexpr std::uint32_t c_an_hour = 60; // minutes
constexpr std::uint32_t c_until_resumed = 0;

/// Not a message-only window: those do not hear TaskbarCreated.
HWND make_window(WNDPROC procedure) {
    WNDCLASSEXW type{};
    type.cbSize = sizeof type;
    type.lpfnWndProc = procedure;
    type.hInstance = GetModuleHandleW(nullptr);
    type.lpszClassName = c_window_class;
    RegisterClassExW(&type);
    const HWND window = CreateWindowExW(WS_EX_TOOLWINDOW, c_window_class, L"Mirrorwatch", WS_POPUP, 0, 0, 0,
                                        0, nullptr, nullptr, type.hInstance, nullptr);
    if (window == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    return window;
}

std::uint32_t minutes_until_tomorrow() {
    SYSTEMTIME now{};
    GetLocalTime(&now);
    return minutes_until_morning(now.wHour, now.wMinute);
}

} // namespace

Window::Window(ServicePipe service)
    : window_(make_window(on_message))
    , taskbar_created_(RegisterWindowMessageW(L"TaskbarCreated"))
    , question_([this](protocol::Verb verb) { client_.send(std::move(verb)); })
    , icon_(window_, c_icon_message, c_icon_id)
    , status_({[window = window_] { PostMessageW(window, c_offer_message, 0, 0); }, open_settings,
               [this](protocol::Verb verb) { client_.send(std::move(verb)); }})
    , client_(std::move(service), [window = window_] { PostMessageW(window, c_news_message, 0, 0); }) {
    // Only now: a message that comes while the members are made must not reach them.
    SetWindowLongPtrW(window_, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(this));
    view_ = present(std::nullopt, {}, {});
    draw();
}

Window::~Window() {
    SetWindowLongPtrW(window_, GWLP_USERDATA, 0);
    DestroyWindow(window_);
}

void Window::run() {
    MSG message;
    while (GetMessageW(&message, nullptr, 0, 0) > 0) {
        if (!status_.takes(message)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
}

void Window::show_status() {
    status_.show();
}

void Window::draw() {
    icon_.show(view_.icon, view_.tooltip);
    status_.update(view_);
    keep_icon();
}

/// Windows may refuse the icon while the taskbar is starting.
void Window::keep_icon() {
    if (icon_.is_added()) {
        KillTimer(window_, c_icon_timer);
    } else {
        SetTimer(window_, c_icon_timer, c_icon_retry_ms, nullptr);
    }
}

void Window::on_news() {
    const ServiceConnection::News news = client_.take_news();
    const bool had_offer = view_.offer.has_value();
    const auto time = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    view_ = present(news.snapshot, view_.shown, time);
    came_ = news.came;
    draw();
    status_.tell(news.snapshot);
    if (news.history) {
        status_.tell(*news.history);
    }
    if (view_.notification) {
        icon_.notify(*view_.notification);
    } else if (had_offer && !view_.offer) {
        icon_.withdraw_notification();
    }
    for (const protocol::Answer& answer : news.answers) {
        if (!answer.accepted) {
            icon_.notify({"Mirrorwatch", shortened(text::to_text(answer.message), 255), true});
        }
    }
    if (asked_ != nullptr) {
        question_.update(view_.*asked_, came_);
    }
    if (view_.opens_offer) {
        PostMessageW(window_, c_offer_message, 0, 0); // not from here: it stays open while other news come
    }
}

void Window::ask(std::optional<Dialog> View::*question) {
    if (question_.is_open()) {
        question_.bring_to_front();
        return;
    }
    const std::optional<Dialog> dialog = view_.*question;
    if (!dialog) {
        return;
    }
    asked_ = question;
    std::optional<protocol::Verb> verb = question_.ask(*dialog, came_);
    asked_ = nullptr;
    if (verb) {
        client_.send(std::move(*verb));
    }
}

void Window::show_offer_or_status() {
    if (view_.offer) {
        ask(&View::offer);
    } else {
        show_status();
    }
}

void Window::on_command(Command command) {
    switch (command) {
    case Command::Status:
        show_status();
        break;
    case Command::RollBack:
        ask(&View::roll_back);
        break;
    case Command::Restore:
        ask(&View::restore);
        break;
    case Command::Exit:
        exit();
        break;
    case Command::PauseAnHour:
        pause(c_an_hour);
        break;
    case Command::PauseUntilMorning:
        pause(minutes_until_tomorrow());
        break;
    case Command::Pause:
        pause(c_until_resumed);
        break;
    case Command::Resume:
        client_.send(protocol::Resume{});
        break;
    }
}

void Window::pause(std::uint32_t minutes) {
    client_.send(protocol::Pause{minutes});
}

void Window::show_menu(POINT at) {
    if (const std::optional<Command> command = choose_from_menu(window_, view_.menu, at)) {
        on_command(*command);
    }
}

void Window::on_icon(UINT event, POINT at) {
    switch (event) {
    case WM_CONTEXTMENU:
        icon_.withdraw_notification();
        show_menu(at);
        break;
    case NIN_SELECT:
    case NIN_KEYSELECT:
    case NIN_BALLOONUSERCLICK:
        icon_.withdraw_notification();
        show_offer_or_status();
        break;
    default:
        break;
    }
}

void Window::exit() {
    question_.close();
    PostQuitMessage(0);
}

LRESULT Window::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case c_icon_message:
        on_icon(LOWORD(lparam), {GET_X_LPARAM(wparam), GET_Y_LPARAM(wparam)});
        return 0;
    case c_news_message:
        on_news();
        return 0;
    case c_status_message:
        show_status();
        return 0;
    case c_offer_message:
        ask(&View::offer);
        return 0;
    case WM_TIMER:
    case WM_DPICHANGED:
    case WM_DISPLAYCHANGE:
        icon_.add_again();
        keep_icon();
        return 0;
    case WM_CLOSE:
        exit();
        return 0;
    case WM_ENDSESSION:
        if (wparam != FALSE) {
            exit();
        }
        return 0;
    default:
        break;
    }
    if (message == taskbar_created_) {
        icon_.add_again();
        keep_icon();
        return 0;
    }
    return DefWindowProcW(window_, message, wparam, lparam);
}

LRESULT CALLBACK Window::on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept {
    auto* self = reinterpret_cast<Window*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    if (self != nullptr) {
        return self->handle(message, wparam, lparam);
    }
    if (message ==
        WM_CLOSE) { // setup wants us gone while the members are made: the window stays theirs until run()
        PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

} // namespace mirrorwatch::tray
