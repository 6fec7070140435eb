// SPDX-License-Identifier: MIT
#include "config/group_policy.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;

namespace {

using Lines = std::vector<std::string>;
using Modes = std::vector<NetworkingMode>;

constexpr auto c_nat = NetworkingMode::Nat;
constexpr auto c_virtioproxy = NetworkingMode::VirtioProxy;

OrganisationPolicy policy_of(const std::string& name, PolicyValue value) {
    const GroupPolicy read = read_group_policy({{name, std::move(value)}});
    CHECK(read.errors == Lines{});
    CHECK(read.warnings == Lines{});
    return read.policy;
}

} // namespace

TEST_CASE("an organisation that sets nothing governs nothing") {
    CHECK(read_group_policy({}) == GroupPolicy{});
}

TEST_CASE("each value is read to its place") {
    const GroupPolicy read = read_group_policy({{"Action", "notify"},
                                                {"AllowExclude", 0U},
                                                {"AllowModeChange", 1U},
                                                {"Ladder", Lines{"virtioproxy"}},
                                                {"RestoreOnVpnDown", "never"},
                                                {"EndpointsFile", R"(C:\Corp\endpoints.toml)"}});
    GroupPolicy expected;
    expected.policy.action = PolicyAction::Notify;
    expected.policy.may_exclude = false;
    expected.policy.may_change_mode = true;
    expected.policy.ladder = Modes{c_virtioproxy};
    expected.policy.restore_on_vpn_down = RestorePolicy::Never;
    expected.endpoints_file = R"(C:\Corp\endpoints.toml)";
    CHECK(read == expected);
}

TEST_CASE("the names of values are the registry's: letters in any case") {
    CHECK(policy_of("ACTION", "auto").action == PolicyAction::Auto);
    CHECK(policy_of("allowexclude", 0U).may_exclude == false);
}

TEST_CASE("each word of each setting counts") {
    CHECK(policy_of("Action", "ask").action == PolicyAction::Ask);
    CHECK(policy_of("Action", " auto\r\n").action == PolicyAction::Auto);
    CHECK(policy_of("RestoreOnVpnDown", "ask").restore_on_vpn_down == RestorePolicy::Ask);
    CHECK(policy_of("RestoreOnVpnDown", "auto").restore_on_vpn_down == RestorePolicy::Auto);
    CHECK(policy_of("AllowExclude", 1U).may_exclude == true);
    CHECK(policy_of("AllowModeChange", 0U).may_change_mode == false);
}

TEST_CASE("a ladder is lines, or words with commas, and may be empty") {
    struct Case {
        PolicyValue value;
        Modes ladder;
    };

    for (const Case& one : {Case{Lines{"nat", "virtioproxy"}, {c_nat, c_virtioproxy}},
                            Case{Lines{"virtioproxy", "", "nat"}, {c_virtioproxy, c_nat}},
                            Case{"nat,virtioproxy", {c_nat, c_virtioproxy}},
                            Case{" virtioproxy , nat ", {c_virtioproxy, c_nat}}, Case{"nat,", {c_nat}},
                            Case{"", {}}, Case{Lines{}, {}}, Case{Lines{" "}, {}}}) {
        CHECK(policy_of("Ladder", one.value).ladder == one.ladder);
    }
}

TEST_CASE("a value that is wrong is named, with what would be right and what was found") {
    struct Case {
        std::string name;
        PolicyValue value;
        std::string error;
    };

    const std::string flag = " must be 0 or 1, as REG_DWORD, and is ";
    const std::string action = R"(Action must be "ask", "auto" or "notify", as REG_SZ, and is )";
    const std::string ladder = R"(Ladder must list "nat" or "virtioproxy", in any order, or nothing, )"
                               "as REG_MULTI_SZ or as REG_SZ with commas, and is ";
    const std::string file = "EndpointsFile must be the path of a file on this machine, such as "
                             R"("C:\ProgramData\Corp\endpoints.toml", as REG_SZ, and is )";
    for (const Case& one :
         {Case{"AllowExclude", 2U, "AllowExclude" + flag + "2"},
          Case{"allowexclude", "0", "AllowExclude" + flag + "\"0\""},
          Case{"AllowModeChange", StrangeValue{"REG_QWORD"}, "AllowModeChange" + flag + "REG_QWORD"},
          Case{"Action", "Ask", action + R"("Ask"; did you mean "ask"?)"}, Case{"Action", 1U, action + "1"},
          Case{"Action", "", action + "\"\""}, Case{"Action", Lines{"ask"}, action + "\"ask\""},
          Case{"Action", std::string(200, 'x'), action + "a text of 202 bytes"},
          Case{"Ladder", "nat,bridged", ladder + "\"nat,bridged\""},
          Case{"Ladder", Lines{"nat", "nat"}, ladder + "\"nat, nat\""}, Case{"Ladder", 1U, ladder + "1"},
          Case{"Ladder", "mirrored", ladder + "\"mirrored\""},
          Case{"RestoreOnVpnDown", "notify",
               R"(RestoreOnVpnDown must be "ask", "auto" or "never", as REG_SZ, and is "notify")"},
          Case{"EndpointsFile", R"(\\server\share\e.toml)", file + R"("\\server\share\e.toml")"},
          Case{"EndpointsFile", StrangeValue{"REG_EXPAND_SZ"}, file + "REG_EXPAND_SZ"}}) {
        CAPTURE(one.name);
        const GroupPolicy read = read_group_policy({{one.name, one.value}});
        CHECK(read.errors == Lines{one.error});
        CHECK(read.policy == OrganisationPolicy{});
        CHECK_FALSE(read.endpoints_file);
        CHECK(read.warnings == Lines{});
    }
}

TEST_CASE("beside a value that is wrong the others count") {
    const GroupPolicy read =
        read_group_policy({{"Action", "later"}, {"AllowExclude", 0U}, {"Ladder", "nat"}});
    CHECK(read.errors.size() == 1);
    CHECK(read.policy.may_exclude == false);
    CHECK(read.policy.ladder == Modes{c_nat});
    CHECK_FALSE(read.policy.action);
}

TEST_CASE("a value that nobody knows is only warned of") {
    const GroupPolicy read = read_group_policy({{"AllowExlude", 0U}, {"Colour", "red"}});
    CHECK(read.errors == Lines{});
    CHECK(read.warnings ==
          Lines{"AllowExlude is no value that Mirrorwatch knows, and has no effect; did you mean "
                "\"AllowExclude\"?",
                "Colour is no value that Mirrorwatch knows, and has no effect"});
    CHECK(read.policy == OrganisationPolicy{});
}

TEST_CASE("only a path with a drive and to a file is one of this machine") {
    for (const char* path : {R"(C:\a)", R"(d:\Corp files\endpoints.toml)", "C:\\B\xC3\xBCro\\e.toml"}) {
        CAPTURE(path);
        CHECK(is_absolute_local_path(path));
    }
    for (const char* path :
         {"", "C:", R"(C:\)", R"(C:\folder\)", "C:e.toml", "e.toml", R"(\e.toml)", R"(..\e.toml)",
          R"(\\server\share\e.toml)", R"(\\?\C:\e.toml)", R"(\\.\pipe\e)", "C:/e.toml", R"(C:\e.toml:stream)",
          R"(%ProgramData%\e.toml)", R"(1:\e.toml)", "C:\\a\nb", R"(C:\*.toml)"}) {
        CAPTURE(path);
        CHECK_FALSE(is_absolute_local_path(path));
    }
}
