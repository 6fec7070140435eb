// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/statistics.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace mirrorwatch::decide;

namespace {

struct ConsentRequest {
    const char* what;
    std::vector<int> latencies; // -1: a failure
    int median;
    int p95;
    int failures;
};

Statistics of(const std::vector<int>& latencies) {
    Statistics statistics;
    for (const int latency : latencies) {
        statistics.add(latency >= 0, Duration{latency});
    }
    return statistics;
}

std::vector<int> up_to(int last) {
    std::vector<int> numbers;
    for (int i = 1; i <= last; ++i) {
        numbers.push_back(i);
    }
    return numbers;
}

} // namespace

TEST_CASE("Median and 95th percentile are those of the successes, by nearest rank") {
    const std::vector<ConsentRequest> cases{
        {"nothing yet", {}, 0, 0, 0},
        {"one", {7}, 7, 7, 0},
        {"two: the lower one is in the middle", {9, 5}, 5, 9, 0},
        {"in any order", {30, 10, 20}, 20, 30, 0},
        {"only failures", {-1, -1}, 0, 0, 2},
        {"failures have no latency", {-1, 4, -1, 6, 5}, 5, 6, 2},
        {"twenty: one may be slow", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 900}, 1, 2, 0},
        {"a hundred", up_to(100), 50, 95, 0},
        {"longer than two bytes can say", {100'000}, 65'534, 65'534, 0},
    };
    for (const ConsentRequest& c : cases) {
        CAPTURE(c.what);
        const Statistics statistics = of(c.latencies);
        CHECK(statistics.latency().median.count() == c.median);
        CHECK(statistics.latency().p95.count() == c.p95);
        CHECK(statistics.failures() == c.failures);
        CHECK(statistics.results() == static_cast<int>(c.latencies.size()));
    }
}

TEST_CASE("Of 501 results the oldest is forgotten, and its failure with it") {
    Statistics statistics;
    statistics.add(false, Duration{0});
    for (int i = 0; i < 499; ++i) {
        statistics.add(true, Duration{3});
    }
    CHECK(statistics.results() == 500);
    CHECK(statistics.failures() == 1);
    statistics.add(true, Duration{3});
    CHECK(statistics.results() == 500);
    CHECK(statistics.failures() == 0);
    statistics.add(false, Duration{0});
    CHECK(statistics.failures() == 1);
    for (int i = 0; i < 500; ++i) {
        statistics.add(true, Duration{8});
    }
    CHECK(statistics.failures() == 0);
    CHECK(statistics.latency().median == Duration{8});
}
