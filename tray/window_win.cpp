// SPDX-License-Identifier: MIT
#include "tray/window_win.hpp"

#include "common/error_win.hpp"
#include "common/local_time_win.hpp"
#include "common/translated.hpp"
#include "tray/activation.hpp"
#include "tray/errand_words.hpp"
#include "tray/identity_win.hpp"
#include "tray/language_win.hpp"
#include "tray/menu.hpp"
#include "tray/menu_win.hpp"
#include "tray/paint_win.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"
#include "tray/taskbar_win.hpp"

#include <windowsx.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr UINT_PTR c_icon_timer = 1;
constexpr UINT c_icon_retry_ms = 2'000;
constexpr std::size_t c_text_units = 255; // of a notification

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
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return minutes_until_morning(now, windows_offset);
}

} // namespace

Window::Window(ServicePipe service, std::function<ServiceState()> look)
    : window_(make_window(on_message))
    , taskbar_created_(RegisterWindowMessageW(L"TaskbarCreated"))
    , session_(window_)
    , question_([this](protocol::Verb verb) { client_.send(std::move(verb)); },
                [this] { return session_.is_seen(); })
    , icon_(window_, c_icon_message, c_icon_id)
    , notifier_(icon_, [window = window_] { PostMessageW(window, c_toast_message, 0, 0); })
    , errands_([window = window_] { PostMessageW(window, c_errand_message, 0, 0); })
    , client_(std::move(service), std::move(look),
              [window = window_] { PostMessageW(window, c_news_message, 0, 0); }) {
    // Only now: a message that comes while the members are made must not reach them.
    SetWindowLongPtrW(window_, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(this));
    view_ = present(std::nullopt, {});
    draw();
}

Window::~Window() {
    SetWindowLongPtrW(window_, GWLP_USERDATA, 0);
    DestroyWindow(window_);
}

