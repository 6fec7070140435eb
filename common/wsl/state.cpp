// SPDX-License-Identifier: MIT
#include "common/wsl/state.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"

namespace mirrorwatch {

std::string_view to_string(NetworkingMode mode) {
    return name_of(mode);
}

NetworkingMode networking_mode_from(std::string_view text) {
    const std::string name = lower(text);
    return name == "consomme" ? NetworkingMode::VirtioProxy
                              : value_named<NetworkingMode>(name).value_or(NetworkingMode::Unknown);
}

} // namespace mirrorwatch
