// SPDX-License-Identifier: MIT
#pragma once

#include "tray/controls_win.hpp"
#include "tray/icon_win.hpp"
#include "tray/look_win.hpp"
#include "tray/pages/settings_form.hpp"
#include "tray/tool_win.hpp"
#include "tray/watched_list_win.hpp"

#include <windows.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_settings_class[] = L"MirrorwatchSettings";

/// The form, one control for each field: it reads by `mirrorwatch settings show`, and writes by
/// `settings set`, for which Windows asks an administrator. Beside it what the user has watched, which
/// changes at once. Closing hides it. All calls on the window's thread.
class SettingsWindow {
public:
    /// `closed`: it is no longer on the screen, and may be destroyed soon, not at once, if it is_idle().
    explicit SettingsWindow(
        LookSource look = look_of_windows, std::function<void()> closed = [] {});
    ~SettingsWindow();
    SettingsWindow(const SettingsWindow&) = delete;
    SettingsWindow& operator=(const SettingsWindow&) = delete;

    /// Asks mirrorwatch.exe; the window comes when it has answered.
    void open();
    /// What mirrorwatch.exe has answered, or why it could not; and the window comes.
    void show(const Result<std::vector<FormValue>>& values);

    [[nodiscard]] bool is_idle() const;

    [[nodiscard]] HWND window() const { return window_; }

    [[nodiscard]] WatchedList& watched() const { return *watched_; }

private:
    struct Field {
        HWND label = nullptr; // null: the control has it itself
        HWND control = nullptr;
        HWND heading = nullptr;
    };

    struct Column {
        int left = 0;
        int width = 0;
    };

    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    void create_children();
    [[nodiscard]] Field make_field(const FormField& field, int id);
    void use_dpi(UINT dpi);
    void use_look();
    [[nodiscard]] static bool is_on_the_right(std::size_t index);
    [[nodiscard]] Column column_of(std::size_t index) const;
    void lay_out();
    [[nodiscard]] int lay_out_column(bool on_the_right);
    [[nodiscard]] int lay_out_field(std::size_t index, int y);
    [[nodiscard]] int lay_out_check(std::size_t index, int y);
    void fill(std::size_t index, const FormValue* value);
    [[nodiscard]] std::string typed(std::size_t index) const;
    void on_command(int id, int what);
    [[nodiscard]] LRESULT on_notify(const NMHDR& header) const;
    void save();
    void write();
    void hide();
    void on_tool_ended();
    void tell(const std::string& sentence);
    [[nodiscard]] int scaled(int pixels_at_96_dpi) const;

    LookSource look_source_;
    std::function<void()> closed_;
    Look look_;
    HWND window_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    std::unique_ptr<Fonts> fonts_;
    BrushHandle background_;
    IconHandle program_icon_;
    BrushHandle field_background_;
    std::vector<Field> fields_;
    std::unique_ptr<WatchedList> watched_;
    HWND note_ = nullptr; // what is wrong with a field, right below it; or about all
    std::optional<std::size_t> note_at_;
    std::vector<FormValue> values_;
    std::wstring arguments_;  // of the change that is tried
    bool is_writing_ = false; // Windows asks for an administrator
    std::unique_ptr<ToolRun> tool_;
};

} // namespace mirrorwatch::tray
