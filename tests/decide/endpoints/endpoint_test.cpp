// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/endpoint.hpp"

#include "common/ip_address.hpp"
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint c_start{1h};

EndpointSpec check() {
    EndpointSpec spec = Story::site("the Internet", EndpointFrom::Both);
    spec.source = EndpointSource::BuiltIn;
    return spec;
}

/// One endpoint, probed by hand.
struct Probed {
    explicit Probed(const EndpointSpec& spec = Story::server("api", 8080))
        : endpoint{spec, c_start} {}

    EndpointMonitor endpoint;
    ActionId last_id = 0;
    TimePoint now = c_start;

    std::optional<StartProbe> started() {
        if (now < endpoint.due()) {
            return std::nullopt;
        }
        const ActionId id = ++last_id;
        return StartProbe{id, endpoint.spec(), endpoint.times().begin(id, now)};
    }

    /// Waits until a probe is due, and answers it.
    void answer(bool ok) {
        now = std::max(now, endpoint.due());
        const auto probe = started();
        REQUIRE(probe);
        endpoint.on_result(probe->id, {ok, ok ? "" : "connection refused", 3ms}, now);
    }

    void answer(bool ok, int times) {
        for (int i = 0; i < times; ++i) {
            answer(ok);
        }
    }
};

} // namespace

TEST_CASE("An endpoint is unknown until the first probe, and one success is enough") {
    Probed p;
    CHECK(p.endpoint.state() == EndpointState::Unknown);
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Up);
}

TEST_CASE("Probes come at the interval, shorter or longer by up to its jitter, the second one earlier") {
    Probed p;
    p.answer(true);
    TimePoint before = p.now;
    p.answer(true);
    CHECK(p.now - before >= 15s);
    CHECK(p.now - before <= 30s);
    std::set<std::chrono::nanoseconds> pauses;
    for (int i = 0; i < 100; ++i) {
        before = p.now;
        p.answer(true);
        CHECK(p.now - before >= 27s);
        CHECK(p.now - before <= 33s);
        pauses.insert(p.now - before);
    }
    CHECK(pauses.size() > 90);
}

TEST_CASE("While a remedy waits for it, one success is not enough, and the second is asked for soon") {
    Probed p;
    p.endpoint.set_awaited(true, p.now); // WSL was restarted, and nothing is known
    p.answer(true);
    CHECK(p.endpoint.is_up());
    CHECK_FALSE(p.endpoint.is_steadily_up());
    const TimePoint before = p.now;
    p.answer(true);
    CHECK(p.endpoint.is_steadily_up());
    CHECK(p.now - before <= p.endpoint.spec().retry_interval);
    p.answer(false);
    CHECK_FALSE(p.endpoint.is_steadily_up());
}

TEST_CASE("What is known is renewed when it is older than a few seconds, with a short limit") {
    Probed p;
    p.answer(true);
    p.answer(false, 3);
    p.endpoint.times().refresh(1s, p.now + 1s);
    CHECK(p.endpoint.due() > p.now + 3s);
    p.now += 4s;
    p.endpoint.times().refresh(1s, p.now);
    const auto probe = p.started();
    REQUIRE(probe);
    CHECK(probe->timeout == 1s);
    CHECK(p.endpoint.is_down()); // as long as nothing else is known
}

TEST_CASE("An endpoint that nobody could ask a few times in a row cannot be asked, until somebody does") {
    Probed p;
    const auto in_vain = [&] {
        p.now = std::max(p.now, p.endpoint.due());
        p.endpoint.on_nobody_asked(p.started()->id, "no shell", p.now);
    };
    in_vain();
    CHECK(p.endpoint.verdict().is_unaskable());
    CHECK_FALSE(p.endpoint.verdict().is_long_unaskable());
    in_vain();
    in_vain();
    CHECK(p.endpoint.verdict().is_long_unaskable());
    p.answer(true);
    CHECK_FALSE(p.endpoint.verdict().is_unaskable());
}

TEST_CASE("The interval counts from probe to probe, however long an answer takes") {
    EndpointSpec spec = Story::server("slow", 8080);
    spec.jitter_percent = 0;
    EndpointMonitor endpoint(spec, c_start);
    endpoint.times().begin(1, c_start);
    endpoint.on_result(1, {true, "", 4s}, c_start + 4s);
    const TimePoint second = endpoint.due();
    endpoint.times().begin(2, second);
    endpoint.on_result(2, {true, "", 4s}, second + 4s);
    CHECK(endpoint.due() == second + 30s);
}

