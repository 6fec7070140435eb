// SPDX-License-Identifier: MIT
#include "service/sense/wsl/file_events.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace mirrorwatch::sense {
namespace {

// FILE_NOTIFY_INFORMATION: offset of the next record or 0, action, length of the name in bytes, the name.
constexpr std::size_t c_head = 12;

std::uint32_t number_at(std::span<const std::byte> events, std::size_t offset) {
    std::uint32_t value = 0;
    std::memcpy(&value, events.data() + offset, sizeof value);
    return value;
}

char16_t lower(char16_t c) {
    return c >= u'A' && c <= u'Z' ? static_cast<char16_t>(c + (u'a' - u'A')) : c;
}

bool is_same(std::u16string_view a, std::u16string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char16_t x, char16_t y) { return lower(x) == lower(y); });
}

} // namespace

bool may_concern(std::span<const std::byte> events, std::u16string_view file_name) {
    for (;;) {
        if (events.size() < c_head) {
            return true;
        }
        const std::size_t next = number_at(events, 0);
        const std::size_t size = number_at(events, 8);
        if (size > events.size() - c_head || next > events.size()) {
            return true;
        }
        std::u16string name(size / sizeof(char16_t), u'\0');
        std::memcpy(name.data(), events.data() + c_head, name.size() * sizeof(char16_t));
        if (is_same(name, file_name) || name.find(u'~') != std::u16string::npos) {
            return true;
        }
        if (next == 0) {
            return false;
        }
        events = events.subspan(next);
    }
}

} // namespace mirrorwatch::sense
