// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

Settings with(PolicyAction action) {
    Settings settings = Story::lan_settings();
    settings.policy.action = action;
    return settings;
}

Settings with(const std::string& vpn, VpnPolicy::Action action) {
    Settings settings = Story::lan_settings();
    settings.policy.vpns = {{vpn, action}};
    return settings;
}

/// The VPN has broken WSL, and ten seconds have passed.
struct Broken : Story {
    explicit Broken(Settings settings)
        : Story(std::move(settings)) {
        begin();
        pass(50s);
        REQUIRE(state_of("api") == EndpointState::Up);
        vpn_comes_up();
        pass(10s);
    }
};

/// The only VPN adapter that there is carries everything.
Route default_through_vpn() {
    return {{"0.0.0.0", 0}, "10.8.0.1", Story::cisco().index, 1};
}

/// An endpoint behind the VPN, so that only another mode helps.
Settings only_a_mode_helps(PolicyAction action) {
    Settings settings = with(action);
    settings.endpoints.front().when = EndpointWhen::Always;
    settings.policy.ladder = {NetworkingMode::Nat, NetworkingMode::VirtioProxy};
    return settings;
}

} // namespace

TEST_CASE("Auto: the VPN is excluded without a question, as WSL keeps running") {
    Broken story{with(PolicyAction::Auto)};
    CHECK(story.offers() == 0);
    CHECK(story.vpn_is_excluded());
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.shutdowns() == 0);
    CHECK(story.journal().front().second.automatic);
}

TEST_CASE("Auto never lets WSL's traffic bypass a tunnel that carries everything: that is asked") {
    Story story{with(PolicyAction::Auto)};
    story.routes = {default_through_vpn()};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(10s);
    CHECK_FALSE(story.vpn_is_excluded());
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->bypasses_tunnel);
    CHECK_FALSE(story.now().offer->countdown);
}

TEST_CASE("Auto: before WSL is shut down a countdown of 30 s names the distros, and then it is done once") {
    Settings settings = only_a_mode_helps(PolicyAction::Auto);
    Story story{settings};
    story.exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(12s);
    REQUIRE(story.now().offer);
    const Offer offer = *story.now().offer;
    REQUIRE(offer.countdown);
    CHECK(*offer.countdown <= 30s);
    CHECK(*offer.countdown > 20s);
    CHECK(offer.distros == std::vector<std::string>{"Ubuntu"});
    CHECK(offer.choices == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}, Postpone{}});
    story.pass(20s);
    CHECK(story.shutdowns() == 0);
    story.pass(15s);
    CHECK(story.shutdowns() == 1);
    CHECK(story.configured == NetworkingMode::Nat);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.now().remedies.back().state == RemedyState::Helped);
    CHECK(story.shutdowns() == 1);
}

/// A countdown to NAT is running.
struct CountingDown : Story {
    CountingDown()
        : Story(only_a_mode_helps(PolicyAction::Auto)) {
        exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
        begin();
        pass(50s);
        vpn_comes_up();
        pass(12s);
        REQUIRE(now().offer);
        REQUIRE(now().offer->countdown);
    }
};

