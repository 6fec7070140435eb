// SPDX-License-Identifier: MIT
#pragma once

#include "tray/questions.hpp"

#include <windows.h>

#include <commctrl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_dialog_title[] = L"Mirrorwatch";

/// One task dialog at a time. Everything runs on the window's thread; ask() handles its other messages
/// meanwhile, so that update() and close() can be called from their handlers.
class QuestionBox {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// `tell`: sends a verb. It is used to say whether a question with a countdown can be seen: the service
    /// lets its time run only meanwhile. `somebody_looks`: the session has a screen that is not locked.
    QuestionBox(std::function<void(protocol::Verb)> tell, std::function<bool()> somebody_looks);
    ~QuestionBox();
    QuestionBox(const QuestionBox&) = delete;
    QuestionBox& operator=(const QuestionBox&) = delete;

    /// What the pressed button sends; nothing when the dialog was closed in another way. A countdown began
    /// when the dialog's snapshot came, and does nothing but to be seen.
    [[nodiscard]] std::optional<protocol::Verb> ask(const Dialog& dialog, TimePoint came, AskedBy by);

    [[nodiscard]] bool is_open() const { return page_ != nullptr; }

    /// What is asked has changed: shows the new question in place of the old one, or closes when there is
    /// none.
    void update(const std::optional<Dialog>& dialog, TimePoint came);
    void bring_to_front();
    /// Whether it can be seen may have changed.
    void look_again();
    void close();

private:
    struct Page;
    void on_created(HWND window);
    void on_navigated();
    void on_timer();
    void show_time();
    void hold_buttons();
    void enable_buttons(bool enabled);
    void tell_whether_seen(bool is_seen);
    [[nodiscard]] bool can_be_seen() const;
    static HRESULT CALLBACK on_event(HWND window, UINT event, WPARAM wparam, LPARAM lparam, LONG_PTR self);

    std::function<void(protocol::Verb)> tell_;
    std::function<bool()> somebody_looks_;
    std::unique_ptr<Page> page_;
    HWND window_ = nullptr;
    AskedBy by_ = AskedBy::User;
    TimePoint ends_{};                      // the countdown
    std::optional<TimePoint> held_until_{}; // the buttons are dead: their page is new
    POINT corner_{};                        // of the page before
    std::string seen_offer_;                // of which it was said that it can be seen; empty: none
    bool is_checked_ = false;               // the check box
    bool close_at_once_ = false;            // close() came before the window was there
};

} // namespace mirrorwatch::tray
