// SPDX-License-Identifier: MIT
#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

TEST_CASE("the tray starts before the service: it says so, and offers nothing that needs the service") {
    const View view = present(std::nullopt, {}, ServiceState::Stopped);
    CHECK(view.icon == Icon::NoService);
    CHECK(view.tooltip == "Mirrorwatch: The Mirrorwatch service is stopped, so nothing is watched.");
    CHECK(view.headline == sentence_of(ServiceState::Stopped));
    CHECK(view.advice == advice_for(ServiceState::Stopped));
    CHECK(!view.notification);
    CHECK(!view.roll_back);
    CHECK(!view.use_virtioproxy);
    CHECK(!view.restore);
    CHECK(view.help);
}

TEST_CASE("while nothing is known of the service, the tray is starting and not broken") {
    Tray tray;
    CHECK(tray.sees(std::nullopt).icon == Icon::Starting);
    CHECK(tray.view.advice == advice_for(ServiceState::Connecting));
}

TEST_CASE("when all is well the tray is quiet") {
    Tray tray;
    const View& view = tray.sees(all_well());
    CHECK(view.icon == Icon::Fine);
    CHECK(view.tooltip == "Mirrorwatch: All is well.");
    CHECK(!view.notification);
    CHECK(!view.offer);
    CHECK(view.roll_back);
    CHECK(!view.restore);
}

TEST_CASE("where something else is to be said, nobody reads that all is well") {
    Snapshot settings = all_well();
    settings.settings_error = "line 7: what is that?";
    CHECK(present(settings, {}).headline == "The last change of mirrorwatch.toml is not in force.");
    Snapshot hindered = all_well();
    hindered.service_troubles = {{MessageId::WslDoesNotAnswer, {"wsl.exe is missing"}}};
    CHECK(contains(present(hindered, {}).tooltip, "WSL cannot be asked: wsl.exe is missing."));
    Snapshot broken = broken_by_cisco();
    broken.service_troubles = hindered.service_troubles;
    CHECK(contains(present(broken, {}).headline, "broke mirrored networking"));
}

TEST_CASE("a VPN breaks mirrored networking: one notification names it, and each offer is told once") {
    Tray tray;
    tray.sees(all_well());
    const View& first = tray.sees(broken_by_cisco());
    CHECK(first.icon == Icon::Broken);
    REQUIRE(first.notification);
    CHECK(first.notification->warns);
    CHECK(first.notification->text ==
          "Cisco Secure Client broke mirrored networking: there is no answer from api and db any more.\n"
          "Click here to see what can be done.");
    CHECK(!tray.sees(broken_by_cisco()).notification);
    CHECK(tray.view.offer);

    CHECK(!tray.sees(std::nullopt).notification); // the service restarts
    CHECK(!tray.view.offer);
    CHECK(!tray.sees(broken_by_cisco()).notification);

    Snapshot again = broken_by_cisco();
    again.offer->id = "offer-2";
    CHECK(tray.sees(again).notification);
}

TEST_CASE("a tray that starts while the question is open tells it") {
    Tray tray;
    CHECK(tray.sees(broken_by_cisco()).notification);
}

TEST_CASE("what cannot be done now has no dialog") {
    Snapshot snapshot = all_well();
    snapshot.can_roll_back = false;
    snapshot.can_restore = true;
    const View view = present(snapshot, {});
    CHECK(!view.roll_back);
    CHECK(!view.use_virtioproxy);
    CHECK(view.restore);
}

TEST_CASE("texts are cut to what Windows takes, never inside a character") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "ab…");
    CHECK(shortened("äöüß", 3) == "äö…");
    CHECK(shortened("a😀b", 4) == "a😀b"); // the smiley is two units
    CHECK(shortened("a😀bc", 4) == "a😀…");
    CHECK(shortened("😀😀", 3) == "😀…");
    CHECK(shortened("😀😀", 2) == "…");
}

TEST_CASE("a long list names a few and counts the rest") {
    CHECK(few_of({"a", "b", "c", "d", "e"}) == "a, b, c, d and e");
    CHECK(few_of({"a", "b", "c", "d", "e", "f"}) == "a, b, c, d and 2 more");
}

TEST_CASE("however many endpoints fail, tooltip and notification keep within Windows' limits") {
    Snapshot snapshot = broken_by_cisco();
    for (int i = 0; i < 100; ++i) {
        snapshot.offer->endpoints.push_back("endpoint-" + std::to_string(i));
    }
    snapshot.offer->endpoints.insert(snapshot.offer->endpoints.begin(), std::string(300, 'e'));
    snapshot.headline.arguments = {"Cisco", std::string(500, 'x')};
    const View view = present(snapshot, {});
    CHECK(view.tooltip.size() <= 127 + 2); // the ellipsis is three bytes, one unit
    REQUIRE(view.notification);
    CHECK(view.notification->text.size() <= 255 + 2);
    CHECK(view.notification->title.size() <= 63);
    CHECK(contains(view.notification->text, "Click here"));
}
