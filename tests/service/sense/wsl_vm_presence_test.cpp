// SPDX-License-Identifier: MIT
#include "service/sense/wsl/wsl_vm_presence.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

namespace {

using Processes = std::vector<Process>;
using Ids = std::vector<std::uint32_t>;

struct Fixture {
    boost::asio::io_context loop;
    Result<Processes> processes = Processes{};
    std::vector<Ids> seen;
    std::vector<std::string> complaints;
    WslSignWatch watch{
        loop, [this] { return processes; },
        [this](const decide::Event& e) { seen.push_back(std::get<decide::WslVmPresence>(e).processes); },
        [this](const std::string& sentence) { complaints.push_back(sentence); }};
};

} // namespace

TEST_CASE("only the process that holds a WSL machine's memory is a sign of it") {
    CHECK(is_wsl_machine("vmmemWSL"));
    CHECK(is_wsl_machine("VMMEMWSL.exe"));
    for (const char* name : {"vmmem", "vmmem.exe", "vmmemWSLx", "wslhost.exe", "wslrelay.exe",
                             "wslservice.exe", "wsl.exe", ""}) {
        CAPTURE(name);
        CHECK_FALSE(is_wsl_machine(name));
    }
}

TEST_CASE("the first look is told, and then only changes") {
    Fixture f;
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{}});
    f.processes = Processes{{4, "explorer.exe"}, {8, "vmmemWSL"}};
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{}, {8}});
    f.processes = Processes{{4, "explorer.exe"}};
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{}, {8}, {}});
}

TEST_CASE("a machine of another user beside one that runs is told, and so is the end of one of them") {
    Fixture f;
    f.processes = Processes{{8, "vmmemWSL"}};
    f.watch.look();
    f.processes = Processes{{12, "vmmemWSL"}, {8, "vmmemWSL"}};
    f.watch.look();
    f.processes = Processes{{12, "vmmemWSL"}};
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{8}, {8, 12}, {12}});
}

TEST_CASE("a machine that took the place of another one between two looks is told") {
    Fixture f;
    f.processes = Processes{{8, "vmmemWSL"}};
    f.watch.look();
    f.processes = Processes{{12, "vmmemWSL"}};
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{8}, {12}});
}

TEST_CASE("a look that fails changes nothing, and is complained of once") {
    Fixture f;
    f.processes = Processes{{8, "vmmemWSL"}};
    f.watch.look();
    f.processes = Error{"no memory"};
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{8}});
    CHECK(f.complaints == std::vector<std::string>{"WSL's machine: no memory"});
    f.processes = Processes{{8, "vmmemWSL"}};
    f.watch.look();
    CHECK(f.seen == std::vector<Ids>{{8}});
}

TEST_CASE("nothing wakes the loop while nobody waits for WSL") {
    Fixture f;
    f.watch.look();
    CHECK(f.loop.poll() == 0);
    CHECK(f.loop.stopped()); // it has nothing to wait for
    f.loop.restart();
    f.watch.hurry(true);
    CHECK(f.loop.poll() == 0);
    CHECK_FALSE(f.loop.stopped());
    f.watch.hurry(false);
    f.loop.poll();
    CHECK(f.loop.stopped());
}
