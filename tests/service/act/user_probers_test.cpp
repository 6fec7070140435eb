// SPDX-License-Identifier: MIT
#include "service/act/user_probers.hpp"

#include "common/framing.hpp"
#include "common/prober_protocol.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
using namespace std::chrono_literals;
using decide::ProbeDone;

namespace {

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};
const UserId c_ben{"S-1-5-21-1-2-3-1002", 2};

std::string answer_of(decide::ActionId id, bool ok = true) {
    ProbeResult result;
    result.ok = ok;
    return frame(prober::to_json(prober::Answer{id, result}));
}

/// The processes that were started, in their order; each says what the test has it say.
struct FakeLauncher : ProberLauncher {
    struct Started {
        UserId user;
        Hearing hearing;
        std::vector<prober::Question> asked;
        bool runs = true;
    };

    struct FakeProcess : Process {
        explicit FakeProcess(Started& started)
            : it(started) {}

        ~FakeProcess() override { it.runs = false; }

        void write(std::string bytes) override {
            FrameReader reader;
            reader.feed(bytes);
            it.asked.push_back(prober::question_from_json(reader.next().value()).value());
        }

        Started& it;
    };

    std::deque<Started> started;
    std::optional<Error> trouble;

    Result<std::unique_ptr<Process>> start(const UserId& user, Hearing hearing) override {
        if (trouble) {
            return *trouble;
        }
        started.push_back({user, std::move(hearing), {}});
        return std::unique_ptr<Process>{std::make_unique<FakeProcess>(started.back())};
    }
};

struct Service {
    decide::TimePoint now{1h};
    std::optional<decide::TimePoint> wake;
    FakeLauncher launcher;
    std::vector<ProbeDone> done;
    std::vector<std::string> log;
    std::function<void(const ProbeDone&)> on_done = [](const ProbeDone&) {};
    std::optional<UserProbers> probers;

    explicit Service(int most = 64) {
        probers.emplace(
            launcher,
            [this](decide::Event event) {
                done.push_back(std::get<ProbeDone>(event));
                on_done(done.back());
            },
            UserProbers::Clock{[this] { return now; }, [this](decide::TimePoint when) { wake = when; }},
            [this](const std::string& sentence) { log.push_back(sentence); }, most);
    }

    void probe(decide::ActionId id, const UserId& user = c_anna, decide::Duration timeout = 2s) {
        EndpointSpec spec;
        spec.name = "own";
        spec.source = EndpointSource::User;
        probers->start({id, spec, timeout, user});
    }

    /// Time goes by, and whoever is to be woken is.
    void pass(decide::Duration time) {
        const decide::TimePoint end = now + time;
        while (wake && *wake <= end) {
            now = std::max(now, *std::exchange(wake, std::nullopt));
            probers->look();
        }
        now = end;
    }

    FakeLauncher::Started& process(std::size_t number) { return launcher.started.at(number); }

    void says(std::size_t number, std::string_view bytes) { process(number).hearing.said(bytes); }

    void answers(std::size_t number, decide::ActionId id, bool ok = true) { says(number, answer_of(id, ok)); }

    [[nodiscard]] std::vector<decide::ActionId> unasked() const {
        std::vector<decide::ActionId> ids;
        for (const ProbeDone& one : done) {
            if (!one.not_asked.empty()) {
                ids.push_back(one.id);
            }
        }
        return ids;
    }
};

using Ids = std::vector<decide::ActionId>;

} // namespace

TEST_CASE("one process of the user asks all of that user's endpoints, at once; another's has its own") {
    Service service;
    service.probe(1);
    service.probe(2);
    service.probe(3, c_ben);
    REQUIRE(service.launcher.started.size() == 2);
    CHECK(service.process(0).user == c_anna);
    CHECK(service.process(0).asked.size() == 2);
    CHECK(service.process(0).asked[0].timeout == 2s);
    CHECK(service.process(1).user == c_ben);
    service.answers(0, 2, false);
    service.answers(0, 1);
    REQUIRE(service.done.size() == 2);
    CHECK(service.done[0].id == 2);
    CHECK_FALSE(service.done[0].result.ok);
    CHECK(service.done[1].result.ok);
    CHECK(service.unasked().empty());
    CHECK_FALSE(service.probers->is_idle());
    service.answers(1, 3);
    CHECK(service.probers->is_idle());
}

TEST_CASE("no more are under way at once than is allowed; the time of the others counts from their turn") {
    Service service{2};
    for (decide::ActionId id = 1; id <= 4; ++id) {
        service.probe(id);
    }
    CHECK(service.process(0).asked.size() == 2);
    service.pass(6s);
    service.answers(0, 1);
    service.answers(0, 2);
    CHECK(service.process(0).asked.size() == 4);
    service.pass(6s);
    CHECK(service.unasked().empty());
    service.probers->allow(3);
    service.probe(5);
    CHECK(service.process(0).asked.size() == 5);
}

TEST_CASE("answers may come cut up and several at a time") {
    Service service;
    service.probe(1);
    service.probe(2);
    std::string both;
    for (const decide::ActionId id : {1, 2}) {
        both += answer_of(id);
    }
    service.says(0, both.substr(0, 3));
    service.says(0, both.substr(3, both.size() - 4));
    CHECK(service.done.size() == 1);
    service.says(0, both.substr(both.size() - 1));
    CHECK(service.done.size() == 2);
}

