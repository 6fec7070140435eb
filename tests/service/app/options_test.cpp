#include "service/app/options.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::app;
namespace fs = std::filesystem;

namespace {

struct File {
    fs::path path = fs::temp_directory_path() / "mirrorwatch-options-test.toml";

    explicit File(const std::string& text) { std::ofstream{path, std::ios::binary} << text; }

    ~File() { fs::remove(path); }
};

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("without a file the built-in settings and VPN table count, and nothing is said") {
    const Configuration c = load_configuration("/nowhere/mirrorwatch.toml", false);
    CHECK(c.warnings.empty());
    CHECK_FALSE(c.rules.rules.empty());
}

TEST_CASE("a file that was asked for and is missing is a warning") {
    const Configuration c = load_configuration("/nowhere/mirrorwatch.toml", true);
    REQUIRE(c.warnings.size() == 1);
    CHECK(mentions(c.warnings[0], "cannot be read"));
}

TEST_CASE("a broken file is said with line and column, and nothing of it is in force") {
    const File file{"[adapters]\nquiet = \"9 ms\"\npoll = = 3\n"};
    const Configuration c = load_configuration(file.path, true);
    REQUIRE(c.warnings.size() == 1);
    CHECK(mentions(c.warnings[0], ".toml:3:"));
    CHECK(c.settings == load_configuration("/nowhere/mirrorwatch.toml", false).settings);
}