TEST_CASE("While an endpoint is down the pauses double up to five minutes, and a success ends that") {
    EndpointSpec spec = Story::server("api", 8080);
    spec.jitter_percent = 0;
    Probed p;
    p.endpoint = EndpointMonitor{spec, c_start};
    p.answer(false, 3);
    for (const std::chrono::seconds pause : {30s, 60s, 120s, 240s, 300s, 300s}) {
        CHECK(p.endpoint.due() == p.now + pause);
        p.answer(false);
    }
    p.answer(true);
    CHECK(p.endpoint.due() == p.now + 5s);
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Up);
    CHECK(p.endpoint.due() == p.now + 30s);
}

TEST_CASE("What a remedy waits for is not put off by a long pause") {
    EndpointSpec spec = Story::server("api", 8080);
    spec.jitter_percent = 0;
    Probed p;
    p.endpoint = EndpointMonitor{spec, c_start};
    p.answer(false, 7);
    REQUIRE(p.endpoint.due() == p.now + 300s);
    p.endpoint.set_awaited(true, p.now);
    CHECK(p.endpoint.due() == p.now + 5s);
    p.answer(false);
    CHECK(p.endpoint.due() == p.now + 5s);
}

TEST_CASE("A probe whose result never comes is made again after five minutes, and its late result ignored") {
    Probed p;
    const auto lost = p.started();
    REQUIRE(lost);
    CHECK(p.endpoint.due() == p.now + 300s);
    p.now = p.endpoint.due();
    REQUIRE(p.started());
    CHECK_FALSE(p.endpoint.on_result(lost->id, {false, "late", 0ms}, p.now));
}

TEST_CASE("While Windows is offline a failure does not count, and what answers all the same is up") {
    EndpointSpec spec = Story::site("git", EndpointFrom::Windows);
    Probed p;
    p.endpoint = EndpointMonitor{spec, c_start};
    p.answer(true);
    p.answer(false, 2);
    REQUIRE(p.endpoint.state() == EndpointState::Pending);
    p.endpoint.set_offline(true, p.now);
    CHECK(p.endpoint.state() == EndpointState::Skipped);
    p.answer(false, 5);
    CHECK(p.endpoint.state() == EndpointState::Skipped);
    CHECK(p.endpoint.view(RunsIn::Service, p.now).failures == 2);
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Up);
    p.answer(false);
    p.endpoint.set_offline(false, p.now);
    CHECK(p.endpoint.due() <= p.now + 1s);
    CHECK(p.endpoint.state() == EndpointState::Up);
    p.answer(false, 3);
    CHECK(p.endpoint.state() == EndpointState::Down);
}

TEST_CASE("What is on this machine does not care whether Windows is offline") {
    Probed p;
    p.endpoint.set_offline(true, p.now);
    p.answer(false, 3);
    CHECK(p.endpoint.state() == EndpointState::Down);
    for (const char* host : {"127.0.0.1", "127.3.2.1", "::1", "localhost"}) {
        CHECK(is_loopback_host(host));
    }
    for (const char* host : {"128.0.0.1", "localhost.corp.example", "::2", "127"}) {
        CHECK_FALSE(is_loopback_host(host));
    }
}

TEST_CASE("A paused endpoint is not probed, and starts over afterwards") {
    Probed p;
    p.answer(true);
    p.endpoint.set_paused(true, p.now);
    CHECK(p.endpoint.state() == EndpointState::Paused);
    CHECK(p.endpoint.due() == TimePoint::max());
    p.endpoint.set_paused(false, p.now + 1h);
    CHECK(p.endpoint.state() == EndpointState::Unknown);
    CHECK(p.endpoint.due() == p.now + 1h);
}

TEST_CASE("An endpoint that is not enabled is never probed") {
    EndpointSpec spec = Story::server("api", 8080);
    spec.enabled = false;
    const EndpointMonitor endpoint(spec, c_start);
    CHECK(endpoint.state() == EndpointState::Paused);
    CHECK(endpoint.due() == TimePoint::max());
}

TEST_CASE("Two failures are pending and asked again soon, the third is down") {
    Probed p;
    p.answer(true);
    p.answer(false, 2);
    CHECK(p.endpoint.state() == EndpointState::Pending);
    CHECK(p.endpoint.due() == p.now + 5s);
    p.answer(false);
    CHECK(p.endpoint.state() == EndpointState::Down);
    CHECK(p.endpoint.verdict().last_error() == "connection refused");
    CHECK(p.endpoint.due() > p.now + 5s);
}

TEST_CASE("One success is not enough to come back from down, two are") {
    Probed p;
    p.answer(false, 3);
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Pending);
    CHECK_FALSE(p.endpoint.is_up());
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Up);
}

TEST_CASE("A success between failures starts the count over") {
    Probed p;
    p.answer(true);
    p.answer(false, 2);
    p.answer(true);
    CHECK(p.endpoint.state() == EndpointState::Up);
    p.answer(false, 2);
    CHECK(p.endpoint.state() == EndpointState::Pending);
}

