// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/user_settings.hpp"
#include "tests/support/fake_files.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::agent;

namespace {

constexpr const char* c_path = R"(C:\Users\jane\AppData\Local\Mirrorwatch\mirrorwatch.toml)";

Result<std::optional<std::string>> read(const std::string& bytes) {
    FakeFiles files;
    files.folders.insert(R"(C:\Users\jane\AppData\Local\Mirrorwatch)");
    files.put(c_path, bytes);
    return read_settings_file(files, c_path);
}

} // namespace

TEST_CASE("the user's settings are read as they are") {
    CHECK(read("a = \"\xc3\xbc\\\"\"\r\n# \t\n")->value() == "a = \"\xc3\xbc\\\"\"\r\n# \t\n");
    CHECK(read("")->value().empty());
    CHECK(read("\xef\xbb\xbf[health]")->value() == "[health]");
}

TEST_CASE("no file is no text") {
    FakeFiles files;
    CHECK_FALSE(read_settings_file(files, c_path)->has_value());
}

TEST_CASE("what an answer cannot hold is told") {
    const std::string path = c_path;
    CHECK(read(std::string(400 * 1024, '#')).has_value());
    CHECK(read(std::string(400 * 1024 + 1, '#')).error().message ==
          path + " is larger than 400 KiB, which is no size for such a file.");
    CHECK(read(std::string{"\xff\xfe[\0", 4}).error().message == path + " is UTF-16 text. Save it as UTF-8.");
    CHECK(read("a = \"\xfc\"").error().message == path + " is no UTF-8 text. Save it as UTF-8.");
}

TEST_CASE("a file that cannot be read is told in the store's words") {
    FakeFiles files;
    files.fails_at = 1;
    files.error = {FileTrouble::Locked, "sharing violation"};
    CHECK(read_settings_file(files, c_path).error().message.find("is open in another program") !=
          std::string::npos);
}

TEST_CASE("a proxy, a script or a network that names one is a proxy") {
    CHECK_FALSE(has_proxy({}));
    CHECK(has_proxy({"proxy:8080", "", false}));
    CHECK(has_proxy({"", "http://wpad/wpad.dat", false}));
    CHECK(has_proxy({"", "", true}));
}

TEST_CASE("the agent answers with the text and the proxy") {
    World world;
    world.ports.read_settings = [] {
        return Result<std::optional<std::string>>{std::optional<std::string>{"x"}};
    };
    world.ports.proxy_settings = [] { return ProxySettings{"proxy:1", "", false}; };
    CHECK((handle(ReadUserSettings{}, world.ports) == Reply{UserSettings{"x", true}}));
}

TEST_CASE("the agent refuses with the reason") {
    World world;
    world.ports.read_settings = [] { return Result<std::optional<std::string>>{Error{"no"}}; };
    world.ports.proxy_settings = [] { return ProxySettings{}; };
    const Reply reply = handle(ReadUserSettings{}, world.ports);
    REQUIRE(std::holds_alternative<Refusal>(reply));
    CHECK(std::get<Refusal>(reply).why == Message{MessageId::AgentFailed, {"no"}});
}
