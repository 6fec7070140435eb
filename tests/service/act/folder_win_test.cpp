// SPDX-License-Identifier: MIT
#include "service/act/folder_win.hpp"

#include <doctest/doctest.h>

#include <windows.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace mirrorwatch::act {
namespace {

struct Place {
    Place()
        : path(std::filesystem::temp_directory_path() /
               ("mirrorwatch-folder-" + std::to_string(GetCurrentProcessId()))) {}

    ~Place() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }

    std::filesystem::path path;
};

} // namespace

TEST_CASE(
    "SYSTEM and Administrators own the service's folder, users read, and nothing is inherited from above") {
    CHECK(std::wstring{c_folder_sddl} == L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)");
}

TEST_CASE("the service's folder is made, and one that is there keeps what lies in it") {
    const Place place;
    REQUIRE(make_protected_folder(place.path).has_value());
    CHECK(std::filesystem::is_directory(place.path));
    std::ofstream{place.path / "mirrorwatch.toml"} << "# mine\n";
    REQUIRE(make_protected_folder(place.path).has_value());
    CHECK(std::filesystem::exists(place.path / "mirrorwatch.toml"));
}

TEST_CASE("a file in the folder's place is refused with a sentence") {
    const Place place;
    std::ofstream{place.path} << "in the way";
    const Result<void> made = make_protected_folder(place.path);
    REQUIRE(made.has_error());
    CHECK_FALSE(made.error().message.empty());
    CHECK(std::filesystem::is_regular_file(place.path));
}

} // namespace mirrorwatch::act
