// SPDX-License-Identifier: MIT
#pragma once

#include "tray/look_win.hpp"
#include "tray/pages/watched_servers.hpp"
#include "tray/tool_win.hpp"

#include <windows.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_add_server_class[] = L"MirrorwatchAddServer";

/// Asks which server is to be watched, proposes those that listen in WSL, and adds it by `mirrorwatch
/// endpoints add`. Its owner is disabled as long as it is there. All calls on the owner's thread.
class AddServerWindow {
public:
    /// `closed`: it is no longer on the screen; whether something was added. It may not be destroyed from
    /// there.
    AddServerWindow(HWND owner, LookSource look, std::function<void(bool is_added)> closed);
    ~AddServerWindow();
    AddServerWindow(const AddServerWindow&) = delete;
    AddServerWindow& operator=(const AddServerWindow&) = delete;

    /// What can be chosen beside what can be typed.
    void propose(std::vector<FoundServer> found);
    void use_dpi(UINT dpi);

    [[nodiscard]] bool is_idle() const { return adds_ == nullptr; }

    [[nodiscard]] HWND window() const { return window_; }

private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    void create_children();
    void use_look();
    void lay_out();
    void add();
    void on_tool_ended();
    void tell(const std::string& sentence);
    void close(bool is_added);
    [[nodiscard]] HWND child(int id) const;
    [[nodiscard]] int scaled(int pixels_at_96_dpi) const;

    HWND owner_;
    LookSource look_source_;
    Look look_;
    std::function<void(bool)> closed_;
    HWND window_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    std::unique_ptr<Fonts> fonts_;
    BrushHandle background_;
    BrushHandle field_background_;
    std::vector<FoundServer> found_;
    std::unique_ptr<ToolRun> looks_; // what listens in WSL
    std::unique_ptr<ToolRun> adds_;
};

} // namespace mirrorwatch::tray
