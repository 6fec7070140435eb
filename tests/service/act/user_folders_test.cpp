// SPDX-License-Identifier: MIT
#include "service/act/user_folders.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / "mirrorwatch-user-folders";

    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }

    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("nobody has a folder where nothing was kept yet") {
    const Folder folder;
    CHECK(accounts_in(folder.path, real_folder_calls()).value().empty());
}

TEST_CASE("whoever something was kept of has a folder; what else lies there is none") {
    const Folder folder;
    const FolderCalls calls = real_folder_calls();
    for (const char* sid : {"S-1-5-21-2", "S-1-12-1-1"}) {
        REQUIRE(calls.make(folder_of(folder.path, sid)).has_value());
        CHECK(calls.make(folder_of(folder.path, sid)).has_value()); // it is there
    }
    fs::create_directories(folder.path / "users" / "Jane");
    std::ofstream{folder.path / "users" / "S-1-5-21-3"} << "a file";
    CHECK(accounts_in(folder.path, calls).value() == Names{"S-1-12-1-1", "S-1-5-21-2"});
}

TEST_CASE("a file in the place of the folder is an error, and not taken for nobody") {
    const Folder folder;
    std::ofstream{folder.path / "users"} << "";
    CHECK(accounts_in(folder.path, real_folder_calls()).has_error());
    CHECK(real_folder_calls().make(folder_of(folder.path, "S-1-5-21-1")).has_error());
}
