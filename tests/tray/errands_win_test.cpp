// SPDX-License-Identifier: MIT
#include "tray/errands_win.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

std::wstring command_interpreter() {
    std::wstring path(MAX_PATH, L'\0');
    path.resize(GetSystemDirectoryW(path.data(), MAX_PATH));
    return path + L"\\cmd.exe";
}

KernelHandle make_event() {
    return KernelHandle{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
}

} // namespace

TEST_CASE("what a hidden program says, and how it ends, comes back") {
    const KernelHandle stop = make_event();
    const auto end = run_hidden(command_interpreter(), L"/c echo watched& exit 3", stop.get());
    REQUIRE(end);
    CHECK(end->exit_code == 3);
    CHECK(end->output.starts_with("watched"));
}

TEST_CASE("a program that is not there is told as nothing") {
    const KernelHandle stop = make_event();
    CHECK(!run_hidden(LR"(C:\no\such\program.exe)", L"", stop.get()));
}

TEST_CASE("a program that hangs is ended with the tray") {
    const KernelHandle stop = make_event();
    SetEvent(stop.get());
    const auto before = std::chrono::steady_clock::now();
    CHECK(!run_hidden(command_interpreter(), L"/c pause", stop.get()));
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{20});
}

TEST_CASE("the command line program is looked for beside our own file") {
    const std::wstring program = command_line_program();
    CHECK(program.ends_with(L"\\mirrorwatch.exe"));
    CHECK(program.size() > std::wstring_view{LR"(C:\mirrorwatch.exe)"}.size() - 3);
}

TEST_CASE("what an errand has to tell is told once, by a call that only posts") {
    const KernelHandle ended = make_event();
    Errands errands{[&] { SetEvent(ended.get()); }};
    errands.start([](HANDLE) { return Notification{"Watched", "port 3000"}; });
    REQUIRE(WaitForSingleObject(ended.get(), 10'000) == WAIT_OBJECT_0);
    CHECK(errands.take_ended() == std::vector<Notification>{{"Watched", "port 3000"}});
    CHECK(errands.take_ended().empty());
}

TEST_CASE("an errand that waits for ever is ended with the tray") {
    bool was_stopped = false;
    {
        Errands errands{[] {}};
        errands.start([&](HANDLE stop) -> std::optional<Notification> {
            was_stopped = WaitForSingleObject(stop, 10'000) == WAIT_OBJECT_0;
            return std::nullopt;
        });
    }
    CHECK(was_stopped);
}
