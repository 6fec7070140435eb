// SPDX-License-Identifier: MIT
#include "common/token_win.hpp"

#include "common/text_win.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

TEST_CASE("text survives the way to UTF-16 and back") {
    const std::string text = "Büro \xF0\x9F\x94\x92";
    CHECK(narrow(widen(text)) == text);
    CHECK(widen(text) == L"B\u00fcro \xD83D\xDD12");
    CHECK(narrow(L"").empty());
    CHECK(widen("").empty());
}

TEST_CASE("the own token tells user and session") {
    auto token = own_token();
    REQUIRE(token.has_value());
    const auto user = user_of(token->get());
    REQUIRE(user.has_value());
    CHECK(user->sid.starts_with("S-1-5-"));
    DWORD session = 0;
    REQUIRE(ProcessIdToSessionId(GetCurrentProcessId(), &session));
    CHECK(user->session == session);
    CHECK(is_elevated(token->get()).has_value());
    CHECK_FALSE(account_name_of(token->get()).empty());
}

TEST_CASE("what is no token is an error that names the function") {
    const auto user = user_of(nullptr);
    REQUIRE_FALSE(user.has_value());
    CHECK(user.error().message.starts_with("GetTokenInformation: "));
    CHECK_FALSE(is_elevated(nullptr).has_value());
    CHECK(account_name_of(nullptr).empty());
}
