// SPDX-License-Identifier: MIT
#include "service/setup/user_traces_win.hpp"

#include "common/registry_win.hpp"

#include <string>

namespace mirrorwatch::setup {
namespace {

constexpr wchar_t c_start_at_log_on[] =
    LR"(Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run)";
constexpr wchar_t c_own_key[] = LR"(Software\Mirrorwatch)";

void forget_start(HKEY root, const std::wstring& key) {
    KeyHandle opened;
    if (RegOpenKeyExW(root, key.c_str(), 0, KEY_SET_VALUE | KEY_WOW64_64KEY, opened.put()) == ERROR_SUCCESS) {
        RegDeleteValueW(opened.get(), L"Mirrorwatch");
    }
}

} // namespace

void remove_user_traces(HKEY users, HKEY machine) {
    forget_start(machine, c_start_at_log_on);
    for (DWORD index = 0;; ++index) {
        wchar_t name[256];
        DWORD length = 256;
        if (RegEnumKeyExW(users, index, name, &length, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS) {
            return;
        }
        const std::wstring user = std::wstring{name, length} + L"\\";
        forget_start(users, user + c_start_at_log_on);
        RegDeleteTreeW(users, (user + c_own_key).c_str());
        RegDeleteKeyW(users, (user + c_own_key).c_str());
    }
}

} // namespace mirrorwatch::setup
