// SPDX-License-Identifier: MIT
#include "common/remedy_catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;

TEST_CASE("Each kind of remedy has a row, and no two rows are one remedy or one choice") {
    const auto rows = remedy_catalogue();
    for (std::size_t kind = 0; kind < std::variant_size_v<RemedySpec>; ++kind) {
        CAPTURE(kind);
        CHECK(std::ranges::any_of(rows, [&](const RemedyRow& row) { return row.spec.index() == kind; }));
    }
    for (const RemedyRow& row : rows) {
        CAPTURE(row.choice);
        CHECK(std::ranges::count(rows, row.spec, &RemedyRow::spec) == 1);
        CHECK(std::ranges::count(rows, row.choice, &RemedyRow::choice) == 1);
        CHECK(&row_of(row.spec) == &row);
    }
}

TEST_CASE("A choice is read as it is spelled") {
    for (const RemedyRow& row : remedy_catalogue()) {
        CHECK(choice_named(row.choice) == Choice{row.spec});
    }
    CHECK(choice_named("postpone") == Choice{Postpone{}});
    CHECK(name_of(NotNow{}) == "not_now");
    CHECK_FALSE(choice_named("pray"));
}

TEST_CASE("What shuts WSL down comes after what does not, and so does putting back") {
    CHECK(std::ranges::is_sorted(remedy_catalogue(), {}, &RemedyRow::ends_sessions));
    CHECK(ends_sessions(SwitchMode{}));
    CHECK(ends_sessions(Restore{}));
    CHECK_FALSE(ends_sessions(Exclude{}));
    CHECK_FALSE(ends_sessions(Postpone{}));
}

TEST_CASE("A mode that is no rung of any ladder has the words of its kind") {
    CHECK(row_of(SwitchMode{NetworkingMode::Bridged}).kind == "switch_mode");
}

TEST_CASE("Words name the VPN, or say \"the VPN\" where its name is not known") {
    CHECK(with_vpn(row_of(Exclude{}).words.button, "Cisco") == "&Exclude Cisco from WSL");
    CHECK(with_vpn(row_of(Exclude{}).words.button, "") == "&Exclude the VPN from WSL");
    CHECK(with_vpn("Changes no setting", "Cisco") == "Changes no setting");
}
