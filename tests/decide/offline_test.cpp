// SPDX-License-Identifier: MIT
#include "service/decide/network/connectivity.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

Settings wiki_and_api() {
    Settings settings;
    settings.endpoints = {Story::server("api", 8080), Story::site("wiki", EndpointFrom::Both)};
    return settings;
}

Settings with_targets() {
    Settings settings = wiki_and_api();
    settings.connectivity.targets = {"proxy.corp.example:8080", "10.0.0.1:53"};
    return settings;
}

Adapter adapter(std::uint32_t if_type, bool up, std::optional<bool> nlm) {
    Adapter result = Story::ethernet();
    result.if_type = if_type;
    result.up = up;
    result.nlm_connected = nlm;
    return result;
}

} // namespace

TEST_CASE("A laptop without a network: only what is outside is skipped, and nothing is offered") {
    Story story{wiki_and_api()};
    story.begin();
    story.pass(1min);
    REQUIRE(story.state_of("wiki") == EndpointState::Up);
    story.network_is_unplugged();
    story.pass(10min);
    CHECK(story.state_of("wiki") == EndpointState::Skipped);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.now().headline.code == MessageId::WindowsOffline);
    CHECK(story.now().health == Health::Fine);
    CHECK(story.offers() == 0);
    CHECK(story.view_of("wiki").vantages.at(0).failures == 0);

    story.network_is_plugged_in();
    story.pass(4s);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.now().headline.code == MessageId::AllWell);
}

TEST_CASE("A laptop that is offline for hours is not busy with it") {
    Story story{wiki_and_api()};
    story.network_is_unplugged();
    story.begin();
    story.pass(1h);
    const auto before = story.probes_of("wiki").size();
    story.pass(1h);
    CHECK(story.probes_of("wiki").size() - before <= 14 + 12); // from Windows, and from the guest
}

TEST_CASE("With targets configured: they are asked when something fails, and every 30 s while none accepts") {
    Story story{with_targets()};
    story.begin();
    story.pass(1min);
    CHECK(story.calls("targets") == 0);
    story.targets_accept = false;
    story.pass(2min);
    CHECK(story.state_of("wiki") == EndpointState::Skipped);
    CHECK(story.now().headline.code == MessageId::WindowsOffline);
    const int asked = story.calls("targets");
    story.pass(5min);
    CHECK(story.calls("targets") - asked == 10);
    story.targets_accept = true;
    story.pass(40s);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.now().headline.code == MessageId::AllWell);
    const int after = story.calls("targets");
    story.pass(1h);
    CHECK(story.calls("targets") == after);
}

TEST_CASE("A site that fails while the targets accept is down") {
    Story story{with_targets()};
    story.begin();
    story.pass(1min);
    story.site_alive["wiki"] = false;
    story.pass(2min);
    CHECK(story.state_of("wiki") == EndpointState::Down);
    CHECK(story.calls("targets") >= 1);
    CHECK(story.calls("targets") <= 4);
}

TEST_CASE("A VPN that breaks everything while Windows is offline leads to no offer, and afterwards to one") {
    Story story{with_targets()};
    story.begin();
    story.pass(1min);
    story.targets_accept = false;
    story.vpn_comes_up();
    story.pass(1min);
    CHECK(story.state_of("api") == EndpointState::Down);
    CHECK_FALSE(story.now().offer);
    CHECK(story.now().headline.code == MessageId::WindowsOffline);
    story.targets_accept = true;
    story.pass(40s);
    CHECK(story.now().offer);
}

TEST_CASE("What fails right after the targets were asked is asked about once more, and Windows is in doubt "
          "until then") {
    decide::Outbox out{"run1"};
    const decide::TimePoint now{1h};
    decide::Connectivity connectivity{{{"192.0.2.1:443"}, 1s}};
    const auto asks = [&](decide::TimePoint when) {
        connectivity.ask_if_due(when, out);
        const auto actions = out.take();
        return actions.empty() ? std::nullopt
                               : std::optional{std::get<decide::CheckConnectivity>(actions.front()).id};
    };
    connectivity.suspect(now);
    CHECK(connectivity.on_seen(asks(now).value(), true));
    CHECK_FALSE(connectivity.is_in_doubt());
    connectivity.suspect(now + 1s);
    CHECK(connectivity.is_in_doubt());
    CHECK_FALSE(asks(now + 1s));
    CHECK(connectivity.on_seen(asks(now + 3s).value(), false));
    CHECK(connectivity.is_in_doubt());
}

TEST_CASE("By the adapters: offline is who has none that leads somewhere") {
    struct ConsentRequest {
        const char* what;
        std::vector<Adapter> adapters;
        bool offline;
    };

    const std::vector<ConsentRequest> cases{
        {"no table", {}, false},
        {"one is up", {adapter(6, true, {})}, false},
        {"none is up", {adapter(6, false, {}), adapter(71, false, {})}, true},
        {"only loopback is up", {adapter(24, true, {}), adapter(6, false, {})}, true},
        {"up, and not connected to a network", {adapter(6, true, false)}, true},
        {"one of two is connected", {adapter(6, true, false), adapter(71, true, true)}, false},
        {"of one it is not known", {adapter(6, true, false), adapter(53, true, {})}, false},
    };
    for (const ConsentRequest& c : cases) {
        CAPTURE(c.what);
        decide::Connectivity connectivity{Settings::Connectivity{}};
        connectivity.on_table({c.adapters, {}}, decide::TimePoint{1h});
        CHECK(connectivity.is_offline() == c.offline);
        CHECK(connectivity.due() == decide::TimePoint::max());
    }
}
