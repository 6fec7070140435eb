// SPDX-License-Identifier: MIT
#include "service/app/loop.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::app;
using decide::Action;

namespace {

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};

/// A world that notes what was done in it, and a core that follows a script: the n-th event leads to the n-th
/// step.
struct World {
    std::vector<std::string> done;
    std::vector<std::vector<Action>> script;
    std::vector<decide::Event> seen;
    Unsaved unsaved; // whose journal the disk does not take
    int steps = 0;
    std::function<void()> during_publish = [] {};
    std::function<void()> during_step = [] {};
    std::function<void()> during_ask = [] {};
    std::function<void()> during_probe = [] {};

    Effects effects() {
        Effects e;
        e.wake_at = [this](decide::TimePoint) { done.push_back("wake"); };
        e.read_adapters = [this](const decide::ReadAdapters&) { done.push_back("read"); };
        e.start_probe = [this](const decide::StartProbe&) {
            during_probe();
            done.push_back("probe");
        };
        e.ask_agent = [this](const decide::AskAgent& a) {
            during_ask();
            done.push_back("ask " + std::to_string(a.id));
        };
        e.save_journal = [this](const decide::SaveJournal&) {
            done.push_back("save");
            return unsaved;
        };
        e.publish = [this](const UserId&) {
            done.push_back("publish");
            during_publish();
        };
        e.reply = [this](const decide::Reply&) { done.push_back("reply"); };
        e.check_connectivity = [](const decide::CheckConnectivity&) {
            throw std::runtime_error("no socket");
        };
        e.read_host_facts = [](const decide::ReadHostFacts&) { throw std::runtime_error("no thread"); };
        e.record = [this](const decide::Record& r) { done.push_back(r.warn ? "warn" : "record"); };
        e.has_stepped = [this] { ++steps; };
        e.failed = [this](std::string_view part, const std::string& what) {
            done.push_back("failed: " + std::string{part} + ": " + what);
        };
        return e;
    }

    Core core() {
        return {[this](const decide::Event& event, decide::TimePoint) {
                    seen.push_back(event);
                    during_step();
                    return seen.size() <= script.size() ? script[seen.size() - 1] : std::vector<Action>{};
                },
                [] { return decide::TimePoint{}; }};
    }

    Loop loop{core(), effects()};
};

Action ask(decide::ActionId id, agent::Request request) {
    return decide::AskAgent{id, c_anna, std::move(request)};
}

const agent::Refusal* refusal_in(const decide::Event& event) {
    const auto* answered = std::get_if<decide::AgentAnswered>(&event);
    return answered == nullptr ? nullptr : std::get_if<agent::Refusal>(&answered->reply);
}

} // namespace

TEST_CASE("each action reaches its effect, in order") {
    World w;
    w.script = {{decide::SaveJournal{}, ask(1, agent::ShutDownWsl{}), decide::Publish{c_anna},
                 decide::Reply{}, decide::Record{}, decide::ReadAdapters{}, decide::StartProbe{},
                 decide::WakeAt{}}};
    w.loop.take(decide::Tick{});
    CHECK(w.done ==
          std::vector<std::string>{"save", "ask 1", "publish", "reply", "record", "read", "probe", "wake"});
}

TEST_CASE("an event that an effect puts in waits until the step's actions are done") {
    World w;
    w.script = {{decide::Publish{c_anna}, decide::Record{}}, {decide::Reply{}}};
    w.during_publish = [&] { w.loop.take(decide::AdapterHint{}); };
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"publish", "record", "reply"});
    CHECK(w.steps == 2); // it is told of each
}

TEST_CASE("a journal that cannot be written stops changes, not observations, and says so once") {
    World w;
    w.unsaved = {{c_anna.sid, "the disk is full"}};
    w.script = {{decide::SaveJournal{}, ask(1, agent::SetNetworkingMode{}), ask(2, agent::ObserveWsl{}),
                 decide::Publish{c_anna}}};
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"save", "warn", "save", "ask 2", "publish"});
    REQUIRE(w.seen.size() == 2);
    const agent::Refusal* refusal = refusal_in(w.seen[1]);
    REQUIRE(refusal != nullptr);
    CHECK(refusal->why == Message{MessageId::JournalNotWritten, {"the disk is full"}});
}

