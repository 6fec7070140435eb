// SPDX-License-Identifier: MIT
#include "service/cli/settings_view.hpp"

#include "config/parse.hpp"
#include "service/cli/command_line.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::cli;

namespace {

FileText text_of(std::string text) {
    return std::optional{std::move(text)};
}

constexpr const char* c_web =
    "[[endpoint]]\nname = \"web\"\nurl = \"http://me:s3cret@h:8080/up?key=s3cret\"\n"
    "headers = { X-Key = \"s3cret\" }\nwhen = \"vpn\"\n";

} // namespace

TEST_CASE("a check names each place, how much is wrong, and what would be watched") {
    const auto machine =
        machine_file("m.toml", text_of("[health]\nintervall = \"1m\"\n" + std::string{c_web}));
    CHECK(
        settings_table({machine.file}) ==
        "2:1: warning: health.intervall is not a known setting and has no effect; did you mean "
        "\"interval\"?\n"
        "5:7: warning: endpoint.url holds a password, which everybody can read who may read this file; it is "
        "shown nowhere\n"
        "m.toml: 2 warnings.\n"
        "\n"
        "ENDPOINT  ADDRESS                   FROM     WHEN  EVERY   GROUP\n"
        "web       http://h:8080/up?key=***  windows  vpn   30.0 s\n");
    CHECK(settings_exit_code({machine.file}) == c_failed);
}

TEST_CASE("with an error nothing of the file would count") {
    const auto machine =
        machine_file("m.toml", text_of("[wsl]\npoll = 1\n[health]\nx = 1\n" + std::string{c_web}));
    CHECK(machine.settings == Settings{});
    CHECK(
        settings_table({machine.file}) ==
        "2:8: error: wsl.poll must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"\n"
        "4:1: warning: health.x is not a known setting and has no effect\n"
        "7:7: warning: endpoint.url holds a password, which everybody can read who may read this file; it is "
        "shown nowhere\n"
        "m.toml: 1 error, 2 warnings; nothing of it would count.\n"
        "\n"
        "No endpoints would be watched.\n");
    CHECK(settings_exit_code({machine.file}) == c_failed);
}

TEST_CASE("a note is no reason to worry") {
    const auto machine =
        machine_file("m.toml", text_of("[[endpoint]]\nname=\"a\"\nurl=\"tcp://localhost:1\"\n"));
    CHECK(machine.file.notes.size() == 1);
    CHECK(settings_table({machine.file}).find("m.toml: nothing is wrong.\n") != std::string::npos);
    CHECK(settings_exit_code({machine.file}) == c_ok);
}

TEST_CASE("no file is no error") {
    const auto machine = machine_file("m.toml", FileText{std::nullopt});
    CHECK(settings_table({machine.file}) == "There is no m.toml.\n\nNo endpoints would be watched.\n");
    CHECK(settings_exit_code({machine.file}) == c_ok);
}

TEST_CASE("a file that cannot be read is an error") {
    const auto machine = machine_file("m.toml", FileText{Error{"it is a folder"}});
    CHECK(settings_table({machine.file}) == "error: it cannot be read: it is a folder\nm.toml: 1 error, 0 "
                                            "warnings; nothing of it would count.\n\n"
                                            "No endpoints would be watched.\n");
    CHECK(settings_exit_code({machine.file}) == c_failed);
}

TEST_CASE("a user's file is checked with the machine's names, and the VPN table by its own rules") {
    const auto machine = machine_file("m.toml", text_of(c_web));
    const auto users =
        user_file("u.toml", text_of("[[endpoint]]\nname=\"web\"\nurl=\"tcp://h:1\"\n"), machine.names);
    REQUIRE(users.errors.size() == 1);
    CHECK(users.errors[0].message ==
          "endpoint.name \"web\" is taken by the endpoint at m.toml:2:8: names must be unique");
    CHECK(vpn_table_file("v.toml", text_of("rule = 1\n")).errors.size() == 1);
    CHECK(vpn_table_file("v.toml", text_of("rules = 1\n")).warnings.size() == 1);
    CHECK(vpn_table_file("v.toml", text_of("schema = 2\nrules = 1\n")).notes.size() == 1);
    CHECK_FALSE(vpn_table_file("v.toml", FileText{std::nullopt}).exists);
}

TEST_CASE("the check as JSON has the same") {
    const auto machine = machine_file("m.toml", text_of(std::string{c_web} + "x = 1\n"));
    const auto json = boost::json::parse(settings_json({machine.file}));
    const auto& file = json.at("files").at(0);
    CHECK(file.at("path") == "m.toml");
    CHECK(file.at("exists") == true);
    CHECK(file.at("unreadable").is_null());
    CHECK(file.at("errors").as_array().empty());
    CHECK(file.at("warnings").at(1).at("line") == 6);
    CHECK(file.at("warnings").at(1).at("column") == 1);
    const auto& endpoint = json.at("endpoints").at(0);
    CHECK(endpoint.at("name") == "web");
    CHECK(endpoint.at("address") == "http://h:8080/up?key=***");
    CHECK(endpoint.at("file") == "m.toml");
}

