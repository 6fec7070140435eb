// SPDX-License-Identifier: MIT
#pragma once

#include "tray/client_win.hpp"
#include "tray/dialog_win.hpp"
#include "tray/errands_win.hpp"
#include "tray/icon_win.hpp"
#include "tray/notifier_win.hpp"
#include "tray/questions.hpp"
#include "tray/session_watch_win.hpp"
#include "tray/settings_win.hpp"
#include "tray/status_win.hpp"
#include "tray/view.hpp"

#include <windows.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

// How the running tray program is reached from outside: an installer that ends it by WM_CLOSE, a second
// start, a test.

/// The hidden window, by FindWindowW.
inline constexpr wchar_t c_window_class[] = L"MirrorwatchTray";
/// From the icon, version 4: LOWORD(lParam) is the event (NIN_SELECT, NIN_BALLOONUSERCLICK, WM_CONTEXTMENU…),
/// HIWORD(lParam) is c_icon_id, wParam the place.
inline constexpr UINT c_icon_message = WM_APP + 1;
inline constexpr UINT c_news_message = WM_APP + 2;   // from the client's thread: take_news() has something
inline constexpr UINT c_status_message = WM_APP + 3; // show the status window; sent by a second start
inline constexpr UINT c_offer_message = WM_APP + 4;  // show the open question, if there is one
inline constexpr UINT c_errand_message = WM_APP + 5; // from an errand's thread: take_ended() has something
inline constexpr UINT c_toast_message = WM_APP + 6;  // a notification was pressed: take_pressed()
inline constexpr UINT c_closed_message = WM_APP + 7; // a window of ours is no longer on the screen
inline constexpr UINT c_icon_id = 1;

/// The program: a hidden window that owns icon, dialogs, status window and the conversation with the service.
/// Everything but the conversation runs on the thread that made it.
class Window {
public:
    /// `look` says how the service is; on any thread. Throws std::system_error.
    Window(ServicePipe service, std::function<ServiceState()> look);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    void show_status();
    /// Until the user chooses Exit, or the session ends.
    void run();

private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    [[nodiscard]] bool handle_ours(UINT message, WPARAM wparam, LPARAM lparam);
    [[nodiscard]] bool handle_windows(UINT message, WPARAM wparam, LPARAM lparam);
    void on_icon(UINT event, POINT at);
    void on_news();
    void on_command(const MenuItem& item);
    void show_menu(POINT at);
    void show_offer_or_status();
    void greet();
    void tell_news(const std::vector<protocol::Answer>& answers);
    void on_pressed();
    void ask(Question question, AskedBy by = AskedBy::User);
    void ask_those_that_wait();
    void watch(const std::string& port);
    void open_settings();
    void release_windows();
    void start_service();
    void copy_diagnostics();
    void draw();
    void keep_icon();
    void exit();

    HWND window_;
    UINT taskbar_created_;
    std::optional<Snapshot> snapshot_; // what the view shows
    View view_;
    std::chrono::steady_clock::time_point came_{}; // the snapshot
    SessionWatch session_;
    QuestionQueue waiting_;
    std::optional<Question> asked_; // which one is open
    QuestionBox question_;
    TrayIcon icon_;
    bool may_hint_ = true; // what is watched, and where to pin the icon
    Notifier notifier_;
    std::unique_ptr<StatusWindow> status_; // as long as it is on the screen, as the settings
    std::unique_ptr<SettingsWindow> settings_;
    const text::Catalogue* language_of_settings_ = nullptr;
    Errands errands_; // and the last members: their threads post to the window
    ServiceConnection client_;
};

} // namespace mirrorwatch::tray
