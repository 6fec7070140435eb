// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

struct IAccessible;

namespace mirrorwatch::tray {

class Canvas;

/// What a screen reader asks a canvas: a list, whose children are the elements of its scene, by number from
/// 1. The caller holds the one reference.
[[nodiscard]] IAccessible* make_accessible(Canvas& canvas);

/// The canvas is about to go: whoever still holds the object gets no more answers. Gives up the reference.
void forget_canvas(IAccessible* accessible);

/// For WM_GETOBJECT.
[[nodiscard]] LRESULT answer_with(IAccessible* accessible, WPARAM wparam);

} // namespace mirrorwatch::tray
