// SPDX-License-Identifier: MIT
#include "service/act/activity_log_calls_win.hpp"

#include "common/handle_win.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("mirrorwatch-history-" + std::to_string(GetCurrentProcessId()));

    Folder() { fs::create_directories(path); }

    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

const std::string c_sid = "S-1-5-21-1-2-3-1001";

decide::Record record_of(const std::string& vpn) {
    return {{MessageId::Excluding, {vpn}}, {}, false, UserId{c_sid, 1}};
}

} // namespace

TEST_CASE("a history on the disk is appended to by each start and read back") {
    const Folder folder;
    CHECK(read_history(folder.path, c_sid, 10).empty());
    for (const char* vpn : {"a", "b"}) {
        const Result<void> written =
            ActivityLogs{folder.path, windows_history_calls()}.append(record_of(vpn), {});
        REQUIRE_MESSAGE(written.has_value(), written.error().message);
    }
    const auto entries = read_history(folder.path, c_sid, 10);
    REQUIRE(entries.size() == 2);
    CHECK((entries[0].message == record_of("b").message));
    CHECK((entries[1].message == record_of("a").message));
}

TEST_CASE("a full history is renamed while somebody reads it") {
    const Folder folder;
    std::ofstream{folder.path / "history.jsonl", std::ios::binary} << std::string(1024 * 1024, '\n');
    const FileHandle reader{CreateFileW((folder.path / "history.jsonl").c_str(), GENERIC_READ,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                        OPEN_EXISTING, 0, nullptr)};
    REQUIRE(reader);
    const Result<void> written = ActivityLog{folder.path, windows_history_calls()}.append(record_of("a"), {});
    REQUIRE_MESSAGE(written.has_value(), written.error().message);
    CHECK(fs::file_size(folder.path / "history.1.jsonl") == 1024 * 1024);
    CHECK(read_history(folder.path, c_sid, 10).size() == 1);
}

TEST_CASE("the history of all is that of each account that has a folder") {
    const Folder folder;
    ActivityLogs logs{folder.path, windows_history_calls()};
    REQUIRE(logs.append(record_of("a"), {}).has_value());
    CHECK(fs::exists(folder.path / "users" / c_sid / "history.jsonl"));
    CHECK(read_history(folder.path, std::nullopt, 10).size() == 1);
    CHECK(read_history(folder.path, "S-1-5-21-1-2-3-1002", 10).empty());
}

TEST_CASE("a history that cannot be written says why") {
    const Folder folder;
    std::ofstream{folder.path / "users"} << "a file where the folder should be";
    const Result<void> written =
        ActivityLogs{folder.path, windows_history_calls()}.append(record_of("a"), {});
    REQUIRE(written.has_error());
    CHECK_FALSE(written.error().message.empty());
}
