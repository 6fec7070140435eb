// SPDX-License-Identifier: MIT
#include "service/sense/probes/name_lookup.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

using namespace mirrorwatch;
using sense::NameAnswer;
using sense::NameProblem;

namespace {

/// Holds look-ups until it is opened.
class Gate {
public:
    void pass() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return open_; });
    }

    void open() {
        {
            const std::lock_guard lock{mutex_};
            open_ = true;
        }
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

} // namespace

TEST_CASE("a name is looked up off the loop and answered on it, to everyone who asked") {
    boost::asio::io_context loop;
    const sense::LookUp look_up = sense::threaded_look_up(loop);
    std::vector<NameAnswer> answers;
    for (int i = 0; i < 3; ++i) {
        look_up("localhost", [&](NameAnswer answer) { answers.push_back(std::move(answer)); });
    }
    CHECK(answers.empty());
    loop.run();
    REQUIRE(answers.size() == 3);
    for (const auto& [addresses, problem] : answers) {
        CHECK(problem == NameProblem::None);
        CHECK(std::find(addresses.begin(), addresses.end(), "127.0.0.1") != addresses.end());
    }
}

TEST_CASE("100 look-ups that hang do not delay the next") {
    boost::asio::io_context loop;
    Gate gate;
    const auto resolve = [&](const std::string& host) {
        if (host != "good.example") {
            gate.pass();
        }
        return NameAnswer{{"10.0.0.1"}};
    };
    const sense::LookUp look_up = sense::threaded_look_up(loop, resolve);
    std::map<std::string, NameAnswer> answers;
    const auto ask = [&](const std::string& host) {
        look_up(host, [&, host](NameAnswer answer) { answers[host] = std::move(answer); });
    };
    for (int i = 0; i < 100; ++i) {
        ask(std::to_string(i) + ".example");
    }
    ask("good.example");
    REQUIRE(loop.run_one() == 1);
    CHECK(answers.size() == 1);
    CHECK(answers.count("good.example") == 1);
    gate.open();
    loop.run();
    CHECK(answers.size() == 101);
}

TEST_CASE("a look-up whose asker is gone is dropped") {
    boost::asio::io_context loop;
    bool answered = false;
    sense::threaded_look_up(loop)("localhost", [&](const NameAnswer&) { answered = true; });
    loop.run();
    CHECK_FALSE(answered);
}

TEST_CASE("a literal needs no name server") {
    CHECK(sense::resolve_by_system("fd00::1") == NameAnswer{{"fd00::1"}, NameProblem::None});
}
