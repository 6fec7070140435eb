// SPDX-License-Identifier: MIT
#include "config/settings_edit.hpp"

#include "config/parse.hpp"
#include "tests/support/toml_documents.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::config {
namespace {

constexpr std::string_view c_file = "machine.toml";

std::string set(std::string_view text, const std::string& key, const std::string& value) {
    const auto after = set_setting(text, c_file, {key, value});
    REQUIRE_MESSAGE(after.has_value(), after.error().message);
    return *after;
}

std::string refused(std::string_view text, const std::string& key, const std::string& value) {
    const auto after = set_setting(text, c_file, {key, value});
    REQUIRE(after.has_error());
    return after.error().message;
}

std::string value_in(std::string_view text, std::string_view key) {
    for (const TypedSetting& setting : typed_settings(text)) {
        if (setting.key == key) {
            return setting.value;
        }
    }
    return "none";
}

/// A value other than the shipped one that is right for the key.
std::string another(const TypedSetting& setting) {
    return setting.value == "true"                                                          ? "false"
           : setting.value == "false"                                                       ? "true"
           : setting.key == "policy.action" || setting.key.ends_with("restore_on_vpn_down") ? "auto"
           : setting.key == "exclusion.method"                                              ? "wslconfig"
           : setting.key == "policy.ladder"                                                 ? "virtioproxy"
           : setting.key == "watch.ignore_ports"                                            ? "8080, 9000"
           : setting.key == "connectivity.targets"                                          ? "10.0.0.1:53"
                                                                                            : setting.value;
}

/// All bytes but those of one line are as they were.
bool differs_in_one_line(const std::string& a, const std::string& b) {
    const auto [begin_a, begin_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto [end_a, end_b] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
    if (begin_a == a.end() || end_a.base() < begin_a || end_b.base() < begin_b) {
        return true;
    }
    return std::count(begin_a, end_a.base(), '\n') == 0 && std::count(begin_b, end_b.base(), '\n') == 0;
}

} // namespace

TEST_CASE("each setting of the shipped file takes another value, and nothing else in it changes") {
    const std::string shipped{shipped_settings()};
    int changed = 0;
    for (const TypedSetting& setting : typed_settings(shipped)) {
        CAPTURE(setting.key);
        const std::string value = another(setting);
        const std::string after = set(shipped, setting.key, value);
        CHECK(value_in(after, setting.key) == value);
        CHECK(differs_in_one_line(shipped, after));
        CHECK(set(after, setting.key, setting.value) == shipped);
        changed += after != shipped ? 1 : 0;
    }
    CHECK(changed >= 12);
}

TEST_CASE("what is said once more leaves the file as it is") {
    const std::string shipped{shipped_settings()};
    CHECK(set(shipped, "policy.action", "ask") == shipped);
    CHECK(set(shipped, "policy.ladder", "nat, virtioproxy") == shipped);
}

TEST_CASE("a key that is not there comes below its section's head, a section that is not there to the end") {
    CHECK(set("", "policy.action", "auto") == "[policy]\naction = \"auto\"\n");
    CHECK(set("# mine\r\n[policy] # about\r\nsettle = \"9s\"\r\n", "policy.action", "auto") ==
          "# mine\r\n[policy] # about\r\naction = \"auto\"\r\nsettle = \"9s\"\r\n");
    CHECK(set("[policy]", "policy.action", "auto") == "[policy]\naction = \"auto\"");
    CHECK(set("[watch]\nlan = false", "policy.countdown", "10s") ==
          "[watch]\nlan = false\n\n[policy]\ncountdown = \"10s\"\n");
}

TEST_CASE("values are replaced however they were written, with what stands around them") {
    CHECK(set("policy.action = 'ask' # Büro\n", "policy.action", "notify") ==
          "policy.action = \"notify\" # Büro\n");
    CHECK(set("[watch]\nignore_ports = [\n  1, # a\n  2 ]  # b\n", "watch.ignore_ports", "80") ==
          "[watch]\nignore_ports = [80]  # b\n");
    CHECK(set("[watch]\nignore_ports = [1]\n", "watch.ignore_ports", "") == "[watch]\nignore_ports = []\n");
    CHECK(set("\xef\xbb\xbf[watch]\nlan=true", "watch.lan", "false") == "\xef\xbb\xbf[watch]\nlan=false");
    CHECK(set("watch = { lan = true, vpn = true }\n", "watch.lan", "false") ==
          "watch = { lan = false, vpn = true }\n");
}

TEST_CASE(
    "a wrong value is refused in the program's own words, and a wrong key with the one that was meant") {
    const std::string shipped{shipped_settings()};
    CHECK(refused(shipped, "policy.action", "aks").find("policy.action") != std::string::npos);
    CHECK(refused(shipped, "policy.countdown", "1s").find("policy.countdown") != std::string::npos);
    CHECK(refused(shipped, "watch.lan", "maybe").find("watch.lan") != std::string::npos);
    CHECK(refused(shipped, "watch.ignore_ports", "70000").find("ignore_ports") != std::string::npos);
    CHECK(refused(shipped, "policy.acton", "ask") ==
          "there is no setting \"policy.acton\"; did you mean \"policy.action\"?");
    CHECK(refused(shipped, "schema", "2").starts_with("there is no setting \"schema\""));
    CHECK(refused(shipped, "", "2").starts_with("there is no setting \"\""));
}

TEST_CASE("a file that is wrong elsewhere, or says it in a way that one cannot add to, is left alone") {
    CHECK(refused("[policy]\naction = 7\n", "watch.lan", "false").starts_with("machine.toml:2:"));
    CHECK(
        refused("watch = { vpn = true }\n", "watch.lan", "false").starts_with("machine.toml would not say"));
}

TEST_CASE("in files as odd as TOML lets them be a setting comes and is changed, and no other byte is") {
    for (std::uint32_t seed = 0; seed < 500; ++seed) {
        CAPTURE(seed);
        const std::string text = support::toml_document(seed).text;
        if (!check_settings(text, c_file).errors.empty()) {
            continue;
        }
        const auto with = set_setting(text, c_file, {"policy.action", "auto"});
        if (!with) {
            CHECK(with.error().message.find("would not say") != std::string::npos);
            continue;
        }
        CHECK(value_in(*with, "policy.action") == "auto");
        const std::string changed = set(*with, "policy.action", "notify");
        CHECK(value_in(changed, "policy.action") == "notify");
        CHECK(differs_in_one_line(*with, changed));
        CHECK(set(changed, "policy.action", "auto") == *with);
    }
}

} // namespace mirrorwatch::config
