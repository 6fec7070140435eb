// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "tray/icon_win.hpp"
#include "tray/view.hpp"

#include <windows.h>

#include <string>
#include <vector>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_status_class[] = L"MirrorwatchStatus";
inline constexpr wchar_t c_status_title[] = L"Mirrorwatch status";

/// Children of the status window, by GetDlgItem. Close is IDCANCEL, so that Esc means it.
enum class StatusChild : int { Picture = 201, Headline = 202, List = 203, Repair = 204, Details = 205 };

struct FontPolicy {
    using Type = HFONT;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type font) noexcept { DeleteObject(font); }
};

/// The window behind "Status…": the headline, a table of everything that is watched, and below it the details
/// of the selected row in full. Closing hides it. All calls on the window's thread.
class StatusWindow {
public:
    /// `owner` gets `repair_message` when the user asks what can be done.
    StatusWindow(HWND owner, UINT repair_message);
    ~StatusWindow();
    StatusWindow(const StatusWindow&) = delete;
    StatusWindow& operator=(const StatusWindow&) = delete;

    void show();
    void update(const View& view);
    /// For the message loop: true when the message was for the keyboard's way through the window.
    [[nodiscard]] bool takes(MSG& message);

private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    void create_children();
    void use_dpi(UINT dpi);
    void lay_out();
    void fill_list();
    void fit_columns();
    void show_headline();
    void show_details();
    [[nodiscard]] HWND child(StatusChild id) const;
    [[nodiscard]] int scaled(int pixels_at_96_dpi) const;

    HWND owner_;
    UINT repair_message_;
    HWND window_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    View view_;
    UniqueHandle<FontPolicy> font_;
    UniqueHandle<FontPolicy> headline_font_;
    IconHandle picture_;
    IconHandle program_icon_;
};

} // namespace mirrorwatch::tray
