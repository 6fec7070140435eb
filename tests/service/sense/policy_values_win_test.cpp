// SPDX-License-Identifier: MIT
#include "service/sense/host/policy_values_win.hpp"
#include "tests/support/registry_key_win.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using support::TestKey;

namespace {

PolicyValues values_of(const TestKey& key) {
    const Result<PolicyValues> values = sense::policy_values(HKEY_CURRENT_USER, key.path().c_str());
    REQUIRE(values.has_value());
    return *values;
}

} // namespace

TEST_CASE("a key that is not there has no values") {
    const TestKey key{L"values-none"};
    CHECK(values_of(key).empty());
}

TEST_CASE("numbers, texts and lists of texts are read as they lie there") {
    const TestKey key{L"values-types"};
    key.set(L"AllowExclude", REG_DWORD, std::uint32_t{0});
    key.set(L"Action", REG_SZ, std::wstring{L"notify\0", 7});
    key.set(L"EndpointsFile", REG_SZ, std::wstring{L"C:\\B\u00fcro\\e.toml"}); // without the NUL at its end
    key.set(L"Ladder", REG_MULTI_SZ, std::wstring{L"virtioproxy\0nat\0\0", 17});
    key.set(L"Empty", REG_MULTI_SZ, std::wstring{L"\0", 1});
    const PolicyValues expected{{"AllowExclude", 0U},
                                {"Action", "notify"},
                                {"EndpointsFile", "C:\\B\xC3\xBCro\\e.toml"},
                                {"Ladder", std::vector<std::string>{"virtioproxy", "nat"}},
                                {"Empty", std::vector<std::string>{}}};
    CHECK(values_of(key) == expected);
}

TEST_CASE("a value of another type is named by it") {
    const TestKey key{L"values-strange"};
    key.set(L"Action", REG_BINARY, std::uint32_t{1});
    key.set(L"Ladder", REG_EXPAND_SZ, std::wstring{L"nat"});
    key.set(L"AllowExclude", REG_QWORD, std::uint64_t{0});
    const PolicyValues expected{{"Action", StrangeValue{"REG_BINARY"}},
                                {"Ladder", StrangeValue{"REG_EXPAND_SZ"}},
                                {"AllowExclude", StrangeValue{"REG_QWORD"}}};
    CHECK(values_of(key) == expected);
}

TEST_CASE("a value that is far too long does not keep the others from being read") {
    const TestKey key{L"values-long"};
    key.set(L"Action", REG_SZ, std::wstring(100'000, L'x'));
    key.set(L"AllowExclude", REG_DWORD, std::uint32_t{0});
    const PolicyValues values = values_of(key);
    CHECK(values.at("AllowExclude") == PolicyValue{0U});
    for (const auto& [name, value] : values) {
        CHECK((name == "AllowExclude" || value == PolicyValue{StrangeValue{"longer than 64 KiB"}}));
    }
}

TEST_CASE("this machine's own policies can be read without being an administrator") {
    CHECK(sense::policy_values().has_value());
}
