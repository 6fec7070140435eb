// SPDX-License-Identifier: MIT
#include "tray/identity_win.hpp"

#include "common/registry_win.hpp"

namespace mirrorwatch::tray {

bool is_registered() {
    const auto activator =
        registry_text(HKEY_LOCAL_MACHINE, LR"(Software\Classes\AppUserModelId\)" + std::wstring{c_app_id},
                      L"CustomActivator");
    return activator && activator->has_value();
}

/// Where it cannot be written it is not said: else it would be said at each log-on.
bool is_first_time() {
    constexpr wchar_t c_key[] = LR"(Software\Mirrorwatch)";
    constexpr wchar_t c_value[] = L"PinHintShown";
    const auto shown = registry_number(HKEY_CURRENT_USER, c_key, c_value);
    const DWORD yes = 1;
    return shown && !shown->has_value() &&
           RegSetKeyValueW(HKEY_CURRENT_USER, c_key, c_value, REG_DWORD, &yes, sizeof yes) == ERROR_SUCCESS;
}

} // namespace mirrorwatch::tray
