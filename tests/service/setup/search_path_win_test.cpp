// SPDX-License-Identifier: MIT
#include "service/setup/search_path_win.hpp"

#include "tests/support/registry_key_win.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::setup;

namespace {

using Stored = std::pair<DWORD, std::wstring>;

/// As it stands, with its type and its last zero.
Stored stored(const support::TestKey& key) {
    KeyHandle opened;
    REQUIRE(RegOpenKeyExW(HKEY_CURRENT_USER, key.path().c_str(), 0, KEY_READ, opened.put()) == ERROR_SUCCESS);
    std::vector<wchar_t> text(40'000);
    auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
    DWORD type = 0;
    REQUIRE(RegQueryValueExW(opened.get(), L"Path", nullptr, &type, reinterpret_cast<BYTE*>(text.data()),
                             &size) == ERROR_SUCCESS);
    return {type, std::wstring{text.data(), size / sizeof(wchar_t)}};
}

std::wstring with_zero(const std::wstring& text) {
    return {text.c_str(), text.size() + 1};
}

const std::wstring c_folder = LR"(C:\Program Files\Mirrorwatch)";

} // namespace

TEST_CASE("the search path keeps its type and its variables, and is the same after removal") {
    const support::TestKey key{L"Environment"};
    const std::wstring path = key.path();
    const SearchPathPlace place{HKEY_CURRENT_USER, path.c_str()};
    for (const DWORD type : {REG_EXPAND_SZ, REG_SZ}) {
        CAPTURE(type);
        std::wstring before = LR"(%SystemRoot%\system32;;C:\a)";
        for (int i = 0; i < 600; ++i) { // longer than NSIS could hold
            before += LR"(;C:\tools\)" + std::to_wstring(i);
        }
        key.set(L"Path", type, with_zero(before));
        CHECK(add_to_search_path(c_folder, place).has_value());
        CHECK(stored(key) == Stored{type, with_zero(before + L";" + c_folder)});
        CHECK(add_to_search_path(c_folder, place).has_value());
        CHECK(stored(key) == Stored{type, with_zero(before + L";" + c_folder)});
        CHECK(remove_from_search_path(c_folder, place).has_value());
        CHECK(stored(key) == Stored{type, with_zero(before)});
    }
}

TEST_CASE("a search path that is full, or is no text, is left alone, and it is said what to do") {
    const support::TestKey key{L"Environment"};
    const std::wstring path = key.path();
    const SearchPathPlace place{HKEY_CURRENT_USER, path.c_str()};
    const std::wstring full(32'760, L'x');
    key.set(L"Path", REG_EXPAND_SZ, with_zero(full));
    CHECK(add_to_search_path(c_folder, place).error().message ==
          "the machine's Path is as long as it may be; shorten it, and run setup again");
    CHECK(stored(key) == Stored{REG_EXPAND_SZ, with_zero(full)});
    key.set(L"Path", REG_DWORD, DWORD{7});
    CHECK(add_to_search_path(c_folder, place).has_error());
    CHECK(stored(key).first == REG_DWORD);
}
