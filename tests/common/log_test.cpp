// SPDX-License-Identifier: MIT
#include "common/log.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace mirrorwatch;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / fs::path{u8"mirrorwatch-log-tüst"};

    Folder() { fs::remove_all(path); }

    ~Folder() { fs::remove_all(path); }

    std::string text() const {
        std::ifstream file{path / "mirrorwatch.log", std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator{path}, fs::directory_iterator{}));
    }
};

} // namespace

TEST_CASE("the log makes its folder and holds each sentence with its level") {
    const Folder folder;
    const Log log{{folder.path, LogLevel::Info, false}};
    log.warn("the VPN {came} up");
    CHECK(folder.text().find(" warning the VPN {came} up") != std::string::npos);
}

TEST_CASE("what is below the level is not written") {
    const Folder folder;
    const Log log{{folder.path, LogLevel::Warn, false}};
    log.info("quiet");
    log.error("loud");
    CHECK(folder.text().find("quiet") == std::string::npos);
    CHECK(folder.text().find("loud") != std::string::npos);
}

TEST_CASE("the log keeps five files at most") {
    const Folder folder;
    {
        const Log log{{folder.path, LogLevel::Info, false}};
        const std::string line(100 * 1024, 'x');
        for (int i = 0; i < 80; ++i) {
            log.info(line);
        }
    }
    CHECK(folder.files() == 5);
}

TEST_CASE("a log without a place writes nowhere and does not fail") {
    const Log log;
    log.error("nobody reads this");
    CHECK_FALSE(log_level_named("loud").has_value());
    CHECK(log_level_named("debug") == LogLevel::Debug);
}
