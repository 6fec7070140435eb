// SPDX-License-Identifier: MIT
#include "common/registry_win.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;

namespace {

/// A key of our own, gone at the end with what is below.
struct Key {
    std::wstring name = L"Software\\mirrorwatch-test-registry-" + std::to_wstring(GetCurrentProcessId());

    Key() = default;

    ~Key() { RegDeleteTreeW(HKEY_CURRENT_USER, name.c_str()); }

    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    void set(const wchar_t* value, DWORD type, const void* data, std::size_t size) const {
        REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, name.c_str(), value, type, data,
                                static_cast<DWORD>(size)) == ERROR_SUCCESS);
    }

    void set(const wchar_t* value, const std::wstring& text) const {
        set(value, REG_SZ, text.c_str(), (text.size() + 1) * sizeof(wchar_t));
    }

    void set(const wchar_t* value, DWORD number) const { set(value, REG_DWORD, &number, sizeof number); }
};

} // namespace

TEST_CASE("numbers and texts are read from the registry, of any length") {
    const Key key;
    key.set(L"number", 0xFFFFFFFF);
    key.set(L"text", std::wstring{L"Ethernet \x00e4"});
    key.set(L"long", std::wstring(10'000, L'x'));
    key.set(L"empty", std::wstring{});
    CHECK((*registry_number(HKEY_CURRENT_USER, key.name, L"number") == 0xFFFFFFFFU));
    CHECK((*registry_text(HKEY_CURRENT_USER, key.name, L"text") == "Ethernet \xC3\xA4"));
    CHECK((*registry_text(HKEY_CURRENT_USER, key.name, L"long") == std::string(10'000, 'x')));
    CHECK((*registry_text(HKEY_CURRENT_USER, key.name, L"empty") == ""));
}

TEST_CASE("what is not in the registry, or of another type, is nothing, and no error") {
    const Key key;
    const std::wstring nowhere = key.name + L"\\nowhere";
    key.set(L"number", 7);
    key.set(L"text", std::wstring{L"7"});
    CHECK((*registry_number(HKEY_CURRENT_USER, key.name, L"text") == std::nullopt));
    CHECK((*registry_text(HKEY_CURRENT_USER, key.name, L"number") == std::nullopt));
    CHECK((*registry_number(HKEY_CURRENT_USER, key.name, L"none") == std::nullopt));
    CHECK((*registry_text(HKEY_CURRENT_USER, nowhere, L"none") == std::nullopt));
    CHECK((*registry_subkeys(HKEY_CURRENT_USER, nowhere) == 0U));
}

TEST_CASE("the keys below a key are counted") {
    const Key key;
    key.set(L"number", 7);
    CHECK((*registry_subkeys(HKEY_CURRENT_USER, key.name) == 0U));
    RegSetKeyValueW(HKEY_CURRENT_USER, (key.name + L"\\a").c_str(), nullptr, REG_SZ, L"", 2);
    RegSetKeyValueW(HKEY_CURRENT_USER, (key.name + L"\\b").c_str(), nullptr, REG_SZ, L"", 2);
    CHECK((*registry_subkeys(HKEY_CURRENT_USER, key.name) == 2U));
}

TEST_CASE("what cannot be read is an error") {
    const auto number = registry_number(nullptr, L"x", L"y");
    REQUIRE(number.has_error());
    CHECK(number.error().message.starts_with("RegGetValueW: "));
    CHECK(registry_text(nullptr, L"x", L"y").has_error());
    CHECK(registry_subkeys(nullptr, L"x").has_error());
}