TEST_CASE("one that dies: nobody was asked, and the next one starts ten seconds after it did") {
    Service service;
    service.probe(1);
    service.probe(2);
    service.process(0).hearing.ended("it ended with exit code 3");
    CHECK(service.unasked() == Ids{1, 2});
    CHECK(service.done[0].not_asked == "not asked, as the user's prober failed: it ended with exit code 3");
    service.pass(9s);
    service.probe(3);
    CHECK(service.unasked() == Ids{1, 2, 3});
    CHECK(service.launcher.started.size() == 1);
    service.pass(1s);
    service.probe(4);
    CHECK(service.launcher.started.size() == 2);
    service.answers(1, 4);
    CHECK(service.done.back().result.ok);
}

TEST_CASE("one that is silent is ended five seconds after the probe's time, with all that it owes") {
    Service service;
    service.probe(1);
    service.probe(2, c_anna, 60s);
    service.pass(6'999ms);
    CHECK(service.process(0).runs);
    service.pass(1ms);
    CHECK_FALSE(service.process(0).runs);
    CHECK(service.unasked() == Ids{1, 2});
    CHECK(service.log ==
          std::vector<std::string>{"the prober of " + c_anna.sid + " was ended: it did not answer in time"});
}

TEST_CASE("whatever else it says ends it, and nothing of ours") {
    const std::string known = answer_of(1);
    const std::string unknown = answer_of(9);
    const std::string no_utf8 = frame("{\"id\":1,\"result\":{\"ok\":\"\xff\"}}");
    const std::string too_long = {"\x01\x40\x00\x00", 4}; // 16 KiB and one byte
    const std::string longer_yet = {"\xff\xff\xff\xff", 4};
    for (const std::string& bytes : {frame("hello"), frame(""), frame("{}"), unknown, no_utf8, too_long,
                                     longer_yet, known + known, known + frame("[")}) {
        Service service;
        service.probe(1);
        service.probe(2);
        service.says(0, bytes);
        CHECK_FALSE(service.process(0).runs);
        CHECK(service.probers->is_idle());
        CHECK(service.done.size() == 2); // each once
        CHECK(service.log.size() == 1);
    }
}

TEST_CASE("an answer that was given to nobody's question, before any was put, ends it as well") {
    Service service;
    service.probe(1);
    service.answers(0, 1);
    service.answers(0, 1);
    CHECK_FALSE(service.process(0).runs);
    CHECK(service.done.size() == 1);
}

TEST_CASE("a failed probe counts once, whatever its process says") {
    Service service;
    service.probe(1);
    ProbeResult result{false, "no", 1ms, ProbeStep::Connect};
    result.attempts = 5;
    service.says(0, frame(prober::to_json(prober::Answer{1, result})));
    CHECK(service.done.at(0).result.attempts == 1);
}

TEST_CASE("when nothing was to be probed for five minutes it is ended, and starts when it is needed") {
    Service service;
    service.probe(1);
    service.answers(0, 1);
    service.pass(4min);
    service.probe(2);
    service.answers(0, 2);
    service.pass(4min + 59s);
    CHECK(service.process(0).runs);
    service.pass(1s);
    CHECK_FALSE(service.process(0).runs);
    CHECK(service.log.empty());
    CHECK_FALSE(service.wake); // nobody is woken for nothing
    service.probe(3);
    CHECK(service.launcher.started.size() == 2);
}

TEST_CASE("it goes with its user") {
    Service service;
    service.probe(1);
    service.probe(2, c_ben);
    service.probers->keep_only({c_ben});
    CHECK_FALSE(service.process(0).runs);
    CHECK(service.process(1).runs);
    CHECK(service.unasked() == Ids{1});
    service.probe(3); // of a user who is back at once
    CHECK(service.launcher.started.size() == 3);
}

TEST_CASE("where none can be started, nobody was asked, and it is not tried at each probe") {
    Service service;
    service.launcher.trouble = Error{"WTSQueryUserToken: access is denied"};
    service.probe(1);
    service.launcher.trouble.reset();
    service.probe(2);
    CHECK(service.unasked() == Ids{1, 2});
    CHECK(service.launcher.started.empty());
    service.pass(10s);
    service.probe(3);
    CHECK(service.launcher.started.size() == 1);
}

TEST_CASE("a user who ends the own prober again and again fills no log") {
    Service service;
    for (decide::ActionId id = 1; id <= 60; ++id) {
        service.probe(id);
        service.process(id - 1).hearing.ended("it ended with exit code 1");
        service.pass(10s);
    }
    CHECK(service.log.size() == 10);
}

TEST_CASE("a question that is too long for a frame is put to nobody") {
    Service service;
    EndpointSpec spec;
    spec.http.body_match = std::string(c_frame_cap, 'x');
    service.probers->start({1, spec, 2s, c_anna});
    CHECK(service.unasked() == Ids{1});
    CHECK(service.probers->is_idle());
    CHECK(service.process(0).asked.empty());
}

TEST_CASE("what an answer leads to may be the next probe") {
    Service service;
    service.on_done = [&](const ProbeDone& one) {
        if (one.id < 5) {
            service.probe(one.id + 1);
        }
    };
    service.probe(1);
    service.answers(0, 1);
    service.process(0).hearing.ended("it died"); // the next one comes too early each time
    CHECK(service.unasked() == Ids{2, 3, 4, 5});
}

TEST_CASE("the processes end with the service, which nothing is told any more") {
    Service service;
    service.probe(1);
    service.probers.reset();
    CHECK_FALSE(service.process(0).runs);
    CHECK(service.done.empty());
}
