// SPDX-License-Identifier: MIT
#pragma once

#include "tray/canvas_win.hpp"
#include "tray/config_file_win.hpp"
#include "tray/controls_win.hpp"
#include "tray/icon_win.hpp"
#include "tray/look_win.hpp"
#include "tray/pages/page_input.hpp"
#include "tray/tool_win.hpp"
#include "tray/view.hpp"
#include "tray/wall_clock_win.hpp"

#include <windows.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_status_class[] = L"MirrorwatchStatus";

/// Children of the status window, by GetDlgItem. Close is IDCANCEL, so that Esc means it. WM_GETTEXT of
/// Content gives all that the page says.
enum class StatusChild : int {
    Picture = 201,
    Headline = 202,
    Content = 203,
    Repair = 204,
    Undo = 205,
    Pages = 206,
    Settings = 207,
    Product = 208,
};

/// The window behind "Status…": how things stand in one sentence, and pages that say more. Closing hides it.
/// All calls on the window's thread.
class StatusWindow {
public:
    struct Ports {
        std::function<void()> repair; // the user asks what can be done
        std::function<void()> open_settings;
        std::function<void(protocol::Verb)> ask; // the service
        LookSource look = look_of_windows;
        std::function<Clock()> clock = [] { return wall_clock(); };
        std::function<ConfigFile()> config = read_config_file;
        /// It is no longer on the screen, and may be destroyed soon, not at once, if it is_idle().
        std::function<void()> closed = [] {};
    };

    explicit StatusWindow(Ports ports);
    ~StatusWindow();
    StatusWindow(const StatusWindow&) = delete;
    StatusWindow& operator=(const StatusWindow&) = delete;

    void show();
    void show(Page page);
    /// What was made in another language is said again.
    void use_language();
    void update(const View& view);
    void tell(std::optional<Snapshot> now);
    void tell(std::vector<PastEvent> history);
    /// For the message loop: true when the message was for the keyboard's way through the window.
    [[nodiscard]] bool takes(MSG& message);

    [[nodiscard]] bool is_idle() const;

    [[nodiscard]] HWND window() const { return window_; }

    [[nodiscard]] Canvas& canvas() const { return *canvas_; }

private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    void create_children();
    void name_children();
    void use_dpi(UINT dpi);
    void use_look();
    void lay_out();
    void lay_out_buttons(int right, int top);
    void place_headline(int left, int top, int width);
    void show_headline();
    void show_page();
    void ask_for_more();
    void on_command(int id, int what);
    [[nodiscard]] LRESULT on_notify(const NMHDR& header);
    void on_activate(bool active);
    void undo();
    void on_tool_ended();
    void hide();
    [[nodiscard]] LRESULT color_child(HDC context, HWND child) const;
    [[nodiscard]] HWND child(StatusChild id) const;
    [[nodiscard]] int scaled(int pixels_at_96_dpi) const;

    Ports ports_;
    Look look_;
    HWND window_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    View view_;
    PageInput input_;
    Page page_ = Page::Overview;
    bool is_stale_ = true; // what is shown was made of something older
    std::unique_ptr<Fonts> fonts_;
    BrushHandle background_;
    std::unique_ptr<PageList> pages_;
    std::unique_ptr<Canvas> canvas_;
    IconHandle picture_;
    IconHandle program_icon_;
    HWND had_focus_ = nullptr; // when the user went to another program
    bool is_undo_agreed_ = false;
    std::unique_ptr<ToolRun> tool_;
};

} // namespace mirrorwatch::tray
