// SPDX-License-Identifier: MIT
#include "tray/pages/scene.hpp"

#include "tray/pages/strip.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

std::string plain_text(const Scene& scene) {
    std::string text;
    for (const Element& element : scene.elements) {
        text += (text.empty() ? "" : "\r\n") + element.name;
        text += element.value.empty() ? "" : ": " + element.value;
    }
    return text;
}

namespace {

void turn(Area& at, int width) {
    at = {width - at.right, at.top, width - at.left, at.bottom};
}

Align turned(Align align) {
    return align == Align::Left ? Align::Right : align == Align::Right ? Align::Left : align;
}

} // namespace

Scene mirrored(Scene scene, int width) {
    for (Shape& shape : scene.shapes) {
        std::visit([&](auto& one) { turn(one.at, width); }, shape);
        if (auto* words = std::get_if<Words>(&shape)) {
            words->align = turned(words->align);
        } else if (auto* history = std::get_if<History>(&shape)) {
            history->is_turned = !history->is_turned;
        }
    }
    for (Element& element : scene.elements) {
        turn(element.at, width);
    }
    for (Hint& hint : scene.hints) {
        turn(hint.at, width);
    }
    return scene;
}

int next_element(const Scene& scene, int from, int step) {
    const int last = static_cast<int>(scene.elements.size()) - 1;
    return last < 0 ? -1 : std::clamp(from + step, 0, last);
}

int element_at(const Scene& scene, Point point) {
    const auto found =
        std::ranges::find_if(scene.elements, [&](const Element& element) { return element.at.has(point); });
    return found == scene.elements.end() ? -1 : static_cast<int>(found - scene.elements.begin());
}

std::string hint_at(const Scene& scene, Point point) {
    const auto found =
        std::ranges::find_if(scene.hints, [&](const Hint& hint) { return hint.at.has(point); });
    if (found == scene.hints.end()) {
        return {};
    }
    return found->cells == nullptr ? found->text : words_at(found->at, *found->cells, point.x);
}

} // namespace mirrorwatch::tray
