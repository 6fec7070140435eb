// SPDX-License-Identifier: MIT
#include "common/wslconfig/networking_mode.hpp"

#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/settings.hpp"

namespace mirrorwatch::wslconfig {

constexpr const char* c_key = "wsl2.networkingMode";

Result<NetworkingModeSetting> networking_mode(std::string_view bytes) {
    const Result<Settings> settings = read(bytes);
    if (!settings) {
        return settings.error();
    }
    const Setting& setting = (*settings)[c_key];
    return NetworkingModeSetting{networking_mode_from(setting.value.value_or("")),
                                 setting.occurrence.has_value()};
}

Result<std::string> set_networking_mode(std::string_view bytes, NetworkingMode mode) {
    return apply_edit(bytes, {Edit::Kind::Set, c_key, std::string{to_string(mode)}});
}

} // namespace mirrorwatch::wslconfig
