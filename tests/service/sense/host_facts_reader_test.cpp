// SPDX-License-Identifier: MIT
#include "service/sense/host/host_facts_reader.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <future>
#include <optional>
#include <string>
#include <variant>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

HostPart build_of(std::uint32_t build) {
    HostPart part;
    part.facts.os_build = build;
    return part;
}

HostPart revision_of(std::uint32_t revision) {
    HostPart part;
    part.facts.os_revision = revision;
    return part;
}

HostSource always(const HostPart& part) {
    return [part](Deadline) { return part; };
}

/// A source that hangs until it is released.
struct Hanging {
    std::promise<void> let_go;
    std::shared_future<void> gone = let_go.get_future().share();

    HostSource source(const HostPart& part) const {
        return [part, gone = gone](Deadline) {
            gone.wait();
            return part;
        };
    }
};

struct World {
    boost::asio::io_context loop;
    std::vector<decide::HostFactsRead> read;
    Texts complaints;
    std::function<void()> at_each; // when something is reported

    /// Its time is never over but by give_up().
    HostFactsReader reader(std::vector<HostSource> sources, HostFactsTimes times = {1h, 0ms, 1h}) {
        return {loop, std::move(sources),
                [this](const decide::Event& event) {
                    read.push_back(std::get<decide::HostFactsRead>(event));
                    if (at_each) {
                        at_each();
                    }
                },
                [this](const std::string& sentence) { complaints.push_back(sentence); }, times};
    }
};

} // namespace

TEST_CASE("what all sources found is one answer") {
    World world;
    auto reader = world.reader({always(build_of(26100)), always(revision_of(7171))});
    reader.read(7);
    CHECK(world.read.empty());
    world.loop.run();
    REQUIRE(world.read.size() == 1);
    CHECK(world.read[0].id == 7);
    HostFacts expected;
    expected.os_build = 26100;
    expected.os_revision = 7171;
    CHECK((world.read[0].facts == expected));
    CHECK(world.complaints.empty());
}

TEST_CASE("sources know how long they may take") {
    World world;
    std::optional<Deadline> told;
    const auto before = std::chrono::steady_clock::now();
    auto reader = world.reader({[&](Deadline deadline) {
        told = deadline;
        return HostPart{};
    }});
    reader.read(1);
    world.loop.run();
    REQUIRE(told);
    CHECK((*told >= before + 1h));
}

TEST_CASE("a question while one is under way is answered by the same result, under its own id") {
    World world;
    int asked = 0;
    auto reader = world.reader({[&](Deadline) {
        ++asked;
        return build_of(26100);
    }});
    reader.read(1);
    reader.read(2);
    world.loop.run();
    REQUIRE(world.read.size() == 2);
    CHECK(world.read[0].id == 1);
    CHECK(world.read[1].id == 2);
    CHECK((world.read[0].facts == world.read[1].facts));
    CHECK(asked == 1);
}

TEST_CASE("a question after the answer is a new reading, also when it comes from within the answer") {
    World world;
    std::uint32_t build = 0;
    auto reader = world.reader({[&](Deadline) { return build_of(++build); }});
    world.at_each = [&] {
        if (world.read.size() == 2) {
            reader.read(3);
        }
    };
    reader.read(1);
    reader.read(2);
    world.loop.run();
    REQUIRE(world.read.size() == 3);
    CHECK(world.read[0].facts.os_build == 1U);
    CHECK(world.read[1].facts.os_build == 1U);
    CHECK(world.read[2].facts.os_build == 2U);
}

TEST_CASE("asking again from within the first of two answers changes neither") {
    World world;
    std::uint32_t build = 0;
    auto reader = world.reader({[&](Deadline) { return build_of(++build); }});
    world.at_each = [&] {
        if (world.read.size() == 1) {
            reader.read(3);
        }
    };
    reader.read(1);
    reader.read(2);
    world.loop.run();
    REQUIRE(world.read.size() == 3);
    CHECK(world.read[1].id == 2);
    CHECK(world.read[1].facts.os_build == 1U);
    CHECK(world.read[2].facts.os_build == 2U);
}

TEST_CASE("when the time is over what was found is reported, and what comes later is not") {
    World world;
    Hanging hanging;
    auto reader = world.reader({always(build_of(26100)), hanging.source(revision_of(7171))});
    reader.read(1);
    world.loop.run_one(); // the first source is there
    CHECK(world.read.empty());
    reader.give_up();
    REQUIRE(world.read.size() == 1);
    CHECK((world.read[0].facts == build_of(26100).facts));
    CHECK(world.complaints == Texts{"Windows did not say all that it was asked in time."});
    hanging.let_go.set_value();
    world.loop.run();
    CHECK(world.read.size() == 1);
}

TEST_CASE("the time is over by itself") {
    World world;
    Hanging hanging;
    auto reader = world.reader({hanging.source(build_of(26100))}, {0ms, 0ms, 1h});
    reader.read(1);
    while (world.read.empty()) {
        world.loop.run_one();
    }
    CHECK((world.read[0].facts == HostFacts{}));
    hanging.let_go.set_value();
}

TEST_CASE("a source that still hangs is not asked again, the others are") {
    World world;
    Hanging hanging;
    std::uint32_t build = 0;
    auto reader =
        world.reader({[&](Deadline) { return build_of(++build); }, hanging.source(revision_of(7171))});
    reader.read(1);
    world.loop.run_one();
    reader.give_up();
    reader.read(2);
    while (world.read.size() < 2) {
        world.loop.run_one();
    }
    CHECK((world.read[1].facts == build_of(2).facts));
    CHECK(world.complaints.back() == "A service of Windows still does not answer.");
    hanging.let_go.set_value();
}

TEST_CASE("when all sources hang the answer still comes, and not from within the question") {
    World world;
    Hanging hanging;
    auto reader = world.reader({hanging.source(build_of(1))});
    reader.read(1);
    reader.give_up();
    reader.read(2);
    CHECK(world.read.size() == 1);
    while (world.read.size() < 2) {
        world.loop.run_one();
    }
    CHECK((world.read[1].facts == HostFacts{}));
    hanging.let_go.set_value();
}

TEST_CASE("what is missing is told once") {
    World world;
    HostPart part;
    part.missing = {"The event log System could not be read."};
    auto reader = world.reader({always(part)});
    reader.read(1);
    world.loop.run();
    world.loop.restart();
    reader.read(2);
    world.loop.run();
    CHECK(world.read.size() == 2);
    CHECK(world.complaints == part.missing);
}

TEST_CASE("nothing to give up is nothing to report") {
    World world;
    auto reader = world.reader({always(build_of(1))});
    reader.give_up();
    CHECK(world.read.empty());
}

TEST_CASE("what is being gathered when the reader goes is not reported, and a source that hangs does not "
          "hold it up") {
    World world;
    Hanging hanging;
    world.reader({hanging.source(build_of(1)), always(revision_of(2))}, {1h, 0ms, 0ms}).read(1);
    world.loop.run();
    CHECK(world.read.empty());
    hanging.let_go.set_value();
}
