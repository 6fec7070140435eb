// SPDX-License-Identifier: MIT
#include "service/act/agent_queue.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
using std::chrono::seconds;

namespace {

struct FakeLauncher : AgentLauncher {
    struct Launched {
        UserId user;
        std::string request;
        std::function<void(AgentOutput)> done;
        bool ended_early = false;
    };

    std::deque<Launched> launched;

    End launch(const UserId& user, std::string request, std::chrono::milliseconds,
               std::function<void(AgentOutput)> done) override {
        launched.push_back({user, std::move(request), std::move(done)});
        return [&it = launched.back()] { it.ended_early = true; };
    }
};

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};
const UserId c_ben{"S-1-5-21-1-2-3-1002", 2};

struct Fixture {
    FakeLauncher launcher;
    std::vector<decide::AgentAnswered> answers;
    std::optional<AgentQueue> queue;

    Fixture() {
        queue.emplace(launcher,
                      [this](decide::Event e) { answers.push_back(std::get<decide::AgentAnswered>(e)); });
    }
};

std::string done_json() {
    return agent::to_json(agent::Reply{agent::Done{}});
}

} // namespace

TEST_CASE("a user's second request waits for the answer to the first") {
    Fixture f;
    f.queue->ask({1, c_anna, agent::ShutDownWsl{}});
    f.queue->ask({2, c_anna, agent::ObserveWsl{}});
    REQUIRE(f.launcher.launched.size() == 1);
    f.launcher.launched[0].done(text_result(done_json()));
    REQUIRE(f.launcher.launched.size() == 2);
    CHECK(f.launcher.launched[1].request == agent::to_json(agent::Request{agent::ObserveWsl{}}));
    REQUIRE(f.answers.size() == 1);
    CHECK(f.answers[0].id == 1);
    CHECK(std::holds_alternative<agent::Done>(f.answers[0].reply));
}

TEST_CASE("different users are served side by side") {
    Fixture f;
    f.queue->ask({1, c_anna, agent::ShutDownWsl{}});
    f.queue->ask({2, c_ben, agent::ShutDownWsl{}});
    CHECK(f.launcher.launched.size() == 2);
}

TEST_CASE("a look that takes long delays no remedy, and a remedy no look") {
    Fixture f;
    f.queue->ask({1, c_anna, agent::ProbeFromGuest{}});
    f.queue->ask({2, c_anna, agent::ProposeEndpoints{}});
    f.queue->ask({3, c_anna, agent::ApplyExclusion{}});
    f.queue->ask({4, c_anna, agent::UndoExclusion{}});
    REQUIRE(f.launcher.launched.size() == 2);
    CHECK(f.launcher.launched[1].request == agent::to_json(agent::Request{agent::ApplyExclusion{}}));
    f.launcher.launched[0].done(text_result(done_json()));
    REQUIRE(f.launcher.launched.size() == 3);
    CHECK(f.launcher.launched[2].request == agent::to_json(agent::Request{agent::ProposeEndpoints{}}));
    f.launcher.launched[1].done(text_result(done_json()));
    REQUIRE(f.launcher.launched.size() == 4);
    CHECK(f.launcher.launched[3].request == agent::to_json(agent::Request{agent::UndoExclusion{}}));
}

TEST_CASE("a shutdown ends the look under way, and no look runs beside it: a late one would start WSL") {
    Fixture f;
    f.queue->ask({1, c_anna, agent::ProbeFromGuest{}});
    f.queue->ask({2, c_ben, agent::ProbeFromGuest{}});
    f.queue->ask({3, c_anna, agent::ShutDownWsl{}});
    f.queue->ask({4, c_anna, agent::ProbeFromGuest{}});
    REQUIRE(f.launcher.launched.size() == 2); // it waits for the end
    CHECK(f.launcher.launched[0].ended_early);
    CHECK_FALSE(f.launcher.launched[1].ended_early); // another user's WSL
    f.launcher.launched[0].done(AgentOutput{Error{"it was ended early"}});
    REQUIRE(f.launcher.launched.size() == 3);
    CHECK(f.launcher.launched[2].request == agent::to_json(agent::Request{agent::ShutDownWsl{}}));
    CHECK(std::holds_alternative<agent::Refusal>(f.answers.at(0).reply));
    f.launcher.launched[2].done(text_result(done_json()));
    REQUIRE(f.launcher.launched.size() == 4);
    CHECK(f.launcher.launched[3].request == agent::to_json(agent::Request{agent::ProbeFromGuest{}}));
}

TEST_CASE("only requests that nobody waits for are looks") {
    CHECK(agent::is_looking(agent::ProbeFromGuest{}));
    CHECK(agent::is_looking(agent::ProposeEndpoints{}));
    CHECK(agent::is_looking(agent::ReadUserSettings{}));
    CHECK_FALSE(agent::is_looking(agent::ObserveWsl{})); // a remedy's verification needs it
    CHECK_FALSE(agent::is_looking(agent::AskGuest{}));
    CHECK_FALSE(agent::is_looking(agent::ApplyExclusion{}));
    CHECK_FALSE(agent::is_looking(agent::SetNetworkingMode{}));
}

TEST_CASE("an agent that failed, or said nothing sensible, is one refusal") {
    for (const AgentOutput& output : {AgentOutput{Error{"it ended with 3"}}, text_result("hello")}) {
        Fixture f;
        f.queue->ask({7, c_anna, agent::ObserveWsl{}});
        f.launcher.launched[0].done(output);
        REQUIRE(f.answers.size() == 1);
        CHECK(f.answers[0].id == 7);
        CHECK(std::get<agent::Refusal>(f.answers[0].reply).why.code == MessageId::AgentFailed);
    }
}

TEST_CASE("an answer that comes after the queue's end is dropped") {
    Fixture f;
    f.queue->ask({1, c_anna, agent::ObserveWsl{}});
    f.queue.reset();
    f.launcher.launched[0].done(text_result(done_json()));
    CHECK(f.answers.empty());
}

TEST_CASE("each kind of request has its deadline") {
    CHECK(deadline_of(agent::ObserveWsl{}) == seconds{20});
    CHECK(deadline_of(agent::AskGuest{}) == seconds{20});
    CHECK(deadline_of(agent::ApplyExclusion{}) == seconds{30});
    CHECK(deadline_of(agent::UndoExclusion{}) == seconds{30});
    CHECK(deadline_of(agent::SetNetworkingMode{}) == seconds{20});
    CHECK(deadline_of(agent::PutBackConfig{}) == seconds{20});
    CHECK(deadline_of(agent::ShutDownWsl{}) == seconds{120});
    CHECK(deadline_of(agent::ProbeFromGuest{}) == seconds{65}); // 15 s for the list, 43 s for the guest
}
