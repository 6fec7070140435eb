// SPDX-License-Identifier: MIT
#include "service/agent/policies_win.hpp"

#include <doctest/doctest.h>

#include <string>

namespace mirrorwatch::agent {
namespace {

using wslconfig::Policies;

/// A key of our own in the place of the machine's; gone at the end.
struct Key {
    std::wstring name = L"Software\\mirrorwatch-test-" + std::to_wstring(GetCurrentProcessId());

    Key() = default;

    ~Key() { RegDeleteKeyW(HKEY_CURRENT_USER, name.c_str()); }

    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    void set(const wchar_t* value, DWORD type, const void* data, DWORD size) const {
        REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, name.c_str(), value, type, data, size) == ERROR_SUCCESS);
    }

    void set(const wchar_t* value, DWORD number) const { set(value, REG_DWORD, &number, sizeof number); }

    [[nodiscard]] Policies read() const { return read_policies(HKEY_CURRENT_USER, name.c_str()); }
};

} // namespace

TEST_CASE("a machine without policies lets the user choose, and defaults to NAT") {
    const Key key;
    CHECK(key.read() == Policies{});
    CHECK(Policies{} == Policies{true, true, NetworkingMode::Nat});
}

TEST_CASE("only a zero forbids") {
    const Key key;
    key.set(L"AllowNetworkingModeUserSetting", 0);
    CHECK(key.read() == Policies{false, true, NetworkingMode::Nat});
    key.set(L"AllowFirewallUserSetting", 0);
    CHECK(key.read() == Policies{false, false, NetworkingMode::Nat});
    key.set(L"AllowNetworkingModeUserSetting", 1);
    key.set(L"AllowFirewallUserSetting", 7);
    CHECK(key.read() == Policies{});
}

TEST_CASE("the default mode is one of WSL's numbers, and any other is none") {
    struct Case {
        DWORD number;
        NetworkingMode mode;
    };

    const Key key;
    for (const Case& one :
         {Case{0, NetworkingMode::None}, Case{1, NetworkingMode::Nat}, Case{2, NetworkingMode::Nat},
          Case{3, NetworkingMode::Mirrored}, Case{4, NetworkingMode::VirtioProxy},
          Case{5, NetworkingMode::Nat}, Case{0xffffffff, NetworkingMode::Nat}}) {
        CAPTURE(one.number);
        key.set(L"DefaultNetworkingMode", one.number);
        CHECK(key.read().default_mode == one.mode);
    }
}

TEST_CASE("a value of another type decides nothing") {
    const Key key;
    key.set(L"AllowNetworkingModeUserSetting", REG_SZ, L"0", 2 * sizeof(wchar_t));
    key.set(L"DefaultNetworkingMode", REG_SZ, L"3", 2 * sizeof(wchar_t));
    CHECK(key.read() == Policies{});
}

} // namespace mirrorwatch::agent
