// SPDX-License-Identifier: MIT
#pragma once

#include "tray/canvas_win.hpp"
#include "tray/look_win.hpp"

#include <string>

namespace mirrorwatch::tray {

/// Looks whether everything in a window can be read, by eyes and by a screen reader, and prints what cannot.
class Measure {
public:
    /// `where`: what the picture is called.
    explicit Measure(std::string where);

    /// Texts of buttons and statics that are larger than their controls; and controls that the keyboard
    /// reaches, with neither a text nor a label before them.
    void children_of(HWND window);
    /// Words that are cut, and about which the mouse says nothing.
    void scene(const Scene& scene, const Fonts& fonts);
    /// WM_GETOBJECT is answered, if only by an error: Wine cannot carry the object. Of the object itself each
    /// child has a name, a role and a place, and there is one for each element.
    void speech_of(Canvas& canvas);

    [[nodiscard]] int found() const { return found_; }

private:
    void control(HWND child);
    void choices(HWND box);
    void tell(const std::string& what, const std::string& text);

    std::string where_;
    HWND before_ = nullptr; // the child in front of the one that is looked at
    int found_ = 0;
};

} // namespace mirrorwatch::tray
