// SPDX-License-Identifier: MIT
#pragma once

#include "tray/look_win.hpp"
#include "tray/pages/scene.hpp"
#include "tray/paint_win.hpp"

#include <windows.h>

#include <functional>
#include <string>

struct IAccessible;

namespace mirrorwatch::tray {

inline constexpr wchar_t c_canvas_class[] = L"MirrorwatchCanvas";

/// A control that shows a scene: scrolls it, leads the keyboard through its elements, says what is under the
/// mouse, and answers screen readers. WM_GETTEXT gives all that can be read. On its window's thread.
class Canvas final {
public:
    Canvas(HWND parent, int id, const Look& look);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    [[nodiscard]] HWND window() const { return window_; }

    /// Of the scene that is shown next, in pixels.
    [[nodiscard]] int width() const;
    /// Laid out in that width. `label`: what screen readers call it; another one is another page, and is
    /// shown from its beginning.
    void show(std::string label, Scene scene);
    /// These must outlive what is shown with them.
    void use(const Fonts* fonts, UINT dpi);
    void use_look();

    [[nodiscard]] const Scene& scene() const { return scene_; }

    [[nodiscard]] const std::string& label() const { return label_; }

    /// The element that has the keyboard; -1: none.
    [[nodiscard]] int selected() const { return selected_; }

    /// Where an element is on the screen.
    [[nodiscard]] RECT place_of(const Area& area) const;
    [[nodiscard]] int element_at_screen(POINT point) const;
    void select(int element);

private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept;
    [[nodiscard]] LRESULT handle(UINT message, WPARAM wparam, LPARAM lparam);
    void paint();
    void paint_into(HDC context, const RECT& client);
    [[nodiscard]] bool on_key(WPARAM key);
    void on_scroll(int request);
    void on_wheel(int delta);
    void on_mouse(POINT point);
    void scroll_to(int top);
    void set_scroll_bar();
    void make_tip();
    void copy() const;
    [[nodiscard]] LRESULT give_text(WPARAM size, LPARAM to) const;

    HWND window_ = nullptr;
    HWND tip_ = nullptr;
    const Look& look_;
    const Fonts* fonts_ = nullptr;
    UINT dpi_ = USER_DEFAULT_SCREEN_DPI;
    std::string label_;
    Scene scene_;
    int top_ = 0; // what of the scene is scrolled away
    int selected_ = -1;
    int wheel_rest_ = 0;
    std::string hint_;
    IAccessible* accessible_ = nullptr; // made when it is asked for; we hold one reference
};

} // namespace mirrorwatch::tray