TEST_CASE("A countdown that nobody says to have seen becomes a question after ten seconds") {
    Story story{only_a_mode_helps(PolicyAction::Auto)};
    story.tray_shows_questions = false;
    story.exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(12s);
    REQUIRE(story.now().offer);
    const std::string id = story.now().offer->id;
    story.pass(15s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->id == id);
    CHECK_FALSE(story.now().offer->countdown);
    CHECK(story.choices() == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK(story.was_said(MessageId::CountdownUnseen));
    story.pass(1h);
    CHECK(story.shutdowns() == 0);
    story.user_answers(SwitchMode{NetworkingMode::Nat}); // it can still be answered
    story.pass(2s);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("A countdown whose window is hidden, whose tray dies or whose session is disconnected becomes a "
          "question") {
    for (const auto happens : {&Story::question_is_hidden, &Story::tray_dies, &Story::user_disconnects}) {
        CountingDown story;
        story.pass(10s);
        REQUIRE(story.now().offer->countdown);
        (story.*happens)();
        CHECK_FALSE(story.now().offer->countdown);
        story.pass(1h);
        CHECK(story.shutdowns() == 0);
        CHECK(story.now().offer);
    }
}

TEST_CASE(
    "Whoever is away is asked when back, and not counted down to; what ends no session is done meanwhile") {
    Story story{only_a_mode_helps(PolicyAction::Auto)};
    story.exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
    story.begin();
    story.pass(50s);
    story.user_disconnects();
    story.vpn_comes_up();
    story.pass(5min);
    REQUIRE(story.now().offer);
    CHECK_FALSE(story.now().offer->countdown);
    CHECK(story.shutdowns() == 0);
    story.user_reconnects();
    story.pass(5min);
    CHECK(story.shutdowns() == 0); // the same question, which waits
    REQUIRE(story.now().offer);

    Story excluding{with(PolicyAction::Auto)};
    excluding.begin();
    excluding.pass(50s);
    excluding.user_disconnects();
    excluding.vpn_comes_up();
    excluding.pass(30s);
    CHECK(excluding.vpn_is_excluded());
}

TEST_CASE("A countdown's time begins when it is seen, not before") {
    CountingDown story; // seen since 300 ms after it came
    const auto over = *story.offered_at() + 300ms + 30s;
    story.pass(over - story.time() - 100ms);
    CHECK(story.shutdowns() == 0);
    story.pass(1s);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("A countdown that is cancelled leaves WSL alone, and is not begun again for this break") {
    CountingDown story;
    story.user_answers(NotNow{});
    CHECK(story.answer()->message.code == MessageId::CountdownCancelled);
    story.pass(1h);
    CHECK(story.shutdowns() == 0);
    CHECK_FALSE(story.now().offer);
    CHECK(story.finding().not_yet->code == MessageId::AlreadyAnswered);
}

TEST_CASE("A countdown that is postponed begins again in ten minutes") {
    CountingDown story;
    const int offers = story.offers();
    story.user_answers(Postpone{});
    CHECK(story.answer()->message.code == MessageId::CountdownPostponed);
    story.pass(9min);
    CHECK(story.shutdowns() == 0);
    CHECK_FALSE(story.now().offer);
    story.pass(75s); // who works in WSL is asked first
    CHECK(story.offers() == offers + 1);
    story.pass(35s);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("A countdown ends by itself when the VPN goes") {
    CountingDown story;
    story.pass(10s);
    story.vpn_goes_down();
    story.pass(1min);
    CHECK(story.shutdowns() == 0);
    CHECK_FALSE(story.now().offer);
}

TEST_CASE("A countdown is answered at once where somebody does not want to wait") {
    CountingDown story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(2s);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("The service dies during a countdown: nothing was done, and it starts over") {
    CountingDown story;
    story.pass(20s);
    story.service_restarts();
    story.pass(10s);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE("With idle_only nobody's work in a distro is ended without asking") {
    for (const std::optional<bool> use : {std::optional{true}, std::optional<bool>{}}) {
        CAPTURE(use.has_value());
        Story story{only_a_mode_helps(PolicyAction::Auto)};
        story.somebody_works_in_wsl = use;
        story.exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
        story.begin();
        story.pass(50s);
        story.vpn_comes_up();
        story.pass(15s);
        REQUIRE(story.now().offer);
        CHECK_FALSE(story.now().offer->countdown);
        story.pass(1h);
        CHECK(story.shutdowns() == 0);
    }
}

TEST_CASE("Without idle_only the countdown comes even while somebody works") {
    Settings settings = only_a_mode_helps(PolicyAction::Auto);
    settings.policy.idle_only = false;
    Story story{settings};
    story.somebody_works_in_wsl = true;
    story.exclusion_refused = Message{MessageId::DeviceNotFound, {"Cisco Secure Client"}};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(15s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->countdown);
}

TEST_CASE("One automatic change of the mode for each VPN that comes up, and none soon after another: then it "
          "asks") {
    CountingDown story;
    story.pass(35s);
    REQUIRE(story.shutdowns() == 1);
    story.wsl_starts();
    story.pass(20s);
    story.vpn_goes_down();
    story.pass(10s);
    story.user_answers(Restore{});
    story.pass(5s);
    REQUIRE(story.shutdowns() == 2);
    story.wsl_starts();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(20s);
    REQUIRE(story.now().offer);
    CHECK_FALSE(story.now().offer->countdown);
    story.pass(5min);
    CHECK(story.shutdowns() == 2);
}

TEST_CASE("Notify: the user is told once what is wrong, and nothing is done or offered") {
    Broken story{with(PolicyAction::Notify)};
    CHECK(story.offers() == 0);
    CHECK(story.notices() == 1);
    CHECK(story.now().notice->finding.fault == Fault::VpnCutsWsl);
    CHECK(story.finding().not_yet->code == MessageId::OnlyNotified);
    CHECK(story.finding().remedies.front() == RemedySpec{Exclude{}});
    story.pass(23h);
    CHECK(story.notices() == 1);
    story.pass(2h);
    CHECK(story.notices() == 2); // a day has passed
    story.vpn_goes_down();
    story.pass(30s);
    CHECK(story.notices() == 3);
    CHECK(story.now().notice->is_over);
}

TEST_CASE("A VPN that flaps all day does not make the user be told all day") {
    Broken story{with(PolicyAction::Notify)};
    for (int i = 0; i < 20; ++i) {
        story.vpn_goes_down();
        story.pass(30s);
        story.vpn_comes_up();
        story.pass(30s);
    }
    int told = 0;
    CHECK(story.offers() == 0);
    told = story.notices();
    CHECK(told <= 2); // once, and once that it was over
}

TEST_CASE("[[vpn]] never: this VPN is left alone, whatever it breaks") {
    Broken story{with("cisco*", VpnPolicy::Action::Never)};
    story.pass(1h);
    CHECK(story.offers() == 0);
    CHECK(story.notices() == 0);
    CHECK(story.finding().not_yet == Message{MessageId::LeftAloneAsWished, {"Cisco Secure Client"}});
}

TEST_CASE("[[vpn]] exclude: this VPN is excluded without asking, though others are asked about") {
    Broken story{with("Cisco Secure Client", VpnPolicy::Action::Exclude)};
    CHECK(story.offers() == 0);
    CHECK(story.vpn_is_excluded());
    Broken other{with("Zscaler", VpnPolicy::Action::Exclude)};
    CHECK(other.offers() == 1);
}

TEST_CASE("\"Always exclude this VPN\" is remembered: the next time nobody is asked, over restarts of the "
          "service") {
    CutOffMorning story;
    story.user_answers(Exclude{}, true);
    story.pass(10s);
    CHECK(story.preferences() ==
          std::vector<VpnPreference>{{Story::user().sid, "Cisco Secure Client", Preference::AlwaysExclude}});
    CHECK(story.now().preferences.size() == 1);
    story.vpn_goes_down();
    story.pass(20s);
    CHECK_FALSE(story.vpn_is_excluded());
    story.service_restarts();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(12s);
    CHECK(story.offers() == 1);
    CHECK(story.vpn_is_excluded());
}

TEST_CASE("\"Do not ask again for this VPN\" is remembered, until the user takes it back") {
    BrokenMorning story;
    story.user_answers(NotNow{}, true);
    story.vpn_goes_down();
    story.pass(60s);
    story.vpn_comes_up();
    story.pass(60s);
    CHECK(story.offers() == 1);
    story.user_includes("cisco secure client");
    CHECK(story.answer()->message.code == MessageId::AskedAgain);
    CHECK(story.preferences().empty());
    story.pass(10s);
    CHECK(story.offers() == 2);
}

TEST_CASE("A policy decides the mode: it is explained, and no mode is offered") {
    Story story{Story::lan_settings()};
    story.host_facts.mode_is_locked = true;
    story.exclusion_refused = Message{MessageId::OnlyDefaultRoute, {"Cisco Secure Client"}};
    story.begin();
    story.pass(50s);
    story.vpn_comes_up();
    story.pass(10s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices == std::vector<Choice>{Exclude{}, NotNow{}});
    story.user_answers(Exclude{});
    story.pass(20s);
    CHECK_FALSE(story.now().offer);
    story.user_rolls_back();
    CHECK(story.answer()->message.code == MessageId::ModeIsLocked);
    CHECK(story.shutdowns() == 0);
}
