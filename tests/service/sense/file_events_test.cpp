// SPDX-License-Identifier: MIT
#include "service/sense/wsl/file_events.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

using mirrorwatch::sense::may_concern;

namespace {

using Buffer = std::vector<std::byte>;

void put(Buffer& buffer, std::uint32_t value) {
    std::byte bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    buffer.insert(buffer.end(), std::begin(bytes), std::end(bytes));
}

/// One record for each name, with the actions 1, 2, 3 and so on.
Buffer records(const std::vector<std::u16string>& names) {
    Buffer buffer;
    std::uint32_t action = 0;
    for (const std::u16string& name : names) {
        const auto size = static_cast<std::uint32_t>(name.size() * sizeof(char16_t));
        const std::uint32_t padded = (12 + size + 3) / 4 * 4;
        const bool is_last = ++action == names.size();
        put(buffer, is_last ? 0 : padded);
        put(buffer, action);
        put(buffer, size);
        const auto begin = buffer.size();
        buffer.resize(begin + size);
        std::memcpy(buffer.data() + begin, name.data(), size);
        buffer.resize(begin + padded - 12);
    }
    return buffer;
}

} // namespace

TEST_CASE("an event of the file concerns it, whatever stands around it and however it is written") {
    CHECK(may_concern(records({u".wslconfig"}), u".wslconfig"));
    CHECK(may_concern(records({u".WslConfig"}), u".wslconfig"));
    CHECK(may_concern(records({u"a", u"bc", u".wslconfig"}), u".wslconfig"));
    CHECK(may_concern(records({u".wslconfig", u"a"}), u".wslconfig"));
}

TEST_CASE("events of other files do not") {
    CHECK_FALSE(may_concern(records({u".wslconfig.bak", u"wslconfig", u".wslconfi"}), u".wslconfig"));
    CHECK_FALSE(may_concern(records({u"NTUSER.DAT"}), u".wslconfig"));
}

TEST_CASE("a short name may be the file's") {
    CHECK(may_concern(records({u"WSLCON~1"}), u".wslconfig"));
}

TEST_CASE("an overflow may concern every file") {
    CHECK(may_concern({}, u".wslconfig"));
}

TEST_CASE("a buffer that is cut off may concern every file, and is not read beyond its end") {
    const Buffer whole = records({u"a", u"bcd"});
    for (std::size_t size = 0; size < whole.size() - 2; ++size) {
        CAPTURE(size);
        const Buffer cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(may_concern(cut, u".wslconfig"));
    }
}