TEST_CASE("A burst asks at 0, 0.6, 1.2 and 2 s with a timeout of a second") {
    Probed p;
    p.answer(true);
    p.now += 1s;
    const TimePoint began = p.now;
    p.endpoint.times().burst(Settings::Burst{}, p.now);
    for (const std::chrono::milliseconds at : {0ms, 600ms, 1200ms, 2000ms}) {
        CHECK(p.endpoint.due() == began + at);
        p.now = began + at;
        const auto probe = p.started();
        REQUIRE(probe);
        CHECK(probe->timeout == 1s);
    }
    CHECK(p.endpoint.due() > p.now + 1s);
}

TEST_CASE("The result of a probe from before a burst no longer counts") {
    Probed p;
    p.answer(true);
    p.now = p.endpoint.due();
    const auto old = p.started();
    REQUIRE(old);
    p.endpoint.times().burst(Settings::Burst{}, p.now);
    CHECK_FALSE(p.endpoint.on_result(old->id, {false, "timeout", 0ms}, p.now));
    CHECK(p.endpoint.state() == EndpointState::Up);
}

TEST_CASE("Failures do not count in the grace after WSL's start, and a success ends it") {
    Probed p;
    p.endpoint.verdict().begin_grace(c_start + 20s);
    p.answer(false, 3);
    CHECK(p.endpoint.state() == EndpointState::Unknown);
    p.answer(true);
    p.answer(false, 3);
    CHECK(p.endpoint.state() == EndpointState::Down);
}

TEST_CASE("An endpoint that needs a VPN is not probed without one") {
    EndpointSpec spec = Story::server("git", 443);
    spec.when = EndpointWhen::Vpn;
    EndpointMonitor endpoint(spec, c_start);
    endpoint.set_vpn_present(false, c_start);
    CHECK(endpoint.state() == EndpointState::Skipped);
    CHECK(endpoint.due() == TimePoint::max());
    endpoint.set_vpn_present(true, c_start + 1s);
    CHECK(endpoint.state() == EndpointState::Unknown);
    CHECK(endpoint.due() == c_start + 1s);
}

TEST_CASE("Whether it was fine before the VPN came up survives a flapping VPN, and is forgotten on demand") {
    Probed p;
    p.answer(true);
    p.endpoint.note_vpn_up(p.now);
    p.answer(false, 3);
    p.endpoint.note_vpn_up(p.now);
    CHECK(p.endpoint.verdict().was_up_before_vpn());
    p.endpoint.verdict().forget_vpn();
    p.endpoint.note_vpn_up(p.now);
    CHECK_FALSE(p.endpoint.verdict().was_up_before_vpn());
}

TEST_CASE("What failed between the last table without the VPN and the first with it was fine before") {
    for (const auto& [came_after, expected] : {std::pair{1s, true}, std::pair{-1s, false}}) {
        Probed p;
        p.answer(true);
        p.answer(false, 3);
        REQUIRE(p.endpoint.is_down());
        p.endpoint.note_vpn_up(p.endpoint.verdict().failing_since() - came_after);
        CHECK(p.endpoint.verdict().was_up_before_vpn() == expected);
    }
}

TEST_CASE("What never answered was not fine before the VPN, whenever that came") {
    Probed p;
    p.answer(false, 3);
    p.endpoint.note_vpn_up(p.endpoint.verdict().failing_since() - 1s);
    CHECK_FALSE(p.endpoint.verdict().was_up_before_vpn());
}

TEST_CASE("A standing check is well: it rests until something happens") {
    Probed probed{check()};
    probed.answer(true, 2);
    CHECK(probed.endpoint.is_at_rest());
    CHECK(probed.endpoint.due() == TimePoint::max());
    probed.endpoint.times().burst({{0ms, 600ms}, 1s}, probed.now);
    probed.answer(true, 2);
    CHECK(probed.endpoint.is_at_rest());
    CHECK(probed.endpoint.due() == TimePoint::max());
}

TEST_CASE("A standing check fails from Windows: it is never down, and is asked on until it is well") {
    Probed probed{check()};
    probed.answer(true, 2);
    probed.endpoint.times().hurry(probed.now);
    probed.answer(false);
    CHECK(probed.endpoint.state() == EndpointState::Pending);
    probed.answer(false, 2);
    CHECK_FALSE(probed.endpoint.is_down());
    CHECK(probed.endpoint.state() == EndpointState::Skipped);
    CHECK(probed.endpoint.verdict().is_excused());
    probed.answer(false, 5);
    CHECK_FALSE(probed.endpoint.is_down());
    CHECK(probed.endpoint.due() < TimePoint::max());
    probed.answer(true, 2);
    CHECK(probed.endpoint.is_up());
    CHECK(probed.endpoint.is_at_rest());
}
