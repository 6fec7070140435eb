// SPDX-License-Identifier: MIT
#include "tray/errand_words.hpp"

#include "common/text.hpp"
#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

TEST_CASE("a server that is watched from now on is told in the command line's own words") {
    CHECK(about_watching(true, "port 3000 is watched now.\r\n") ==
          Notification{"Watched from now on", "port 3000 is watched now.", false, "answer"});
    CHECK(about_watching(false, "mirrorwatch: port 3000 is watched already.\r\n") ==
          Notification{"That did not work", "mirrorwatch: port 3000 is watched already.", true, "answer"});
}

TEST_CASE("a command line program that is not there, or says nothing, is told too") {
    CHECK(about_watching(false, "").text == "mirrorwatch.exe could not be run, or did not end in time.");
    CHECK(about_watching(false, std::string(1'000, 'x')).text.size() <= 255 + 2);
}

TEST_CASE("of the service's start only a failure is told: that it runs is seen by the icon") {
    CHECK(!about_start(""));
    CHECK(about_start("The service does not start.") ==
          Notification{"That did not work", "The service does not start.", true, "answer"});
}

namespace {

EndpointView built_in(std::string name, const std::string& address) {
    EndpointView check = endpoint(std::move(name), EndpointState::Up);
    check.address = address;
    check.source = EndpointSource::BuiltIn;
    return check;
}

EndpointView server(const std::string& port) {
    EndpointView learned = endpoint("port " + port, EndpointState::Up);
    learned.source = EndpointSource::Learned;
    return learned;
}

Snapshot first_morning() {
    Snapshot snapshot = all_well();
    snapshot.endpoints = {built_in("WSL's network", "wsl-network"),
                          built_in("the Internet", "tcp://www.msftconnecttest.com:80"), server("3000"),
                          server("5432")};
    return snapshot;
}

} // namespace

TEST_CASE("who sees the icon for the first time is told what is watched, where the Internet is tried, and "
          "where the icon is") {
    const auto first = about_first_run(first_morning());
    REQUIRE(first);
    CHECK(first->title == "Mirrorwatch is here");
    CHECK(
        first->text ==
        "Watching WSL for you: WSL's network and the Internet; servers in WSL: port 3000 and port 5432. The "
        "Internet is tried at www.msftconnecttest.com, as Windows does.\nDrag the icon from behind the "
        "taskbar's "
        "arrow onto the taskbar to see it always.");
    CHECK(first->text.size() <= 255);
    CHECK_FALSE(first->warns);
}

TEST_CASE("with many servers the first words still fit, and say where the icon is") {
    Snapshot snapshot = first_morning();
    for (int port = 6000; port < 6050; ++port) {
        snapshot.endpoints.push_back(server(std::to_string(port)));
    }
    const auto first = about_first_run(snapshot);
    REQUIRE(first);
    CHECK(first->text.size() <= 255 + 2);
    CHECK(contains(first->text, "to see it always."));
}

TEST_CASE(
    "nothing is said as long as nothing is known to be watched; that there is nothing to guard is said") {
    Snapshot snapshot = first_morning();
    for (EndpointView& endpoint : snapshot.endpoints) {
        endpoint.state = EndpointState::Unknown;
    }
    CHECK_FALSE(about_first_run(snapshot));
    snapshot.headline = {MessageId::NothingToGuard, {"NAT"}};
    REQUIRE(about_first_run(snapshot));
    CHECK(contains(about_first_run(snapshot)->text, text::to_text(snapshot.headline)));
}
