// SPDX-License-Identifier: MIT
#include "service/bundle/bundle.hpp"

#include "tests/support/find_name.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mirrorwatch::bundle {
namespace {

constexpr std::chrono::sys_seconds c_now{std::chrono::seconds{1'795'000'000}};

std::vector<Source> some() {
    return {{"one.txt", "the first", [] { return text_result("jane was here\n"); }},
            {"two.txt", "the second", [] { return Result<std::string>{Error{"Access is denied."}}; }}};
}

bool has_python() {
    return std::system("python3 -c pass >/dev/null 2>&1") == 0; // not on Windows
}

} // namespace

TEST_CASE("what is in it is told first, and what could not be had in its place") {
    const auto entries = collect(some(), Masker{{{"jane"}, {}, {}}, find_western}, c_now);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].name == "contents.txt");
    CHECK(entries[0].bytes.find("are masked.\n\none.txt: the first\ntwo.txt: the second\n") !=
          std::string::npos);
    CHECK(entries[0].bytes.find("2026-11-18T11:06:40Z") != std::string::npos);
    CHECK(entries[1].bytes == "<user 1> was here\n");
    CHECK(entries[2].bytes == "It could not be had: Access is denied.\n");
}

TEST_CASE("unmasked is unmasked, and says so") {
    const auto entries = collect(some(), std::nullopt, c_now);
    CHECK(entries[0].bytes.find("Nothing is masked.") != std::string::npos);
    CHECK(entries[1].bytes == "jane was here\n");
}

TEST_CASE("of a long text the end is taken, from a whole line on") {
    std::string log;
    while (log.size() < 2 * c_longest_text) {
        log += "a line of a log, number " + std::to_string(log.size()) + "\n";
    }
    const auto entries = collect({{"log", "", [&] { return text_result(log); }}}, std::nullopt, c_now);
    CHECK(entries[1].bytes.size() <= c_longest_text);
    CHECK(entries[1].bytes.starts_with("a line of a log"));
    CHECK(log.ends_with(entries[1].bytes));
}

TEST_CASE("a person reads names, sizes and meanings") {
    const std::string table =
        contents_table({{"one.txt", std::string(2000, 'x')}, {"contents.txt", "x"}}, some());
    CHECK(table == "  one.txt             2 KiB     the first\n"
                   "  contents.txt        1 B       what is in this file\n");
    CHECK(usual_name(c_now) == "mirrorwatch-bundle-20261118T110640.zip");
}

TEST_CASE("a zip file has its signatures, and the same entries give the same bytes") {
    const std::vector<ZipEntry> entries{{"a.txt", "hello"}};
    const std::string zip = zip_of(entries, c_now);
    CHECK(zip.starts_with("PK\x03\x04"));
    CHECK(zip.find("PK\x01\x02") != std::string::npos);
    CHECK(zip.find("PK\x05\x06") != std::string::npos);
    CHECK(zip == zip_of(entries, c_now));
    CHECK(zip_of({}, c_now).size() == 22);
}

TEST_CASE("a program that knows zip files takes them, with names beyond ASCII and an empty entry" *
          doctest::skip(!has_python())) {
    const auto path =
        std::filesystem::temp_directory_path() /
        ("mirrorwatch-zip-" + std::to_string(reinterpret_cast<std::uintptr_t>(&c_now)) + ".zip");
    std::ofstream(path, std::ios::binary) << zip_of(
        {{"ä/long.txt", std::string(100'000, 'x')}, {"empty.txt", ""}, {"b.bin", std::string(3, '\0')}},
        c_now);
    const std::string command =
        "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
        "sys.exit(z.testzip() is not None or z.namelist() != [\"ä/long.txt\", \"empty.txt\", "
        "\"b.bin\"] or z.infolist()[0].date_time != (2026, 11, 18, 11, 6, 40) or "
        "z.read(\"b.bin\") != bytes(3))' ";
    CHECK(std::system((command + path.string()).c_str()) == 0);
    std::filesystem::remove(path);
}

} // namespace mirrorwatch::bundle
