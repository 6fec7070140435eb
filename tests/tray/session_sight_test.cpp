// SPDX-License-Identifier: MIT
#include "tray/session_sight.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

using namespace mirrorwatch::tray;

namespace {

bool seen_after(std::initializer_list<int> changes, bool is_connected = true) {
    SessionSight sight{is_connected};
    for (const int change : changes) {
        sight.on_change(static_cast<std::uintptr_t>(change));
    }
    return sight.is_seen();
}

} // namespace

TEST_CASE("who locks the computer sees no question until it is unlocked") {
    CHECK(seen_after({}));
    CHECK(!seen_after({7}));
    CHECK(seen_after({7, 8}));
}

TEST_CASE("a session whose screen was taken away sees nothing until it has one again") {
    CHECK(!seen_after({4}));
    CHECK(seen_after({4, 3}));
    CHECK(!seen_after({2}));
    CHECK(seen_after({2, 1}));
    CHECK(!seen_after({}, false));
    CHECK(seen_after({3}, false));
}

TEST_CASE("a remote session that comes back locked is not seen before it is unlocked") {
    CHECK(!seen_after({7, 4, 3}));
    CHECK(seen_after({7, 4, 3, 8}));
}

TEST_CASE("a log-on and what else Windows tells change nothing") {
    CHECK(seen_after({5, 9}));
    CHECK(!seen_after({7, 5, 9}));
}
