// SPDX-License-Identifier: MIT
#include "tray/taskbar_look.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch::tray;

TEST_CASE("the icon follows the taskbar's theme, and is made for a light one where none is set") {
    CHECK(taskbar_look({false, 255, 255, 255, 1}) == TaskbarLook::Light);
    CHECK(taskbar_look({false, 255, 255, 255, 0}) == TaskbarLook::Dark);
    CHECK(taskbar_look({false, 0, 0, 0, std::nullopt}) == TaskbarLook::Light);
}

TEST_CASE("in high contrast the icon has one colour, by the ground of windows and not by the theme") {
    CHECK(taskbar_look({true, 0, 0, 0, 1}) == TaskbarLook::White);
    CHECK(taskbar_look({true, 255, 255, 255, 0}) == TaskbarLook::Black);
    CHECK(taskbar_look({true, 45, 50, 54, 1}) == TaskbarLook::White);    // "Night sky" and its like
    CHECK(taskbar_look({true, 255, 250, 239, 0}) == TaskbarLook::Black); // "Desert"
}
