#include "service/sense/wsl_sign.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

namespace {

using Names = std::vector<std::string>;

struct Fixture {
    boost::asio::io_context loop;
    Result<Names> processes = Names{};
    std::vector<bool> seen;
    std::vector<std::string> complaints;
    WslSignWatch watch{
        loop, [this] { return processes; },
        [this](const decide::Event& e) { seen.push_back(std::get<decide::WslSign>(e).present); },
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
    CHECK(f.seen == std::vector{false});
    f.processes = Names{"explorer.exe", "vmmemWSL"};
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector{false, true});
    f.processes = Names{"explorer.exe"};
    f.watch.look();
    CHECK(f.seen == std::vector{false, true, false});
}

TEST_CASE("a look that fails changes nothing, and is complained of once") {
    Fixture f;
    f.processes = Names{"vmmemWSL"};
    f.watch.look();
    f.processes = Error{"no memory"};
    f.watch.look();
    f.watch.look();
    CHECK(f.seen == std::vector{true});
    CHECK(f.complaints == std::vector<std::string>{"WSL's machine: no memory"});
    f.processes = Names{"vmmemWSL"};
    f.watch.look();
    CHECK(f.seen == std::vector{true});
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
