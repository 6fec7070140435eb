#include "common/handle_win.hpp"
#include "service/agent/config_store_win.hpp"
#include "service/agent/file_win.hpp"

#include <windows.h>

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

using Bytes = std::optional<std::string>;

/// A folder of its own below the temporary one; left empty at the end.
struct Folder {
    std::wstring path;

    Folder() {
        wchar_t temporary[MAX_PATH + 1];
        GetTempPathW(MAX_PATH, temporary);
        path = std::wstring{temporary} + L"mirrorwatch-test-" + std::to_wstring(GetCurrentProcessId());
        CreateDirectoryW(path.c_str(), nullptr);
    }

    ~Folder() {
        SetFileAttributesW(file().c_str(), FILE_ATTRIBUTE_NORMAL);
        DeleteFileW(file().c_str());
        DeleteFileW((file() + L".mirrorwatch.tmp").c_str());
        RemoveDirectoryW(path.c_str());
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::wstring file() const { return path + L"\\.wslconfig"; }

    [[nodiscard]] bool has_temporary() const {
        return GetFileAttributesW((file() + L".mirrorwatch.tmp").c_str()) != INVALID_FILE_ATTRIBUTES;
    }
};

} // namespace

TEST_CASE("the file is made, replaced and removed, byte for byte, and nothing stays beside it") {
    const Folder folder;
    UserConfig config{folder.file()};
    const std::string nasty{"\xef\xbb\xbf[wsl2]\r\n\0\x1a\n", 14};
    CHECK(*config.read() == std::nullopt);
    CHECK(*config.replace(std::nullopt, nasty));
    CHECK(*config.read() == nasty);
    CHECK(*config.replace(nasty, "short"));
    CHECK(*config.read() == "short");
    CHECK(*config.replace("short", std::nullopt));
    CHECK(*config.read() == std::nullopt);
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("a file that is not what was read is left alone") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "theirs"));
    CHECK_FALSE(*config.replace("ours", "new"));
    CHECK_FALSE(*config.replace(std::nullopt, "new"));
    CHECK_FALSE(*config.replace("ours", std::nullopt));
    CHECK(*config.read() == "theirs");
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("attributes outlive a replacement, and one that a kill left behind is overwritten") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "old"));
    SetFileAttributesW(folder.file().c_str(), FILE_ATTRIBUTE_HIDDEN);
    {
        UserConfig stale{folder.file() + L".mirrorwatch.tmp"};
        CHECK(*stale.replace(std::nullopt, "half of somethi"));
    }
    CHECK(*config.replace("old", "new"));
    CHECK(*config.read() == "new");
    CHECK((GetFileAttributesW(folder.file().c_str()) & FILE_ATTRIBUTE_HIDDEN) != 0);
}

TEST_CASE("a file that others read and write is read") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "bytes"));
    const FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ | GENERIC_WRITE,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                       OPEN_EXISTING, 0, nullptr)};
    REQUIRE(other);
    CHECK(*config.read() == "bytes");
}

TEST_CASE("a locked file is an error, and stays what it is") {
    const Folder folder;
    UserConfig config{folder.file()};
    CHECK(*config.replace(std::nullopt, "bytes"));
    {
        const FileHandle other{CreateFileW(folder.file().c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                           OPEN_EXISTING, 0, nullptr)};
        REQUIRE(other);
        CHECK(config.replace("bytes", "new").has_error());
    }
    CHECK(*config.read() == "bytes");
    CHECK_FALSE(folder.has_temporary());
}

TEST_CASE("the history makes its folder, and gives back what was written") {
    const Folder folder;
    UserHistory history{folder.path + L"\\a\\b"};
    CHECK(*history.read("x.json") == std::nullopt);
    CHECK(history.write("x.json", "one").has_value());
    CHECK(history.write("x.json", "two").has_value());
    CHECK(*history.read("x.json") == "two");
    CHECK(history.remove("x.json").has_value());
    CHECK(history.remove("x.json").has_value());
    CHECK(*history.read("x.json") == std::nullopt);
    RemoveDirectoryW((folder.path + L"\\a\\b").c_str());
    RemoveDirectoryW((folder.path + L"\\a").c_str());
}

} // namespace mirrorwatch::agent
