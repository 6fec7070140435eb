// SPDX-License-Identifier: MIT
#include "service/cli/set_settings.hpp"
#include "service/cli/settings_view.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

const std::string c_text = "# ours\r\n[policy]\r\naction = \"ask\" # really\r\n";

/// An administrator at a console.
struct Admin : agent::World {
    Admin() {
        config.name = R"(C:\ProgramData\Mirrorwatch\mirrorwatch.toml)";
        config.bytes = c_text;
    }

    Result<agent::FileChange> types(const std::vector<std::string>& words, bool dry_run = false,
                                    const std::vector<std::string>& managed = {}) {
        std::vector<std::string> line{"settings", "set"};
        line.insert(line.end(), words.begin(), words.end());
        return set_settings(settings_wished(std::get<CommandCall>(understand(line)).given), managed, dry_run,
                            ports);
    }
};

} // namespace

TEST_CASE("a setting is changed in the file, with a backup, and nothing else is") {
    Admin admin;
    const auto change = admin.types({"policy.action", "auto"});
    REQUIRE(change.has_value());
    CHECK(admin.config.bytes == "# ours\r\n[policy]\r\naction = \"auto\" # really\r\n");
    CHECK(change->backup.has_value());
    CHECK(change->reason == "set policy.action=auto");
}

TEST_CASE("several are changed at once, or none of them") {
    Admin admin;
    REQUIRE(admin.types({"policy.action", "auto", "watch.lan", "false", "policy.ladder", ""}).has_value());
    CHECK(admin.config.bytes == "# ours\r\n[policy]\r\nladder = []\r\naction = \"auto\" # really\r\n"
                                "\r\n[watch]\r\nlan = false\r\n");
    Admin other;
    CHECK(other.types({"policy.action", "auto", "watch.lan", "perhaps"}).has_error());
    CHECK(other.config.bytes == c_text);
}

TEST_CASE("a try writes nothing") {
    Admin admin;
    const auto change = admin.types({"policy.action", "auto"}, true);
    REQUIRE(change.has_value());
    CHECK(change->before != change->after);
    CHECK(admin.config.bytes == c_text);
}

TEST_CASE("what the organisation sets is refused, and the file left alone") {
    Admin admin;
    const auto change = admin.types({"policy.action", "auto"}, false, {"Action"});
    REQUIRE(change.has_error());
    CHECK(change.error().message == "policy.action is managed by your organisation (Action)");
    CHECK(admin.config.bytes == c_text);
}

TEST_CASE("a key without a value is a wrong command line") {
    Admin admin;
    CHECK_THROWS_AS((void)admin.types({"policy.action", "auto", "watch.lan"}), UsageError);
    CHECK_THROWS_AS((void)admin.types({"policy.action"}), UsageError);
}

TEST_CASE("settings are shown to programs as they are typed, and what the organisation sets is marked") {
    const std::string json = settings_items_json(Settings{}, {"Action"});
    CHECK(json.find(R"({"key":"policy.action","value":"ask","managed":true})") != std::string::npos);
    CHECK(json.find(R"({"key":"policy.ladder","value":"nat, virtioproxy","managed":false})") !=
          std::string::npos);
    CHECK(json.find(R"({"key":"policy.countdown","value":"30s","managed":false})") != std::string::npos);
    CHECK(json.find(R"({"key":"watch.ignore_ports","value":"","managed":false})") != std::string::npos);
}

} // namespace mirrorwatch::cli
