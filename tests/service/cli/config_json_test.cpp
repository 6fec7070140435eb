// SPDX-License-Identifier: MIT
#include "service/cli/config_view.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace mirrorwatch;

namespace {

boost::json::object shown(const std::string& bytes) {
    const std::string text = cli::config_json(cli::view_of("C:\\f", std::optional{bytes}, {}));
    REQUIRE(text.ends_with("}\n"));
    return boost::json::parse(text).as_object();
}

std::string setting(const boost::json::object& file, std::string_view name) {
    return boost::json::serialize(file.at("settings").at(name));
}

std::string encoding(const std::string& bytes) {
    return std::string{shown(bytes).at("encoding").as_string()};
}

} // namespace

TEST_CASE("a file is shown with its path, its encoding, every known key in a fixed order, and diagnostics") {
    const auto file = shown("[wsl2]\nnetworkingMode=Mirrored\n");
    std::vector<std::string> members;
    for (const auto& member : file) {
        members.emplace_back(member.key());
    }
    CHECK(members == std::vector<std::string>{"path", "encoding", "settings", "diagnostics"});
    CHECK(file.at("path") == "C:\\f");
    CHECK(file.at("diagnostics").as_array().empty());
    auto key = wslconfig::known_keys().begin();
    REQUIRE(file.at("settings").as_object().size() == wslconfig::known_keys().size());
    for (const auto& member : file.at("settings").as_object()) {
        CHECK(member.key() == (key++)->name);
    }
}

TEST_CASE("a setting has its canonical value as text, and null for the line of a default") {
    const auto file = shown("[wsl2]\nnetworkingMode=Mirrored\nmemory=8GB\nipv6=1\n[experimental]\n"
                            "ignoredPorts=3000, 4000\n");
    CHECK(setting(file, "wsl2.networkingMode") == R"({"value":"mirrored","line":2,"is_default":false})");
    CHECK(setting(file, "wsl2.memory") == R"({"value":"8589934592","line":3,"is_default":false})");
    CHECK(setting(file, "wsl2.ipv6") == R"({"value":"true","line":4,"is_default":false})");
    CHECK(setting(file, "experimental.ignoredPorts") ==
          R"({"value":"3000,4000","line":6,"is_default":false})");
    CHECK(setting(file, "wsl2.firewall") == R"({"value":"true","line":null,"is_default":true})");
}

TEST_CASE("a value that WSL chooses by the machine is null") {
    CHECK(setting(shown(""), "wsl2.processors") == R"({"value":null,"line":null,"is_default":true})");
}

TEST_CASE("a diagnostic has line, code, source, key and message") {
    const auto file = shown("[WSL2]\nNETWORKINGMODE=bogus\nnetworkMode=nat\nipv6\n");
    const auto& all = file.at("diagnostics").as_array();
    REQUIRE(all.size() == 4);
    CHECK(all[0].at("line") == 2);
    CHECK(all[0].at("code") == "invalid-value");
    CHECK(all[0].at("source") == "wsl");
    CHECK(all[0].at("key") == "wsl2.networkingMode");
    CHECK(!all[0].at("message").as_string().empty());
    CHECK(all[1].at("key") == "WSL2.networkMode");
    CHECK(all[2].at("code") == "likely-typo");
    CHECK(all[2].at("source") == "mirrorwatch");
    CHECK(all[3].at("key") == "");
}

TEST_CASE("the encoding is named") {
    CHECK(encoding("") == "utf-8");
    CHECK(encoding("\xef\xbb\xbf[wsl2]\n") == "utf-8-bom");
    CHECK(encoding(std::string{"\xff\xfe[\0", 4}) == "utf-16le");
}

TEST_CASE("an unreadable file has no encoding, no settings and one diagnostic") {
    const auto file = boost::json::parse(cli::config_json(cli::view_of("f", Error{"It is locked."}, {})));
    CHECK(file.at("encoding").is_null());
    CHECK(file.at("settings").as_object().empty());
    CHECK(boost::json::serialize(file.at("diagnostics")) ==
          R"([{"line":0,"code":"unreadable","source":"wsl","key":"","message":"It is locked."}])");
}

TEST_CASE("the history is a list, with null for a person's own change and for no file") {
    const std::vector<agent::BackupEntry> entries{
        {2, "2026-11-22T15:47:00Z", "networkingMode=nat", "C:\\f", "20261122T154700-1", "aa", "bb"},
        {1, "2026-11-22T15:40:00Z", "set wsl2.memory=8GB", "C:\\f", "", "", "aa", "It is torn."}};
    CHECK(cli::history_json("C:\\f", entries) ==
          R"({"path":"C:\\f","history":[)"
          R"({"number":2,"time":"2026-11-22T15:47:00Z","reason":"networkingMode=nat",)"
          R"("remedy":"20261122T154700-1","before_sha256":"aa","after_sha256":"bb","damage":null},)"
          R"({"number":1,"time":"2026-11-22T15:40:00Z","reason":"set wsl2.memory=8GB",)"
          R"("remedy":null,"before_sha256":null,"after_sha256":"aa","damage":"It is torn."}]})"
          "\n");
}