TEST_CASE("the settings as TOML are settings again") {
    const std::string text =
        "[wsl]\npoll = \"1500ms\"\n[policy]\naction = \"notify\"\nladder = [\"virtioproxy\"]\n"
        "countdown = \"7s\"\nidle_only = false\nmax_switches = 3\ncooldown = \"0s\"\n"
        "restore_on_vpn_down = \"auto\"\n[[vpn]]\nname = \"a\\\"b*\"\naction = \"never\"\n[[vpn]]\nname = "
        "\"c\"\n"
        "action = \"exclude\"\n[exclusion]\nmethod = \"wslconfig\"\n[notify]\nreminder = \"2h\"\non_resolved "
        "= false\nlanguage = \"zh-Hans\"\n[metrics]\ntextfile = 'C:\\m\\x.prom'\n[[endpoint]]\nname = \"a "
        "\\\"b\\\" \\\\ \xc3\xbc\"\n"
        "url = \"https://h/x\"\nexpected_status = [200, \"300-302\"]\nbody_match = \"\\\\d\"\n"
        "tls_verify = false\nproxy = \"http://p:1\"\njitter = \"5%\"\n"
        "[[endpoint]]\nname = \"c\"\ntype = \"dns\"\nhost = \"h\"\nresolves_to = \"::1\"\n"
        "[[endpoint]]\nname = \"d\"\ntype = \"wsl-network\"\n"
        "[[endpoint]]\nname = \"e\"\nurl = \"tcp://[::2]:5\"\nwhen = \"no_vpn\"\n";
    const auto machine = machine_file("m.toml", text_of(text));
    REQUIRE(machine.file.errors.empty());
    const auto again = machine_file("m.toml", text_of(settings_toml(machine.settings)));
    for (const auto& error : again.file.errors) {
        FAIL_CHECK(to_string(error));
    }
    CHECK(again.settings == machine.settings);
    CHECK(again.file.warnings.empty());
}

TEST_CASE("the built-in settings are shown with all of their keys") {
    const auto again = machine_file("m.toml", text_of(settings_toml(Settings{})));
    CHECK(again.settings == Settings{});
    CHECK(again.file.warnings.empty());
}

TEST_CASE("a text is shown in one line and in double quotes, whatever is in it") {
    Settings settings;
    settings.connectivity.targets = {"", "it's", "a\tb\n\"c\" \\ \x1f\x7f", "B\u00fcro"};
    const std::string shown = settings_toml(settings);
    CHECK(shown.find(
              "targets = [\"\", \"it's\", \"a\\tb\\n\\\"c\\\" \\\\ \\u001F\\u007F\", \"B\u00fcro\"]\n") !=
          std::string::npos);
}

TEST_CASE("nothing that is shown holds a secret") {
    const auto machine = machine_file("m.toml", text_of(c_web));
    for (const std::string& shown :
         {settings_table({machine.file}), settings_json({machine.file}), settings_toml(machine.settings)}) {
        CHECK(shown.find("s3cret") == std::string::npos);
        CHECK(shown.find("Basic ") == std::string::npos);
    }
}

TEST_CASE("what the organisation sets is marked, and what no key has stands above the keys") {
    OrganisationPolicy policy;
    policy.action = PolicyAction::Notify;
    policy.may_exclude = false;
    policy.may_change_mode = true;
    policy.ladder = std::vector{NetworkingMode::Nat};
    policy.restore_on_vpn_down = RestorePolicy::Never;
    policy.endpoints = std::vector<EndpointSpec>{};
    const Settings settings = governed({}, policy);
    const std::string shown = settings_toml(settings, managed_by(policy));
    CHECK(shown.starts_with(
        "# AllowExclude = 0, managed by your organisation: whether a VPN may be excluded from WSL\n"
        "# AllowModeChange = 1, managed by your organisation: whether WSL's networking may be changed\n"
        "# EndpointsFile, managed by your organisation: some of the endpoints that are watched\n"
        "\n[adapters]\n"));
    for (const char* line : {"action = \"notify\" # managed by your organisation\n",
                             "ladder = [\"nat\"] # managed by your organisation\n",
                             "restore_on_vpn_down = \"never\" # managed by your organisation\n"}) {
        CHECK(shown.find(line) != std::string::npos);
    }
    CHECK(settings_toml({}).find("organisation") == std::string::npos);
    CHECK(machine_file("m.toml", text_of(shown)).file.errors.empty());
}

TEST_CASE("a check names what is wrong with what the organisation sets, and that the rest counts") {
    CHECK_FALSE(policy_file({}, {}, {}).exists);
    OrganisationPolicy policy;
    policy.endpoints = std::vector<EndpointSpec>(1);
    policy.endpoints->front().name = "wiki";
    const SettingsFile file = policy_file(policy, {"Action must be \"ask\""}, {"Colour has no effect"});
    const std::string text = settings_table({file});
    CHECK(text.starts_with("error: Action must be \"ask\"\nwarning: Colour has no effect\n"
                           "HKLM\\Software\\Policies\\Mirrorwatch: 1 error, 1 warning; the rest of it "
                           "counts.\n"));
    CHECK(text.find("wiki") != std::string::npos);
    CHECK(settings_exit_code({file}) == c_failed);
}
