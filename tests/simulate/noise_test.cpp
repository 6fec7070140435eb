// SPDX-License-Identifier: MIT
#include "tests/simulate/noise.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;
using namespace std::chrono_literals;

namespace {

/// Of observations every 100 ms for a day.
std::array<double, 5> shares(unsigned percent) {
    std::array<double, 5> shares{};
    Noise noise{7, percent};
    constexpr int c_most = 864'000;
    for (int i = 0; i < c_most; ++i) {
        shares.at(static_cast<std::size_t>(noise.fate(Source::Guest, i * 100ms))) += 100.0 / c_most;
    }
    return shares;
}

} // namespace

TEST_CASE("without noise all is good, and nothing is after its end") {
    CHECK(shares(0)[0] > 99.9);
    Noise noise{7, 100};
    noise.end();
    CHECK(noise.fate(Source::Guest, 5s) == Fate::Good);
}

TEST_CASE("about so many observations fail as were asked for, in every way") {
    for (const unsigned percent : {10U, 20U}) {
        const auto found = shares(percent);
        CHECK(found[0] > 100 - 1.3 * percent);
        CHECK(found[0] < 100 - 0.7 * percent);
        for (std::size_t kind = 1; kind < found.size(); ++kind) {
            CHECK(found.at(kind) > percent / 60.0);
        }
    }
}

TEST_CASE("noise comes in spells, too: what follows a failure fails more often than not") {
    Noise noise{7, 10};
    int failures = 0;
    int pairs = 0;
    bool failed_before = false;
    for (int i = 0; i < 100'000; ++i) {
        const bool fails = noise.fate(Source::Windows, i * 100ms) != Fate::Good;
        failures += fails ? 1 : 0;
        pairs += fails && failed_before ? 1 : 0;
        failed_before = fails;
    }
    CHECK(pairs * 5 > failures);
}

TEST_CASE("a source that is stuck says what it said before") {
    Memory memory;
    decide::Event now = decide::ProbeDone{2, ProbeResult{true, {}, 3ms}};
    memory.repeat(now, "web");
    CHECK(std::get<decide::ProbeDone>(now).result.ok);
    memory.note(decide::ProbeDone{1, ProbeResult{false, "connect timeout", {}, ProbeStep::Connect}}, "web");
    memory.repeat(now, "nas");
    CHECK(std::get<decide::ProbeDone>(now).result.ok);
    memory.repeat(now, "web");
    CHECK_FALSE(std::get<decide::ProbeDone>(now).result.ok);
    CHECK(std::get<decide::ProbeDone>(now).id == 2);
}

TEST_CASE("a table that is read in the middle of a change lacks routes, and facts lack what is there") {
    Random random{3};
    AdapterTable table;
    table.adapters.push_back({});
    table.adapters[0].up = true;
    table.routes.push_back({{"0.0.0.0", 0}, "192.168.77.254", 0, 25});
    decide::Event read = decide::AdaptersRead{1, table};
    contradict(read, random);
    CHECK(std::get<decide::AdaptersRead>(read).table.routes.empty());
    HostFacts facts;
    facts.hyperv_block_rules = {"block all"};
    bool was_hidden = false;
    for (int i = 0; i < 20; ++i) {
        decide::Event told = decide::HostFactsRead{1, facts};
        contradict(told, random);
        was_hidden = was_hidden || std::get<decide::HostFactsRead>(told).facts.hyperv_block_rules->empty();
    }
    CHECK(was_hidden);
}
