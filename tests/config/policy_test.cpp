// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "service/cli/settings_view.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;
using namespace std::chrono_literals;

namespace {

Settings settings_of(std::string_view text) {
    const auto parsed = parse_settings(text, "t");
    REQUIRE_MESSAGE(parsed.has_value(), to_string(parsed.error()));
    CHECK(parsed->warnings.empty());
    return parsed->value;
}

} // namespace

TEST_CASE("every setting of the policy and of what is told is read to its place") {
    Settings expected;
    expected.policy = {1ms,
                       2ms,
                       3ms,
                       PolicyAction::Auto,
                       {NetworkingMode::VirtioProxy, NetworkingMode::Nat},
                       5s,
                       false,
                       10,
                       0ms,
                       RestorePolicy::Never,
                       {{"Cisco*", VpnPolicy::Action::Exclude}, {"wg0", VpnPolicy::Action::Never}}};
    expected.exclusion = {ExcludeBy::Wslconfig};
    expected.notify = {5min, false, Language::SimplifiedChinese};
    CHECK((settings_of(R"(
[policy]
settle = "1ms"
blame_window = "2ms"
verify_within = "3ms"
action = "auto"
ladder = ["virtioproxy", "nat"]
countdown = "5s"
idle_only = false
max_switches = 10
cooldown = "0s"
restore_on_vpn_down = "never"
[[vpn]]
name = "Cisco*"
action = "exclude"
[[vpn]]
name = "wg0"
action = "never"
[exclusion]
method = "wslconfig"
[notify]
reminder = "5m"
on_resolved = false
language = "zh-Hans"
)") == expected));
    CHECK((settings_of(cli::settings_toml(expected)) == expected));
}

TEST_CASE("each word of the policy is understood") {
    const auto action = [](const std::string& word) {
        return settings_of("[policy]\naction = \"" + word + "\"\n").policy.action;
    };
    CHECK(action("ask") == PolicyAction::Ask);
    CHECK(action("auto") == PolicyAction::Auto);
    CHECK(action("notify") == PolicyAction::Notify);
    const auto restore = [](const std::string& word) {
        return settings_of("[policy]\nrestore_on_vpn_down = \"" + word + "\"\n").policy.restore_on_vpn_down;
    };
    CHECK(restore("ask") == RestorePolicy::Ask);
    CHECK(restore("auto") == RestorePolicy::Auto);
    CHECK(restore("never") == RestorePolicy::Never);
}

TEST_CASE("each word for one VPN is understood, in the order of the file") {
    const Settings settings = settings_of(R"(
vpn = [{ name = "a", action = "ask" }, { name = "b", action = "auto" }, { name = "c", action = "notify" },
       { name = "d", action = "exclude" }, { name = "e", action = "never" }]
)");
    using Action = VpnPolicy::Action;
    CHECK(settings.policy.vpns == std::vector<VpnPolicy>{{"a", Action::Ask},
                                                         {"b", Action::Auto},
                                                         {"c", Action::Notify},
                                                         {"d", Action::Exclude},
                                                         {"e", Action::Never}});
}

TEST_CASE("a ladder may be empty, or one word without a list") {
    CHECK(settings_of("[policy]\nladder = []\n").policy.ladder.empty());
    CHECK(settings_of("[policy]\nladder = \"virtioproxy\"\n").policy.ladder ==
          std::vector{NetworkingMode::VirtioProxy});
}

TEST_CASE("the bounds of a countdown and of switches are inside") {
    CHECK(settings_of("[policy]\ncountdown = \"10m\"\n").policy.countdown == 10min);
    CHECK(settings_of("[policy]\nmax_switches = 0\n").policy.max_switches == 0);
}

TEST_CASE("what is wrong in the policy is told with line and column, and the nearest word") {
    const std::string rungs = R"(policy.ladder must be a list of "nat" and "virtioproxy", in any order)";
    check_errors(
        parse_settings,
        {
            {"[policy]\naction = \"atuo\"\n", 2, 10,
             R"(policy.action must be one of "ask", "auto", "notify"; did you mean "auto"?)"},
            {"[policy]\naction = true\n", 2, 10, R"(policy.action must be one of "ask", "auto", "notify")"},
            {"[policy]\nladder = [\"nat\", \"virtio-proxy\"]\n", 2, 18,
             rungs + R"(; did you mean "virtioproxy"?)"},
            {"[policy]\nladder = [\"mirrored\"]\n", 2, 11, rungs},
            {"[policy]\nladder = true\n", 2, 10, rungs},
            {"[policy]\nladder = [\"nat\",\n  \"nat\"]\n", 3, 3,
             R"(policy.ladder has "nat" twice: what did not help is not tried again)"},
            {"[policy]\ncountdown = \"4s\"\n", 2, 13, "policy.countdown must be between 5s and 10m"},
            {"[policy]\ncountdown = \"601s\"\n", 2, 13, "policy.countdown must be between 5s and 10m"},
            {"[policy]\nidle_only = \"yes\"\n", 2, 13,
             "policy.idle_only must be true or false, without quotes"},
            {"[policy]\nmax_switches = 11\n", 2, 16,
             "policy.max_switches must be a whole number between 0 and 10"},
            {"[policy]\nmax_switches = -1\n", 2, 16,
             "policy.max_switches must be a whole number between 0 and 10"},
            {"[policy]\ncooldown = 600\n", 2, 12,
             R"(policy.cooldown must be a duration such as "500ms", "30s", "5m" or "24h")"},
            {"[policy]\nrestore_on_vpn_down = \"always\"\n", 2, 23,
             R"(policy.restore_on_vpn_down must be one of "ask", "auto", "never")"},
            {"[exclusion]\nmethod = \"wslconfg\"\n", 2, 10,
             R"(exclusion.method must be one of "guest", "wslconfig"; did you mean "wslconfig"?)"},
            {"[notify]\nreminder = \"4m\"\n", 2, 12, "notify.reminder must be between 5m and 24h"},
            {"[notify]\non_resolved = 1\n", 2, 15,
             "notify.on_resolved must be true or false, without quotes"},
        });
}

TEST_CASE("what is wrong with a VPN's policy is told with line and column") {
    check_errors(
        parse_settings,
        {
            {"[vpn]\nname = \"a\"\n", 1, 1, "vpn must be written as [[vpn]]"},
            {"\n[[vpn]]\naction = \"ask\"\n", 2, 1,
             "vpn.name is missing: the VPN's client or adapter, such as \"Cisco*\""},
            {"[[vpn]]\nname = \"\"\naction = \"ask\"\n", 2, 8,
             "vpn.name is missing: the VPN's client or adapter, such as \"Cisco*\""},
            {"[[vpn]]\nname = 7\naction = \"ask\"\n", 2, 8, "vpn.name must be text in quotes"},
            {"[[vpn]]\nname = \"a\\u0007\"\naction = \"ask\"\n", 2, 8,
             "vpn.name must not have control characters in it"},
            {"[[vpn]]\nname = \"a\"\n", 1, 1,
             R"(vpn.action is missing: "ask", "auto", "notify", "exclude" or "never")"},
            {"[[vpn]]\nname = \"a\"\naction = \"exlude\"\n", 3, 10,
             R"(vpn.action must be one of "ask", "auto", "notify", "exclude", "never"; did you mean "exclude"?)"},
            {"[[vpn]]\nname = \"Cisco\"\naction = \"ask\"\n[[vpn]]\nname = \"CISCO\"\naction = \"never\"\n",
             5, 8,
             "vpn.name \"CISCO\" is taken by the [[vpn]] at t:2:8: names must be unique, also when letters "
             "differ in case"},
        });
}

TEST_CASE("what is for the whole machine has no effect in a user's own settings, and is told so") {
    const auto checked =
        check_user_settings("[notify]\nreminder = \"5m\"\n[policy]\naction = \"auto\"\n[[vpn]]\n"
                            "name = \"a\"\n[exclusion]\nmethod = \"guest\"\n",
                            "t", {});
    CHECK(checked.errors.empty());
    const std::string why = " counts only in the machine's settings, and has no effect here";
    const std::vector<ConfigError> expected{{"t", 2, 12, "notify.reminder" + why},
                                            {"t", 3, 1, "policy" + why},
                                            {"t", 5, 1, "vpn" + why},
                                            {"t", 7, 1, "exclusion" + why}};
    CHECK((checked.warnings == expected));
}

TEST_CASE("a user's own file may say a language of the tray, for that user alone") {
    CHECK(check_user_settings("[notify]\nlanguage = \"ja\"\n", "t", {}).language == Language::Japanese);
    CHECK(check_user_settings("[notify]\nlanguage = \"auto\"\n", "t", {}).language == Language::Auto);
    CHECK(!check_user_settings("", "t", {}).language);
    const auto unknown = check_user_settings("[notify]\nlanguage = \"fr\"\n", "t", {});
    CHECK(!unknown.language);
    CHECK(unknown.errors.size() == 1);
}
