// SPDX-License-Identifier: MIT
#pragma once

#include "tray/add_server_win.hpp"
#include "tray/look_win.hpp"
#include "tray/pages/watched_servers.hpp"
#include "tray/tool_win.hpp"

#include <windows.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

/// Part of the settings window: the servers that somebody wants watched, Add… and Remove. Both work at once,
/// by `mirrorwatch endpoints`, on the user's own file; what is set for the computer is shown and stays. On
/// the window's thread.
class WatchedList {
public:
    /// `message`: what `parent` gets for on_tool_ended(). `tell`: what went wrong; empty: nothing any more.
    WatchedList(HWND parent, UINT message, LookSource look, std::function<void(std::string)> tell);

    /// Asks mirrorwatch.exe what is watched.
    void refresh();
    void show(std::vector<WatchedServer> servers);
    void on_tool_ended();
    /// False: mirrorwatch.exe changes the file.
    [[nodiscard]] bool is_idle() const;
    /// True: it was for one of its children.
    bool on_command(int id, int what);

    void use(const Fonts* fonts, UINT dpi);
    /// Returns the y below it.
    int lay_out(int left, int top, int width);
    /// For WM_DRAWITEM.
    void draw(const DRAWITEMSTRUCT& item) const;

private:
    void run(const std::vector<std::string>& arguments);
    void add();
    void remove();
    void enable_remove() const;
    [[nodiscard]] const WatchedServer* selected() const;
    [[nodiscard]] int scaled(int pixels_at_96_dpi) const;

    HWND parent_;
    UINT message_;
    LookSource look_;
    std::function<void(std::string)> tell_;
    HWND heading_;
    HWND list_;
    HWND add_;
    HWND remove_;
    HWND note_;
    const Fonts* fonts_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    std::vector<WatchedServer> servers_;
    bool is_change_ = false; // what runs changes the file; else it lists
    std::unique_ptr<ToolRun> tool_;
    std::unique_ptr<AddServerWindow> asks_;
};

} // namespace mirrorwatch::tray