void Window::run() {
    MSG message;
    while (GetMessageW(&message, nullptr, 0, 0) > 0) {
        if (status_ == nullptr || !status_->takes(message)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
}

/// Made when it is asked for, as most of the time nobody looks.
void Window::show_status() {
    if (status_ == nullptr) {
        const HWND window = window_;
        StatusWindow::Ports ports{[window] { PostMessageW(window, c_offer_message, 0, 0); },
                                  [this] { open_settings(); },
                                  [this](protocol::Verb verb) { client_.send(std::move(verb)); }};
        ports.closed = [window] { PostMessageW(window, c_closed_message, 0, 0); };
        status_ = std::make_unique<StatusWindow>(std::move(ports));
        status_->update(view_);
        status_->tell(snapshot_);
    }
    status_->show();
}

/// In the language of now.
void Window::open_settings() {
    const bool is_of_another = std::exchange(language_of_settings_, text::spoken()) != text::spoken();
    if (settings_ == nullptr || (is_of_another && settings_->is_idle())) {
        settings_ = std::make_unique<SettingsWindow>(
            look_of_windows, [window = window_] { PostMessageW(window, c_closed_message, 0, 0); });
    }
    settings_->open();
}

void Window::release_windows() {
    if (status_ != nullptr && status_->is_idle()) {
        status_.reset();
    }
    if (settings_ != nullptr && settings_->is_idle()) {
        settings_.reset();
    }
    if (status_ == nullptr && settings_ == nullptr) {
        end_painting();
    }
}

void Window::draw() {
    icon_.show(view_.icon, view_.tooltip);
    if (status_ != nullptr) {
        status_->update(view_);
    }
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
    if (news.is_to_leave) {
        PostMessageW(window_, WM_CLOSE, 0, 0);
        return;
    }
    const std::vector<std::string> was_over = view_.over;
    if (news.snapshot && choose_language(news.snapshot->language) && status_ != nullptr) {
        status_->use_language();
    }
    view_ = present(news.snapshot, view_.shown, news.service);
    came_ = news.came;
    snapshot_ = news.snapshot;
    session_.listen();
    draw();
    if (status_ != nullptr) {
        status_->tell(news.snapshot);
        if (news.history) {
            status_->tell(*news.history);
        }
    }
    notifier_.take_back(newly_over(view_.over, was_over));
    tell_news(news.answers);
    if (asked_) {
        question_.update(dialog_of(view_, *asked_), came_);
    }
    if (view_.opens_offer) { // not from here: it stays open while other news come
        PostMessageW(window_, c_offer_message, static_cast<WPARAM>(AskedBy::Itself), 0);
    }
    if (notifier_.has_pressed()) {
        PostMessageW(window_, c_toast_message, 0, 0);
    }
}

void Window::tell_news(const std::vector<protocol::Answer>& answers) {
    if (view_.notification) {
        notifier_.tell(*view_.notification);
    } else if (may_hint_) {
        greet();
    }
    for (const protocol::Answer& answer : answers) {
        if (!answer.accepted) {
            notifier_.tell({std::string{text::translated("That was refused")},
                            shortened(said(answer.message), c_text_units), true, std::string{c_answer_tag}});
        }
    }
}

void Window::greet() {
    const auto words = snapshot_ ? about_first_run(*snapshot_) : std::nullopt;
    if (words && std::exchange(may_hint_, false) && is_first_time()) {
        notifier_.tell(*words);
    }
}

/// COM may have started us for it, before there was a snapshot to tell what it is about: it waits as long as
/// one may still come.
void Window::on_pressed() {
    if (!notifier_.has_pressed() || (!snapshot_ && view_.icon == Icon::Starting)) {
        return;
    }
    const std::string argument = *notifier_.take_pressed();
    if (std::optional<protocol::Verb> verb = activation_of(argument, snapshot_)) {
        client_.send(std::move(*verb));
    } else {
        show_offer_or_status();
    }
}

void Window::ask(Question question, AskedBy by) {
    if (question_.is_open()) {
        if (asked_ != question) {
            waiting_.want({question, by});
        }
        if (by == AskedBy::User) {
            question_.bring_to_front();
        }
        return;
    }
    waiting_.want({question, by});
    ask_those_that_wait();
}

/// Others may come to wait while one is open.
void Window::ask_those_that_wait() {
    while (const std::optional<Asked> next = waiting_.next(view_)) {
        asked_ = next->question;
        const Dialog dialog = *dialog_of(view_, next->question);
        std::optional<protocol::Verb> verb = question_.ask(dialog, came_, next->by);
        asked_.reset();
        if (verb) {
            client_.send(std::move(*verb));
        }
    }
}

void Window::show_offer_or_status() {
    if (view_.offer) {
        ask(Question::Offer);
    } else {
        show_status();
    }
}

void Window::on_command(const MenuItem& item) {
    if (std::optional<protocol::Verb> verb = verb_of(item, minutes_until_tomorrow())) {
        client_.send(std::move(*verb));
        return;
    }
    if (const std::optional<Question> question = question_for(item.command)) {
        ask(*question);
        return;
    }
    switch (item.command) {
    case Command::Status:
        show_status();
        break;
    case Command::Watch:
        watch(item.about);
        break;
    case Command::StartService:
        start_service();
        break;
    case Command::Settings:
        open_settings();
        break;
    case Command::CopyDiagnostics:
        copy_diagnostics();
        break;
    case Command::Exit:
        exit();
        break;
    default:
        break;
    }
}

void Window::show_menu(POINT at) {
    if (const std::optional<MenuItem> item = choose_from_menu(window_, view_.menu, at)) {
        on_command(*item);
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
    waiting_.clear();
    question_.close();
    PostQuitMessage(0);
}

bool Window::handle_ours(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case c_icon_message:
        on_icon(LOWORD(lparam), {GET_X_LPARAM(wparam), GET_Y_LPARAM(wparam)});
        return true;
    case c_news_message:
        on_news();
        return true;
    case c_status_message:
        show_status();
        return true;
    case c_offer_message:
        ask(Question::Offer, static_cast<AskedBy>(wparam));
        return true;
    case c_errand_message:
        for (const Notification& notification : errands_.take_ended()) {
            notifier_.tell(notification);
        }
        return true;
    case c_toast_message:
        on_pressed();
        return true;
    case c_closed_message:
        release_windows();
        return true;
    default:
        return false;
    }
}

bool Window::handle_windows(UINT message, WPARAM wparam, LPARAM lparam) {
    if (message == taskbar_created_ || message == WM_TIMER) {
        icon_.add_again();
        keep_icon();
        return true;
    }
    if (message == WM_DPICHANGED || message == WM_DISPLAYCHANGE ||
        is_about_colours(message, wparam, lparam)) {
        icon_.draw_again();
        keep_icon();
        return true;
    }
    if (message == WM_WTSSESSION_CHANGE) {
        session_.on_change(wparam);
        question_.look_again();
        return true;
    }
    if (message == WM_CLOSE || (message == WM_ENDSESSION && wparam != FALSE)) {
        exit();
        return true;
    }
    return false;
}

LRESULT Window::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    return handle_ours(message, wparam, lparam) || handle_windows(message, wparam, lparam)
               ? 0
               : DefWindowProcW(window_, message, wparam, lparam);
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
