// SPDX-License-Identifier: MIT
#include "service/act/folder_win.hpp"

#include "common/handle_win.hpp"
#include "service/act/file_calls_win.hpp"

#include <doctest/doctest.h>

#include <windows.h>

#include <sddl.h>

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
    "users may read the settings' folder and not even open the data's; nothing is inherited from above") {
    CHECK(std::wstring{c_settings_sddl} == L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)");
    CHECK(std::wstring{c_data_sddl} == L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
}

TEST_CASE("a folder is made with those above it, and one that is there keeps what lies in it") {
    const Place place;
    const auto folder = place.path / "Mirrorwatch" / "Data";
    REQUIRE(make_protected_folder(folder, c_data_sddl).has_value());
    CHECK(std::filesystem::is_directory(folder));
    std::ofstream{folder / "journal.json"} << "{}";
    REQUIRE(make_protected_folder(folder, c_data_sddl).has_value());
    CHECK(std::filesystem::exists(folder / "journal.json"));
}

TEST_CASE("what is no folder is moved aside, and kept") {
    const Place place;
    std::ofstream{place.path} << "in the way";
    REQUIRE(make_protected_folder(place.path, c_settings_sddl).has_value());
    CHECK(std::filesystem::is_directory(place.path));
    std::filesystem::path aside = place.path;
    aside += ".untrusted-1";
    CHECK(std::filesystem::is_regular_file(aside));
    std::filesystem::remove(aside);
}

TEST_CASE("a file on a drive that this machine does not have is an error, not a file that is missing") {
    wchar_t drive = L'Z';
    while ((GetLogicalDrives() & (1U << (drive - L'A'))) != 0) {
        --drive;
    }
    const std::filesystem::path file{std::wstring{drive} + L":\\endpoints.toml"};
    CHECK(trusted_local_file_calls().read(file).has_error());
    CHECK_FALSE(trusted_file_calls().read(file).value().has_value());
}

TEST_CASE("a file of one's own is trusted, and one that is missing is no error") {
    const Place place;
    std::filesystem::create_directories(place.path);
    std::ofstream{place.path / "mirrorwatch.toml"} << "# mine\n";
    for (const FileCalls& calls : {trusted_file_calls(), trusted_local_file_calls()}) {
        CHECK(calls.read(place.path / "mirrorwatch.toml").value().value().starts_with("# mine"));
        CHECK_FALSE(calls.read(place.path / "none").value().has_value());
    }
}

TEST_CASE("a folder in which everybody may make files is not closed") {
    const Place place;
    REQUIRE(make_protected_folder(place.path, c_settings_sddl).has_value());
    const Result<void> closed = check_closed(place.path);
    CHECK_MESSAGE(closed.has_value(), closed.error().message);
    const std::wstring name = place.path.wstring();
    LocalMemory<PSECURITY_DESCRIPTOR> open;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;WD)",
                                                                 SDDL_REVISION_1, open.put(), nullptr));
    REQUIRE(SetFileSecurityW(name.c_str(), DACL_SECURITY_INFORMATION, open.get()));
    CHECK(check_closed(place.path).has_error());
    CHECK(check_closed(place.path / "none").has_error());
}

} // namespace mirrorwatch::act
