// SPDX-License-Identifier: MIT
#include "service/setup/user_traces_win.hpp"

#include "tests/support/registry_key_win.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::setup;

namespace {

constexpr wchar_t c_approved[] =
    LR"(\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run)";
constexpr wchar_t c_own[] = LR"(\Software\Mirrorwatch)";

bool has_value(const std::wstring& key, const wchar_t* value) {
    return RegGetValueW(HKEY_CURRENT_USER, key.c_str(), value, RRF_RT_ANY, nullptr, nullptr, nullptr) ==
           ERROR_SUCCESS;
}

void set(const std::wstring& key, const wchar_t* value) {
    const DWORD one = 1;
    REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, key.c_str(), value, REG_DWORD, &one, sizeof one) ==
            ERROR_SUCCESS);
}

} // namespace

TEST_CASE("removal forgets that a user had switched the tray off, of every user who is signed in") {
    const support::TestKey users{L"users"};
    const support::TestKey machine{L"machine"};
    for (const std::wstring& root :
         {users.path() + L"\\S-1-5-21-1", users.path() + L"\\S-1-5-21-2", machine.path()}) {
        set(root + c_approved, L"Mirrorwatch");
        set(root + c_approved, L"Another program");
        set(root + c_own, L"PinHintShown");
    }
    KeyHandle of_users;
    KeyHandle of_machine;
    REQUIRE(RegOpenKeyExW(HKEY_CURRENT_USER, users.path().c_str(), 0, KEY_ALL_ACCESS, of_users.put()) == 0);
    REQUIRE(RegOpenKeyExW(HKEY_CURRENT_USER, machine.path().c_str(), 0, KEY_ALL_ACCESS, of_machine.put()) ==
            0);
    remove_user_traces(of_users.get(), of_machine.get());
    for (const std::wstring& root :
         {users.path() + L"\\S-1-5-21-1", users.path() + L"\\S-1-5-21-2", machine.path()}) {
        CHECK_FALSE(has_value(root + c_approved, L"Mirrorwatch"));
        CHECK(has_value(root + c_approved, L"Another program"));
    }
    CHECK_FALSE(has_value(users.path() + L"\\S-1-5-21-1" + c_own, L"PinHintShown"));
    CHECK_FALSE(has_value(users.path() + L"\\S-1-5-21-2" + c_own, L"PinHintShown"));
    RegDeleteTreeW(of_users.get(), nullptr);
    RegDeleteTreeW(of_machine.get(), nullptr);
}
