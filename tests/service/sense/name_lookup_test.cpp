#include "service/sense/name_lookup.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;

TEST_CASE("a name is looked up off the loop and answered on it, to everyone who asked") {
    boost::asio::io_context loop;
    const sense::LookUp look_up = sense::threaded_look_up(loop);
    std::vector<std::vector<std::string>> answers;
    for (int i = 0; i < 3; ++i) {
        look_up("localhost",
                [&](std::vector<std::string> addresses) { answers.push_back(std::move(addresses)); });
    }
    CHECK(answers.empty());
    loop.run();
    REQUIRE(answers.size() == 3);
    for (const auto& addresses : answers) {
        CHECK(std::find(addresses.begin(), addresses.end(), "127.0.0.1") != addresses.end());
    }
}

TEST_CASE("a look-up whose asker is gone is dropped") {
    boost::asio::io_context loop;
    bool answered = false;
    sense::threaded_look_up(loop)("localhost", [&](const std::vector<std::string>&) { answered = true; });
    loop.run();
    CHECK_FALSE(answered);
}