TEST_CASE("a later change waits for the journal too, and goes on when the disk takes it again") {
    World w;
    w.unsaved = {{c_anna.sid, "the disk is full"}};
    w.script = {{decide::SaveJournal{}}, {ask(1, agent::ShutDownWsl{})}};
    w.loop.take(decide::Tick{});
    w.unsaved.clear();
    w.done.clear();
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"save", "ask 1"});
}

TEST_CASE("one user's journal that cannot be written stops no change for another user") {
    World w;
    const UserId ben{"S-1-5-21-9", 3};
    w.unsaved = {{c_anna.sid, "the file is in use"}};
    w.script = {{decide::SaveJournal{}, decide::AskAgent{1, ben, agent::ShutDownWsl{}},
                 ask(2, agent::ShutDownWsl{})}};
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"save", "warn", "ask 1", "save"}); // Ben does not wait for Anna
    REQUIRE(w.seen.size() == 2);
    CHECK(refusal_in(w.seen[1]) != nullptr);
}

TEST_CASE("only looking is no change") {
    CHECK_FALSE(is_change(agent::ObserveWsl{}));
    CHECK_FALSE(is_change(agent::AskGuest{}));
    CHECK(is_change(agent::ApplyExclusion{}));
    CHECK(is_change(agent::UndoExclusion{}));
    CHECK(is_change(agent::SetNetworkingMode{}));
    CHECK(is_change(agent::PutBackConfig{}));
    CHECK(is_change(agent::ShutDownWsl{}));
}

TEST_CASE("an effect that throws is told of, counts as failed, and the rest of the step is carried out") {
    World w;
    w.during_ask = [] { throw std::runtime_error("out of handles"); };
    w.script = {{ask(1, agent::ObserveWsl{}), decide::CheckConnectivity{2, {}, {}}, decide::ReadHostFacts{3},
                 decide::Record{}}};
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"failed: an agent: out of handles",
                                             "failed: the check of the Internet: no socket",
                                             "failed: the reader of Windows' state: no thread", "record"});
    REQUIRE(w.seen.size() == 4);
    REQUIRE(refusal_in(w.seen[1]) != nullptr);
    CHECK(refusal_in(w.seen[1])->why == Message{MessageId::AgentFailed, {"out of handles"}});
    CHECK(std::get<decide::ConnectivitySeen>(w.seen[2]).online);
    CHECK(std::get<decide::HostFactsRead>(w.seen[3]).id == 3);
}

TEST_CASE("a probe that cannot be begun says nothing about the endpoint") {
    World w;
    w.during_probe = [] { throw std::runtime_error("out of sockets"); };
    decide::StartProbe probe;
    probe.id = 4;
    w.script = {{probe}};
    w.loop.take(decide::Tick{});
    REQUIRE(w.seen.size() == 2);
    CHECK(std::get<decide::ProbeDone>(w.seen[1]).id == 4);
    CHECK(std::get<decide::ProbeDone>(w.seen[1]).not_asked == "out of sockets");
}

TEST_CASE("a snapshot that cannot be made costs that one user's display, not the service") {
    World w;
    w.during_publish = [] { throw std::bad_alloc{}; };
    w.script = {{decide::Publish{c_anna}, decide::Record{}}, {decide::Reply{}}};
    w.loop.take(decide::Tick{});
    w.loop.take(decide::Tick{});
    CHECK(w.done.back() == "reply");
}

TEST_CASE("an event that makes the core throw is dropped, and the next one is taken") {
    World w;
    w.during_step = [&w] {
        if (w.seen.size() == 1) {
            throw std::out_of_range("no such remedy");
        }
    };
    w.script = {{}, {decide::Reply{}}};
    w.loop.take(decide::Tick{});
    w.loop.take(decide::Tick{});
    CHECK(w.done == std::vector<std::string>{"failed: the core: no such remedy", "reply"});
}
