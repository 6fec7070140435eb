// SPDX-License-Identifier: MIT
#include "common/text_faults.hpp"
#include "tests/tray/fixtures.hpp"
#include "tray/findings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

const Finding c_locked{Fault::ModeLocked, {}, Severity::Warning, Confidence::Certain};
const Finding c_ping{Fault::OnlyPing, {}, Severity::Hint, Confidence::Certain};

Snapshot with_notice(std::string id, const Finding& finding, bool is_over = false) {
    Snapshot snapshot = all_well();
    if (!is_over) {
        snapshot.findings = {{finding}};
    }
    snapshot.notice = Notice{std::move(id), finding, is_over};
    return snapshot;
}

} // namespace

TEST_CASE("after a reported break the user hears once that it works again, and by what") {
    Tray tray;
    tray.sees(broken_by_cisco());
    Snapshot verifying = broken_by_cisco();
    verifying.offer.reset();
    verifying.remedies = {remedy(Exclude{}, RemedyState::Verifying, {MessageId::Excluding, {"Cisco"}})};
    CHECK(!tray.sees(verifying).notification);

    Snapshot healed = all_well();
    healed.remedies = {remedy(Exclude{}, RemedyState::Helped, {MessageId::ExcludedHelped, {"Cisco"}})};
    const View& view = tray.sees(healed);
    REQUIRE(view.notification);
    CHECK(*view.notification == Notification{"It works again",
                                             "Cisco is excluded from WSL, and the endpoints answer again.",
                                             false, "outcome"});
    CHECK(!tray.sees(healed).notification);
}

TEST_CASE("a break that ends by itself is told by the names of the endpoints") {
    Tray tray;
    tray.sees(broken_by_cisco());
    const View& view = tray.sees(all_well());
    REQUIRE(view.notification);
    CHECK(view.notification->text == "api and db answer again.");
}

TEST_CASE("a break is not over while one of its endpoints does not answer") {
    Tray tray;
    tray.sees(broken_by_cisco());
    Snapshot half = all_well();
    half.endpoints[1].state = EndpointState::Pending;
    CHECK(!tray.sees(half).notification);
    CHECK(tray.sees(all_well()).notification);
}

TEST_CASE("without a reported break nobody hears that it works") {
    Tray tray;
    Snapshot down = broken_by_cisco();
    down.offer.reset();
    tray.sees(down);
    CHECK(!tray.sees(all_well()).notification);
}

TEST_CASE("after a switch to NAT the user hears once that WSL is to be started") {
    Tray tray;
    tray.sees(all_well());
    Snapshot waiting = all_well();
    waiting.wsl_running = false;
    waiting.distros.clear();
    waiting.remedies = {remedy(SwitchMode{}, RemedyState::AwaitingWsl, {MessageId::AwaitingWsl, {"nat"}})};
    const View& view = tray.sees(waiting);
    REQUIRE(view.notification);
    CHECK(view.notification->text ==
          "WSL will use NAT networking from its next start. Start it when you like.");
    CHECK(!view.notification->warns);
    CHECK(!tray.sees(waiting).notification);
}

TEST_CASE("what was given up before the tray started is no news, what is given up now is") {
    Snapshot given_up = all_well();
    given_up.remedies = {remedy(Exclude{}, RemedyState::GivenUp, {MessageId::OnlyDefaultRoute, {"wg0"}})};
    Tray late;
    CHECK(!late.sees(given_up).notification);
    Tray early;
    early.sees(all_well());
    REQUIRE(early.sees(given_up).notification);
    CHECK(early.view.notification->warns);
    CHECK(early.view.notification->text == "wg0 is WSL's only way to the network, so it was not excluded.");
}

TEST_CASE("what helped without a question is told once") {
    Tray tray;
    tray.sees(all_well());
    Snapshot excluded = all_well();
    excluded.remedies = {remedy(Exclude{}, RemedyState::Verifying, {MessageId::Excluding, {"Cisco"}})};
    CHECK(!tray.sees(excluded).notification);
    excluded.remedies = {remedy(Exclude{}, RemedyState::Helped, {MessageId::ExcludedHelped, {"Cisco"}})};
    REQUIRE(tray.sees(excluded).notification);
    CHECK(tray.view.notification->title == "It works again");
    CHECK(!tray.view.notification->warns);
    CHECK(!tray.sees(excluded).notification);
}

TEST_CASE("a countdown is told with its time and what it ends, and opens its dialog once") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->choices = {SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}};
    snapshot.offer->countdown = std::chrono::milliseconds{29'700};
    Tray tray;
    tray.sees(all_well());
    const View& view = tray.sees(snapshot);
    REQUIRE(view.notification);
    CHECK(*view.notification ==
          Notification{"WSL will be shut down",
                       "WSL will be shut down in 30 s and switched to NAT. This ends Ubuntu-24.04 and "
                       "docker-desktop.\nClick here to cancel or postpone it.",
                       true,
                       "question",
                       {{"Later", "answer|postpone|offer-1"}, {"Cancel", "answer|not_now|offer-1"}}});
    CHECK(view.opens_offer);
    snapshot.offer->countdown = std::chrono::milliseconds{12'000};
    CHECK(!tray.sees(snapshot).opens_offer);
    CHECK(!tray.view.notification);
}

TEST_CASE("a question without a countdown waits for a click") {
    Tray tray;
    CHECK(!tray.sees(broken_by_cisco()).opens_offer);
}

TEST_CASE("a countdown keeps within Windows' limits, however many distros it ends") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->choices = {SwitchMode{NetworkingMode::Nat}};
    snapshot.offer->countdown = std::chrono::seconds{30};
    snapshot.offer->distros.assign(40, "Ubuntu-24.04");
    const View view = present(snapshot, {});
    CHECK(view.notification->text.size() <= 255 + 2);
    CHECK(contains(view.notification->text, "Click here to cancel"));
}

