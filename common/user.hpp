// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace mirrorwatch {

/// Whose WSL is meant. WSL keeps one virtual machine for each user SID; the session tells where to start a
/// program as that user. Both come from an access token, never from what a client says.
struct UserId {
    std::string sid;           // "S-1-5-21-…"
    std::uint32_t session = 0; // terminal services session

    friend auto operator<=>(const UserId&, const UserId&) = default;
};

} // namespace mirrorwatch
