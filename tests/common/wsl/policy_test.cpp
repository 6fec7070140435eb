// SPDX-License-Identifier: MIT
#include "common/wsl/policy.hpp"

#include <doctest/doctest.h>

using mirrorwatch::mode_of_policy;
using mirrorwatch::NetworkingMode;

TEST_CASE("a policy names a mode by WSL's number, and cannot name bridged") {
    CHECK(mode_of_policy(0) == NetworkingMode::None);
    CHECK(mode_of_policy(1) == NetworkingMode::Nat);
    CHECK_FALSE(mode_of_policy(2));
    CHECK(mode_of_policy(3) == NetworkingMode::Mirrored);
    CHECK(mode_of_policy(4) == NetworkingMode::VirtioProxy);
    CHECK_FALSE(mode_of_policy(5));
    CHECK_FALSE(mode_of_policy(0xFFFFFFFF));
}
