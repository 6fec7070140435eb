// SPDX-License-Identifier: MIT
#include "service/ipc/authorize.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::ipc;

namespace {

const std::string c_anna = "S-1-5-21-1-2-3-1001";

/// Who is served; who may change something; look; see the own history; see everybody's.
struct Row {
    const char* what;
    Caller caller;
    bool is_served;
    bool acts;
    bool looks;
    bool sees_own_history;
    bool sees_all_history;
};

const std::vector<Row> c_rows{
    {"a user at the machine", {{c_anna, 1}}, true, true, true, true, false},
    {"a user by remote desktop", {{c_anna, 7}}, true, true, true, true, false},
    {"another user", {{"S-1-5-21-1-2-3-1002", 2}}, true, true, true, true, false},
    {"an Entra ID account", {{"S-1-12-1-1-2-3-4", 1}}, true, true, true, true, false},
    {"an administrator who is not elevated",
     {{"S-1-5-21-1-2-3-500", 1}, false},
     true,
     true,
     true,
     true,
     false},
    {"an administrator who is elevated", {{"S-1-5-21-1-2-3-500", 1}, true}, true, true, true, true, true},
    {"an administrator's scheduled task in session 0", {{c_anna, 0}, true}, true, false, true, true, true},
    {"a user's scheduled task in session 0", {{c_anna, 0}}, true, false, false, false, false},
    {"LocalSystem", {{"S-1-5-18", 0}, true}, true, false, true, true, true},
    {"LocalSystem in a user's session", {{"S-1-5-18", 1}, true}, true, false, true, true, true},
    {"LocalService", {{"S-1-5-19", 0}}, true, false, false, false, false},
    {"NetworkService", {{"S-1-5-20", 0}}, true, false, false, false, false},
    {"a virtual service account", {{"S-1-5-80-1-2-3-4-5", 0}}, true, false, false, false, false},
    {"a window manager's account", {{"S-1-5-90-0-1", 1}}, true, false, false, false, false},
    {"a user from the network", {{c_anna, 1}, false, true}, false, true, true, true, false},
    {"an administrator from the network", {{c_anna, 0}, true, true}, false, false, true, true, true},
    {"anonymous", {{"S-1-5-7", 1}}, false, false, false, false, false},
    {"nobody", {{"", 1}}, false, false, false, false, false},
};

const std::vector<protocol::Verb> c_changes{
    protocol::AnswerOffer{}, protocol::RollBack{},   protocol::RestoreMode{}, protocol::Pause{},
    protocol::Resume{},      protocol::ExcludeVpn{}, protocol::IncludeVpn{},  protocol::OfferShown{}};

} // namespace

TEST_CASE("who may be served and who may do what") {
    // With Look, ReadHistory and the two of setup: all.
    CHECK(c_changes.size() + 4 == std::variant_size_v<protocol::Verb>);
    for (const Row& row : c_rows) {
        CAPTURE(std::string{row.what});
        CHECK(authorize_connection(row.caller).has_value() == row.is_served);
        for (const protocol::Verb& verb : c_changes) {
            CHECK(authorize(row.caller, verb).has_value() == row.acts);
        }
        CHECK(authorize(row.caller, protocol::Look{}).has_value() == row.looks);
        CHECK(authorize(row.caller, protocol::ReadHistory{20, false}).has_value() == row.sees_own_history);
        CHECK(authorize(row.caller, protocol::ReadHistory{20, true}).has_value() == row.sees_all_history);
        CHECK(authorize(row.caller, protocol::CloseTrays{}).has_value() == row.caller.is_administrator);
        CHECK(authorize(row.caller, protocol::TakeAllBack{}).has_value() == row.caller.is_administrator);
    }
}

TEST_CASE("a refusal says why, and what would be right") {
    CHECK(authorize({{"S-1-5-18", 0}, true}, protocol::RollBack{}).error().message ==
          "a service account has no WSL of its own");
    CHECK(authorize({{c_anna, 1}}, protocol::ReadHistory{20, true}).error().message ==
          "only administrators see the history of all users; run it again from an elevated console");
    CHECK(authorize_connection({{c_anna, 1}, true, true}).error().message ==
          "the caller came over the network; run it on the machine, as by psexec -s");
}
