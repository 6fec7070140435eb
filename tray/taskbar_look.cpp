// SPDX-License-Identifier: MIT
#include "tray/taskbar_look.hpp"

namespace mirrorwatch::tray {
namespace {

/// By what the eye takes for bright (ITU-R BT.601).
bool is_dark(const TaskbarFacts& facts) {
    return 299 * facts.red + 587 * facts.green + 114 * facts.blue < 128 * 1'000;
}

} // namespace

TaskbarLook taskbar_look(const TaskbarFacts& facts) {
    if (facts.high_contrast) {
        return is_dark(facts) ? TaskbarLook::White : TaskbarLook::Black;
    }
    // Windows 11 is light where nothing is set.
    return facts.uses_light_theme.value_or(1) != 0 ? TaskbarLook::Light : TaskbarLook::Dark;
}

} // namespace mirrorwatch::tray
