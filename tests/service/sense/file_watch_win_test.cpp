// SPDX-License-Identifier: MIT
#include "service/sense/wsl/file_watch_win.hpp"

#include <windows.h>
#include <boost/asio/io_context.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace std::chrono_literals;

namespace {

std::wstring new_folder() {
    static int count = 0;
    wchar_t temp[MAX_PATH + 1];
    GetTempPathW(MAX_PATH, temp);
    std::wstring folder = std::wstring{temp} + L"mirrorwatch-test-" + std::to_wstring(GetCurrentProcessId()) +
                          L"-" + std::to_wstring(++count);
    REQUIRE(CreateDirectoryW(folder.c_str(), nullptr));
    return folder;
}

void write(const std::wstring& path, const std::string& text) {
    const HANDLE file = CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
    REQUIRE(file != INVALID_HANDLE_VALUE);
    DWORD written = 0;
    CHECK(WriteFile(file, text.data(), static_cast<DWORD>(text.size()), &written, nullptr));
    CloseHandle(file);
}

/// A folder of its own; what is to be there before the watch begins is written first.
struct World {
    std::wstring folder = new_folder();
    std::wstring file = folder + L"\\.wslconfig";
    boost::asio::io_context loop;
    int changes = 0;
    std::vector<std::string> complaints;
    std::unique_ptr<sense::FileWatch> watch;

    void begin() {
        watch = std::make_unique<sense::FileWatch>(
            loop, folder, L".wslconfig", [this] { ++changes; },
            [this](const std::string& sentence) { complaints.push_back(sentence); });
    }

    ~World() {
        watch.reset();
        loop.restart();
        loop.run(); // the cancelled read has completed
        for (const wchar_t* name : {L"\\.wslconfig", L"\\.wslconfig.new", L"\\other"}) {
            DeleteFileW((folder + name).c_str());
        }
        RemoveDirectoryW(folder.c_str());
    }

    /// The limit is there for a test that fails.
    void run_until(const int& count, int least) {
        while (count < least) {
            REQUIRE(loop.run_one_for(30s) == 1);
        }
    }
};

} // namespace

TEST_CASE("a file that is created is a change") {
    World world;
    world.begin();
    write(world.file, "[wsl2]\n");
    world.run_until(world.changes, 1);
    CHECK(world.complaints.empty());
}

TEST_CASE("a file that is written is a change") {
    World world;
    write(world.file, "a");
    world.begin();
    write(world.file, "b");
    world.run_until(world.changes, 1);
}

TEST_CASE("a file that another is renamed over is a change") {
    World world;
    write(world.file, "a");
    write(world.file + L".new", "b");
    world.begin();
    REQUIRE(MoveFileExW((world.file + L".new").c_str(), world.file.c_str(),
                        MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
    world.run_until(world.changes, 1);
}

TEST_CASE("a file that is removed is a change") {
    World world;
    write(world.file, "a");
    world.begin();
    REQUIRE(DeleteFileW(world.file.c_str()));
    world.run_until(world.changes, 1);
}

TEST_CASE("changes are told one after the other, for as long as the watch lives") {
    World world;
    world.begin();
    for (int i = 1; i <= 3; ++i) {
        write(world.file, std::to_string(i));
        world.run_until(world.changes, i);
    }
}

TEST_CASE("the events of one save are told once") {
    World world;
    world.begin();
    for (int i = 0; i < 20; ++i) {
        write(world.file, "[wsl2]\nnetworkingMode=mirrored\n");
    }
    world.run_until(world.changes, 1);
    CHECK(world.changes == 1);
}

TEST_CASE("the name may be written in another case") {
    World world;
    world.begin();
    write(world.folder + L"\\.WSLCONFIG", "a");
    world.run_until(world.changes, 1);
}

TEST_CASE("another file of the folder is no change") {
    World world;
    int others = 0;
    world.begin();
    // Made second, it is told second: when it has been, the first would have been.
    const sense::FileWatch other{world.loop, world.folder, L"other", [&] { ++others; },
                                 [](const std::string&) {}};
    write(world.folder + L"\\other", "a");
    world.run_until(others, 1);
    CHECK(world.changes == 0);
}

TEST_CASE("a folder that comes later is watched from then on, and told of") {
    World world;
    RemoveDirectoryW(world.folder.c_str());
    world.begin();
    REQUIRE(world.complaints.size() == 1);
    CHECK(world.complaints[0].starts_with("A folder cannot be watched. CreateFileW: "));
    REQUIRE(CreateDirectoryW(world.folder.c_str(), nullptr));
    world.run_until(world.changes, 1);
    write(world.file, "a");
    world.run_until(world.changes, 2);
    CHECK(world.complaints.size() == 1);
}

TEST_CASE("a watch that goes away lets the loop end and tells nothing") {
    World world;
    world.begin();
    write(world.file, "a");
    world.watch.reset();
    world.loop.run();
    CHECK(world.changes == 0);
}
