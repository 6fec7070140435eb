#include "tests/common/wslconfig/nasty_files.hpp"
#include "tests/common/wslconfig/properties.hpp"

#include <doctest/doctest.h>

// The program wslconfig-pairs takes many more of them.
namespace mirrorwatch::wslconfig {

using namespace std::string_literals;

TEST_CASE("what generated files showed to be wrong stays right") {
    const struct {
        std::string file;
        Edit edit;
    } found[] = {
        // A unit that reads like the end of the file was escaped, and the rest of its line became a line.
        {"[wsl2]\nkernel=\\\xef\xbf\xbf"s + "rest\nipv6=true\n", {Edit::Kind::Unset, "ipv6", {}}},
        // A remark's last backslash passed for a continuation, and the next comment was uncommented as well.
        {"[wsl2]\n#memory=8GB # in C:\\\n#ipv6=true\n", {Edit::Kind::Uncomment, "memory", {}}},
        {"[wsl2]\nmemory=8GB # in C:\\\n# a remark\n", {Edit::Kind::Comment, "memory", {}}},
        // The wrong address had turned it off: a line that had become part of a comment looked like success.
        {"[experimental]\rdnsTunnelingIpAddress= x\r##swap=0\r", {Edit::Kind::Set, "dnsTunneling", "0"}},
    };

    for (const auto& one : found) {
        CAPTURE(literal(one.file));
        CHECK(broken_by_reading(one.file).value_or("") == "");
        const Attempt tried = attempt(one.file, one.edit);
        CHECK_FALSE(tried.is_refused);
        CHECK(tried.broken.value_or("") == "");
    }
}

TEST_CASE("parser and editor do with generated files what they promise") {
    NastyFiles files(2026);
    for (int i = 0; i < 1000; ++i) {
        const std::string file = i % 4 == 0 ? files.good() : files.next();
        const Edit edit = files.edit();
        CAPTURE(literal(file));
        CAPTURE(literal(edit));
        REQUIRE(broken_by_reading(file).value_or("") == "");
        REQUIRE(attempt(file, edit).broken.value_or("") == "");
    }
}

TEST_CASE("the same seed gives the same files") {
    NastyFiles one(7);
    NastyFiles other(7);
    for (int i = 0; i < 100; ++i) {
        CHECK(one.next() == other.next());
        CHECK(one.edit() == other.edit());
    }
}

} // namespace mirrorwatch::wslconfig
