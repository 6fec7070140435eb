// SPDX-License-Identifier: MIT
#include "common/wsl/policy.hpp"

namespace mirrorwatch {

std::optional<NetworkingMode> mode_of_policy(std::uint32_t number) {
    switch (number) {
    case 0:
        return NetworkingMode::None;
    case 1:
        return NetworkingMode::Nat;
    case 3:
        return NetworkingMode::Mirrored;
    case 4:
        return NetworkingMode::VirtioProxy;
    default:
        return std::nullopt;
    }
}

} // namespace mirrorwatch
