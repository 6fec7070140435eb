// SPDX-License-Identifier: MIT
#include "service/setup/disk_win.hpp"

#include "common/handle_win.hpp"
#include "service/setup/version_swap.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::setup;

namespace fs = std::filesystem;

namespace {

/// A folder of its own, which is gone at the end.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("mirrorwatch-disk-" + std::to_string(GetCurrentProcessId()));
    std::unique_ptr<Disk> disk = windows_disk();

    Folder() { fs::create_directories(path); }

    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    void lay(const char* name, const std::string& bytes) {
        CHECK(disk->write(path / name, bytes).has_value());
    }

    [[nodiscard]] std::string text(const char* name) {
        return disk->read(path / name).value().value_or("none");
    }
};

} // namespace

TEST_CASE(
    "a file takes the place of another, in folders that were not there, and nothing is left of the way") {
    Folder f;
    f.lay("new/config/a.toml", "new");
    CHECK(f.disk->put(f.path / "new/config/a.toml", f.path / "in/config/a.toml").has_value());
    f.lay("new/config/a.toml", "newer");
    CHECK(f.disk->put(f.path / "new/config/a.toml", f.path / "in/config/a.toml").has_value());
    CHECK(f.text("in/config/a.toml") == "newer");
    CHECK(f.disk->list(f.path / "in") == std::vector<fs::path>{fs::path{"config"} / "a.toml"});
    f.disk->discard(f.path / "in");
    CHECK_FALSE(f.disk->exists(f.path / "in"));
}

TEST_CASE("a file that another program holds is neither replaced nor moved") {
    Folder f;
    f.lay("new", "new");
    f.lay("in/held", "old");
    const FileHandle held{CreateFileW((f.path / "in/held").c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                      OPEN_EXISTING, 0, nullptr)};
    REQUIRE(held);
    CHECK(f.disk->put(f.path / "new", f.path / "in/held").has_error());
    CHECK(f.disk->remove(f.path / "in/held").has_error());
    CHECK(f.text("in/held") == "old");
    CHECK(f.disk->list(f.path / "in").size() == 1);
}

TEST_CASE("a program that runs is replaced, and runs on") {
    Folder f;
    const fs::path program = f.path / "program.exe";
    REQUIRE(CopyFileW(LR"(C:\windows\system32\cmd.exe)", program.c_str(), FALSE));
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started{};
    std::wstring command = L"\"" + program.native() + L"\" /k";
    REQUIRE(CreateProcessW(program.c_str(), command.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW,
                           nullptr, nullptr, &startup, &started));
    const KernelHandle process{started.hProcess};
    const KernelHandle thread{started.hThread};
    f.lay("new", "new");
    CHECK(f.disk->put(f.path / "new", program).has_value());
    CHECK(f.text("program.exe") == "new");
    CHECK(WaitForSingleObject(process.get(), 0) == WAIT_TIMEOUT);
    TerminateProcess(process.get(), 0);
    WaitForSingleObject(process.get(), 5'000);
}

TEST_CASE("one setup at a time, and the lock goes with the one that has it") {
    Folder f;
    std::shared_ptr<void> first = f.disk->lock(f.path / "lock");
    CHECK(first);
    CHECK_FALSE(f.disk->lock(f.path / "lock"));
    first.reset();
    CHECK_FALSE(f.disk->exists(f.path / "lock"));
    CHECK(f.disk->lock(f.path / "lock"));
}

TEST_CASE("on this disk, too, an interrupted swap is completed") {
    Folder f;
    const Places places{f.path / "Mirrorwatch", f.path / "Mirrorwatch.new", f.path / "Mirrorwatch.swap",
                        f.path / "settings.toml"};
    for (const char* name : {"mirrorwatch.exe", "config/mirrorwatch.toml"}) {
        f.lay((std::string{"Mirrorwatch/"} + name).c_str(), "old");
        f.lay((std::string{"Mirrorwatch.new/"} + name).c_str(), "new");
    }
    {
        VersionSwap swap{*f.disk, places};
        REQUIRE(swap.begin().has_value());
        CHECK(mend(*f.disk, places).value().empty()); // it is at work
    }
    f.lay("Mirrorwatch/mirrorwatch.exe", "new"); // and is killed behind its first file
    CHECK_FALSE(mend(*f.disk, places).value().empty());
    CHECK(f.text("Mirrorwatch/config/mirrorwatch.toml") == "new");
    CHECK_FALSE(f.disk->exists(places.kept));
}
