// SPDX-License-Identifier: MIT
#include "service/act/metrics_calls_win.hpp"

#include "common/handle_win.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("mirrorwatch-metrics-" + std::to_string(GetCurrentProcessId()));
    std::vector<std::string> complaints;
    MetricsFile file{windows_metrics_calls(),
                     [this](const std::string& sentence) { complaints.push_back(sentence); }};
    MetricsFile::TimePoint now{};

    Folder() {
        fs::create_directories(path);
        file.use(path / "m.prom");
    }

    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& text) {
        file.write_if_due([&] { return text; }, now);
        now += MetricsFile::c_every;
    }

    [[nodiscard]] std::string text() const {
        std::ifstream stream{path / "m.prom", std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
};

} // namespace

TEST_CASE("metrics on the disk are replaced, a leftover of an earlier run too, and removed in the end") {
    Folder folder;
    std::ofstream{folder.path / "m.prom.new"} << "half of ";
    folder.write("1\n");
    folder.write("2\n");
    CHECK(folder.complaints.empty());
    CHECK(folder.text() == "2\n");
    CHECK_FALSE(fs::exists(folder.path / "m.prom.new"));
    folder.file.use({});
    CHECK_FALSE(fs::exists(folder.path / "m.prom"));
}

TEST_CASE("metrics that a program reads without sharing are replaced later, and that is told once") {
    Folder folder;
    folder.write("1\n");
    {
        const FileHandle reader{CreateFileW((folder.path / "m.prom").c_str(), GENERIC_READ, FILE_SHARE_READ,
                                            nullptr, OPEN_EXISTING, 0, nullptr)};
        REQUIRE(reader);
        folder.write("2\n");
        folder.write("2\n");
    }
    CHECK(folder.complaints.size() == 1);
    folder.write("2\n");
    CHECK(folder.text() == "2\n");
}

TEST_CASE("metrics go into no folder that is missing") {
    Folder folder;
    folder.file.use(folder.path / "nowhere" / "m.prom");
    folder.write("1\n");
    REQUIRE(folder.complaints.size() == 1);
    CHECK(folder.complaints[0].find("cannot be written: CreateFileW: ") != std::string::npos);
}