TEST_CASE("the VPN is gone: the question is told as one, and is no warning") {
    Snapshot snapshot = all_well();
    snapshot.offer = Offer{"offer-7", "Cisco Secure Client", {}, {}, {Restore{}, NotNow{}}};
    const View view = present(snapshot, {});
    REQUIRE(view.notification);
    CHECK(view.notification->text == "Cisco Secure Client is gone. Put WSL back to mirrored networking?\n"
                                     "Click here to answer.");
    CHECK(!view.notification->warns);
}

TEST_CASE("another fault than a VPN's break is told by its own words") {
    Snapshot snapshot = broken_by_cisco();
    const Finding names{Fault::DnsTunnelBroken, {"Cisco"}, Severity::Error, Confidence::Likely, {"api"}};
    snapshot.findings = {{names}};
    snapshot.offer->fault = Fault::DnsTunnelBroken;
    const View view = present(snapshot, {});
    REQUIRE(view.notification);
    CHECK(view.notification->title == headline_of(Fault::DnsTunnelBroken));
    CHECK(contains(view.notification->text, text::what(names).substr(0, 100)));
    CHECK(contains(view.notification->text, "Click here to see what can be done."));
}

TEST_CASE("a notice is told once, and so is its end") {
    Tray tray;
    tray.sees(all_well());
    REQUIRE(tray.sees(with_notice("n-1", c_locked)).notification);
    CHECK(tray.view.notification->title == headline_of(Fault::ModeLocked));
    CHECK(contains(tray.view.notification->text, text::what(c_locked)));
    CHECK(tray.view.notification->warns);
    CHECK(!tray.sees(with_notice("n-1", c_locked)).notification);
    CHECK(!tray.sees(std::nullopt).notification); // the service restarts
    CHECK(!tray.sees(with_notice("n-1", c_locked)).notification);
    REQUIRE(tray.sees(with_notice("n-2", c_locked, true)).notification);
    CHECK(*tray.view.notification ==
          Notification{"That is over", "It was: " + headline_of(Fault::ModeLocked) + ".", false, "notice"});
    CHECK(!tray.sees(with_notice("n-2", c_locked, true)).notification);
}

TEST_CASE("a hint is told without a warning") {
    Tray tray;
    tray.sees(all_well());
    REQUIRE(tray.sees(with_notice("n-1", c_ping)).notification);
    CHECK(!tray.view.notification->warns);
}

TEST_CASE("who logs on hears what is wrong now, and not what is over") {
    CHECK(present(with_notice("n-1", c_locked), {}).notification);
    CHECK(!present(with_notice("n-1", c_locked, true), {}).notification);
    Snapshot forgotten = with_notice("n-1", c_locked);
    forgotten.findings.clear();
    Tray tray;
    CHECK(!tray.sees(forgotten).notification);
    CHECK(!tray.sees(forgotten).notification);
}

TEST_CASE("a notice that comes with a question is told after it, unless they say the same") {
    Snapshot both = broken_by_cisco();
    both.offer->fault = Fault::VpnCutsWsl;
    both.findings = {{c_locked}};
    both.notice = Notice{"n-1", c_locked};
    Tray tray;
    tray.sees(all_well());
    CHECK(tray.sees(both).notification->title == "Mirrored networking is broken");
    REQUIRE(tray.sees(both).notification);
    CHECK(tray.view.notification->title == headline_of(Fault::ModeLocked));

    Tray other;
    other.sees(all_well());
    both.notice->finding.fault = Fault::VpnCutsWsl;
    CHECK(other.sees(both).notification);
    CHECK(!other.sees(both).notification);
}

TEST_CASE("a notice that comes with news of a remedy is told after them") {
    Tray tray;
    tray.sees(all_well());
    Snapshot both = with_notice("n-1", c_locked);
    both.remedies = {remedy(Exclude{}, RemedyState::GivenUp, {MessageId::OnlyDefaultRoute, {"wg0"}})};
    CHECK(tray.sees(both).notification->title == "That did not work");
    REQUIRE(tray.sees(both).notification);
    CHECK(tray.view.notification->title == headline_of(Fault::ModeLocked));
}

TEST_CASE("of the advice only whole sentences are told") {
    const Finding names{Fault::DnsTunnelBroken, {"Cisco"}, Severity::Error, Confidence::Likely, {"api"}};
    const std::string whole = text::what(names) + "\n" + text::advice(names);
    CHECK(brief(names, whole.size()) == whole);
    CHECK(brief(names, text::what(names).size()) == text::what(names));
    const std::string less = brief(names, whole.size() - 1);
    CHECK(whole.starts_with(less));
    CHECK(less.ends_with('.'));
}
