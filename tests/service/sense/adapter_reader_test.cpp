// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_reader.hpp"

#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <thread>
#include <variant>
#include <vector>

using namespace mirrorwatch;

namespace {

sense::TableReading table_with(const std::string& name) {
    sense::TableReading reading;
    reading.table.adapters.emplace_back().friendly_name = name;
    return reading;
}

struct World {
    boost::asio::io_context loop;
    sense::BlockingCalls worker{loop, {1, 1}};
    std::vector<decide::AdaptersRead> read;
    std::vector<decide::ServiceTrouble> troubles;
    std::vector<std::string> complaints;

    sense::AdapterReader reader(sense::AdapterReader::ReadTable read_table) {
        return {worker,
                [this](const decide::Event& event) {
                    if (const auto* trouble = std::get_if<decide::ServiceTrouble>(&event)) {
                        troubles.push_back(*trouble);
                    } else {
                        read.push_back(std::get<decide::AdaptersRead>(event));
                    }
                },
                std::move(read_table),
                [this](const std::string& sentence) { complaints.push_back(sentence); }};
    }
};

} // namespace

TEST_CASE("the table is read off the loop's thread and reported on it") {
    World world;
    std::thread::id read_on;
    auto reader = world.reader([&]() -> Result<sense::TableReading> {
        read_on = std::this_thread::get_id();
        return table_with("a");
    });
    reader.read(5);
    CHECK(world.read.empty());
    world.loop.run();
    REQUIRE(world.read.size() == 1);
    CHECK(world.read[0].id == 5);
    CHECK((world.read[0].table == table_with("a").table));
    CHECK(read_on != std::this_thread::get_id());
}

TEST_CASE("every reading is answered under its own id, in order") {
    World world;
    int count = 0;
    auto reader =
        world.reader([&]() -> Result<sense::TableReading> { return table_with(std::to_string(++count)); });
    reader.read(1);
    reader.read(2);
    world.loop.run();
    REQUIRE(world.read.size() == 2);
    CHECK((world.read[0].table == table_with("1").table));
    CHECK(world.read[1].id == 2);
    CHECK((world.read[1].table == table_with("2").table));
}

TEST_CASE("a reading that fails is answered with the table before, and told") {
    World world;
    int count = 0;
    auto reader = world.reader([&]() -> Result<sense::TableReading> {
        if (++count == 2) {
            return Error{"It is Friday."};
        }
        return table_with("a");
    });
    reader.read(1);
    reader.read(2);
    world.loop.run();
    REQUIRE(world.read.size() == 2);
    CHECK((world.read[1].table == table_with("a").table));
    CHECK((world.complaints ==
           std::vector<std::string>{"The network adapters could not be read. It is Friday."}));
}

TEST_CASE("what is being read when the reader goes is not reported") {
    World world;
    world.reader([]() -> Result<sense::TableReading> { return table_with("a"); }).read(1);
    world.loop.run();
    CHECK(world.read.empty());
}

TEST_CASE("a part of Windows that does not answer is told once, and once more when it answers again") {
    World world;
    int count = 0;
    auto reader = world.reader([&]() -> Result<sense::TableReading> {
        sense::TableReading reading = table_with("a");
        if (++count < 3) {
            reading.silent = {"Network List Manager"};
        }
        return reading;
    });
    for (decide::ActionId id = 1; id <= 4; ++id) {
        reader.read(id);
    }
    world.loop.run();
    CHECK(world.read.size() == 4);
    REQUIRE(world.troubles.size() == 2);
    CHECK(world.troubles[0].part == "Network List Manager");
    CHECK(world.troubles[0].message == Message{MessageId::WindowsDoesNotAnswer, {"Network List Manager"}});
    CHECK_FALSE(world.troubles[1].message);
}
