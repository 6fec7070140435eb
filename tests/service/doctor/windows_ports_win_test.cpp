// SPDX-License-Identifier: MIT
#include "service/doctor/windows_ports_win.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::doctor {

TEST_CASE("a program's file is known by what others can call in it") {
    CHECK(has_exports({"kernel32.dll", {"CreateFileW", "ReadFile"}}));
    CHECK_FALSE(has_exports({"kernel32.dll", {"CreateFileW", "NobodysFunction"}}));
    CHECK_FALSE(has_exports({"nobodys.dll", {"CreateFileW"}}));
}

TEST_CASE("a server on 127.0.0.1 is among what Windows listens on, as long as it lives") {
    std::uint16_t port = 0;
    {
        const auto server = listen_on_loopback();
        REQUIRE(server.has_value());
        port = (*server)->port();
        CHECK(port != 0);
        CHECK(std::ranges::count(windows_listeners().value(), port) == 1);
    }
    CHECK(std::ranges::count(windows_listeners().value(), port) == 0);
}

TEST_CASE("the installed programs can be had, and each has a name") {
    const auto programs = installed_programs();
    REQUIRE(programs.has_value());
    CHECK(std::ranges::none_of(*programs, [](const InstalledProgram& one) { return one.name.empty(); }));
}

TEST_CASE("a program that does not run is in no session, and is older than no file") {
    CHECK_FALSE(runs_in_this_session("nobodys.exe"));
    CHECK_FALSE(is_newer_than_docker(R"(C:\no such file)"));
}

} // namespace mirrorwatch::doctor
