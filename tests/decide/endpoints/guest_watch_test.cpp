// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/guest_watch.hpp"

#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::website;
using namespace std::chrono_literals;

namespace {

ProbeResult no_answer() {
    ProbeResult result{false, "connect timeout", 0ms, ProbeStep::Connect};
    result.attempts = 3;
    return result;
}

/// A site that is asked from within a WSL that runs.
struct Asked : GuestWatch {
    Asked()
        : GuestWatch(Settings::Wsl{}) {
        use({&site});
        set_running(true, now);
    }

    /// A question that is due now.
    ActionId question() {
        now = std::max(now, due());
        ask_if_due(user, table, now, out);
        const auto actions = out.take();
        REQUIRE(actions.size() == 1);
        return std::get<AskAgent>(actions.front()).id;
    }

    void is_told(ActionId id, const ProbeResult& result) {
        (void)on_reply(id, agent::ProbeResults{{result}, "Ubuntu"}, now);
    }

    [[nodiscard]] const EndpointMonitor& monitor() const { return *find(site.name); }

    EndpointSpec site = website();
    UserId user;
    AdapterTable table;
    Outbox out{"run1"};
    TimePoint now{1h};
};

} // namespace

TEST_CASE("A question that was under way when the network changed is not answered, and is put again") {
    Asked watch;
    watch.is_told(watch.question(), {true, {}, 3ms});
    REQUIRE(watch.monitor().is_up());
    watch.look(watch.now + 1min);
    watch.now += 1min;
    const ActionId before = watch.question();
    watch.now += 1s;
    watch.on_network_change(watch.now);
    watch.now += 500ms;
    watch.is_told(before, no_answer());
    CHECK(watch.monitor().is_up());
    watch.is_told(watch.question(), no_answer());
    CHECK(watch.monitor().is_down());
}
