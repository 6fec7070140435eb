// SPDX-License-Identifier: MIT
#include "service/sense/wsl/wsl_vm_presence_win.hpp"

#include <windows.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;

TEST_CASE("this program is among the processes") {
    const auto processes = sense::read_processes();
    REQUIRE(processes.has_value());
    const auto ours = std::ranges::find(*processes, GetCurrentProcessId(), &sense::Process::id);
    REQUIRE(ours != processes->end());
    CHECK(ours->name == "mirrorwatch-tests.exe");
}
