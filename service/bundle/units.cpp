// SPDX-License-Identifier: MIT
#include "service/bundle/units.hpp"

#include "common/utf8.hpp"

namespace mirrorwatch::bundle {

Units units_of(std::string_view utf8) {
    Units units;
    const auto add = [&units](char32_t unit, std::size_t at) {
        units.text += static_cast<char16_t>(unit);
        units.begins.push_back(at);
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = utf8_at(utf8, at);
        if (point.value < 0x10000) {
            add(point.value, at);
        } else {
            add(0xd800 + ((point.value - 0x10000) >> 10), at);
            add(0xdc00 + (point.value & 0x3ff), at);
        }
        at += point.length;
    }
    units.begins.push_back(utf8.size());
    return units;
}

} // namespace mirrorwatch::bundle
