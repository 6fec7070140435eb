// SPDX-License-Identifier: MIT
#include "service/sense/wsl/session_win.hpp"

#include <windows.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;

TEST_CASE("the own user has a session and an existing profile folder") {
    const auto own = sense::own_user();
    REQUIRE(own.has_value());
    CHECK(own->user.sid.starts_with("S-1-5-"));
    CHECK_FALSE(own->account_name.empty());
    const DWORD attributes = GetFileAttributesW(own->profile.c_str());
    CHECK(attributes != INVALID_FILE_ATTRIBUTES);
    CHECK((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0);
}

TEST_CASE("the users of sessions are listed with their own token's data") {
    const auto own = sense::own_user();
    REQUIRE(own.has_value());
    const auto users = sense::logged_on_users();
    REQUIRE(users.size() == 1);
    CHECK((users[0] == *own));
}
