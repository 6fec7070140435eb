// SPDX-License-Identifier: MIT
#include "service/bundle/find_name_win.hpp"

#include <windows.h>

#include <string>

namespace mirrorwatch::bundle {
namespace {

std::wstring wide(std::u16string_view units) {
    return {units.begin(), units.end()};
}

} // namespace

std::size_t find_name(std::u16string_view text, std::u16string_view name, std::size_t from) {
    if (name.empty() || from >= text.size()) {
        return std::u16string_view::npos;
    }
    const std::wstring rest = wide(text.substr(from));
    const std::wstring wanted = wide(name);
    const int found = FindStringOrdinal(FIND_FROMSTART, rest.c_str(), static_cast<int>(rest.size()),
                                        wanted.c_str(), static_cast<int>(wanted.size()), TRUE);
    return found < 0 ? std::u16string_view::npos : from + static_cast<std::size_t>(found);
}

} // namespace mirrorwatch::bundle
