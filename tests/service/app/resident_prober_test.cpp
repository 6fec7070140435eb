// SPDX-License-Identifier: MIT
#include "service/app/resident_prober.hpp"

#include "common/prober_protocol.hpp"
#include "tests/support/probe_world.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::app;
using namespace std::chrono_literals;
using tests::closed_port;
using tests::LoopbackServer;
using tests::ProbeWorld;

namespace {

/// A prober whose questions and answers are here; no name is ever found.
struct Resident {
    boost::asio::io_context loop;
    std::map<std::uint64_t, ProbeResult> answers;
    FrameReader written{prober::c_answer_cap};
    int by_system = 0;
    ResidentProber prober{loop, [](const std::string&, const sense::LookUpDone&) {},
                          [this](const EndpointSpec&, const std::string&, const probe::ProbeEnded& ended) {
                              ++by_system;
                              ended({true, std::string(100'000, 'x')});
                              return [] {};
                          },
                          [this](const std::string& frame) { note(frame); }};

    void note(const std::string& frame) {
        written.feed(frame);
        const auto payload = written.next();
        REQUIRE(payload.has_value());
        const auto answer = prober::answer_from_json(*payload);
        REQUIRE(answer.has_value());
        CHECK(answers.emplace(answer->id, answer->result).second);
    }

    static std::string question(std::uint64_t id, EndpointKind kind, std::uint16_t port,
                                bool by_proxy = false, std::chrono::milliseconds timeout = 60s) {
        return frame(prober::to_json({id, timeout, by_proxy, ProbeWorld::spec(kind, "127.0.0.1", port)}));
    }

    void run_until_answered(std::size_t count) {
        while (answers.size() < count) {
            REQUIRE(loop.run_one() == 1);
        }
    }
};

} // namespace

TEST_CASE("many questions are under way at once, and each is answered by its number") {
    Resident resident;
    LoopbackServer* self = nullptr;
    LoopbackServer hanging{resident.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &hanging;
    const std::uint16_t refused = closed_port();
    std::string questions;
    for (std::uint64_t id = 1; id <= 100; ++id) { // these never answer
        questions += Resident::question(id, EndpointKind::Http, hanging.port());
    }
    questions += Resident::question(1'001, EndpointKind::Tcp, hanging.port());
    questions += Resident::question(1'002, EndpointKind::Tcp, refused);
    REQUIRE(resident.prober.take(questions));
    CHECK(resident.answers.empty());
    resident.run_until_answered(2);
    CHECK(resident.answers.at(1'001).ok);
    CHECK(resident.answers.at(1'002).failed == ProbeStep::Refused);
}

TEST_CASE("questions come in pieces") {
    Resident resident;
    for (const char byte : Resident::question(1, EndpointKind::Tcp, closed_port())) {
        REQUIRE(resident.prober.take({&byte, 1}));
    }
    resident.run_until_answered(1);
    CHECK_FALSE(resident.answers.at(1).ok);
}

TEST_CASE("a probe that takes too long is answered at its time") {
    Resident resident;
    LoopbackServer* self = nullptr;
    LoopbackServer hanging{resident.loop, [&](const auto& socket) { self->hold(socket); }};
    self = &hanging;
    REQUIRE(resident.prober.take(Resident::question(1, EndpointKind::Http, hanging.port(), false, 100ms)));
    resident.run_until_answered(1);
    CHECK(resident.answers.at(1).error == "no answer within 100 ms (waiting for the answer)");
}

TEST_CASE("the system's client asks where a proxy may be on the way, and an answer fits whatever it says") {
    Resident resident;
    REQUIRE(resident.prober.take(Resident::question(1, EndpointKind::Http, 80, true) +
                                 Resident::question(2, EndpointKind::Http, closed_port(), false)));
    resident.run_until_answered(2);
    CHECK(resident.by_system == 1);
    CHECK(resident.answers.at(1).error.size() <= prober::c_answer_cap);
    CHECK(resident.answers.at(2).failed == ProbeStep::Refused);
}

TEST_CASE("what is no question is refused") {
    const std::string too_long = {"\xff\xff\xff\x7f", 4};
    for (const std::string& bytes : {frame("hello"), frame("{}"), frame(""), too_long}) {
        Resident resident;
        CHECK_FALSE(resident.prober.take(bytes));
    }
}
