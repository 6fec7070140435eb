// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

/// In which colours the icon is drawn. Pure.
namespace mirrorwatch::tray {

/// The order is that of the icons' numbers, see IconResource.
enum class TaskbarLook {
    Light, // a light taskbar
    Dark,
    White, // high contrast on dark ground: white alone
    Black, // high contrast on light ground
};

struct TaskbarFacts {
    bool high_contrast = false;
    std::uint8_t red = 255, green = 255, blue = 255; // of windows' ground: COLOR_WINDOW
    std::optional<std::uint32_t> uses_light_theme;   // SystemUsesLightTheme; nothing: not set
};

[[nodiscard]] TaskbarLook taskbar_look(const TaskbarFacts& facts);

} // namespace mirrorwatch::tray
