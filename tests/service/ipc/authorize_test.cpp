// SPDX-License-Identifier: MIT
#include "service/ipc/authorize.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::ipc;

namespace {

struct Row {
    const char* what;
    UserId caller;
    bool served;
    bool acts;
};

const std::vector<Row> c_rows{
    {"a user at the machine", {"S-1-5-21-1-2-3-1001", 1}, true, true},
    {"a user by remote desktop", {"S-1-5-21-1-2-3-1001", 7}, true, true},
    {"an Entra ID account", {"S-1-12-1-1-2-3-4", 1}, true, true},
    {"a user's scheduled task in session 0", {"S-1-5-21-1-2-3-1001", 0}, true, false},
    {"LocalSystem", {"S-1-5-18", 0}, true, false},
    {"LocalSystem in a user's session", {"S-1-5-18", 1}, true, false},
    {"LocalService", {"S-1-5-19", 0}, true, false},
    {"NetworkService", {"S-1-5-20", 0}, true, false},
    {"a virtual service account", {"S-1-5-80-1-2-3-4-5", 0}, true, false},
    {"a window manager's account", {"S-1-5-90-0-1", 1}, true, false},
    {"anonymous", {"S-1-5-7", 1}, false, false},
    {"nobody", {"", 1}, false, false},
};

} // namespace

TEST_CASE("who may be served and who may act") {
    const std::vector<protocol::Verb> verbs{protocol::AnswerOffer{}, protocol::RollBack{},
                                            protocol::RestoreMode{}};
    for (const Row& row : c_rows) {
        CAPTURE(std::string{row.what});
        CHECK(authorize_connection(row.caller).has_value() == row.served);
        for (const protocol::Verb& verb : verbs) {
            CHECK(authorize(row.caller, verb).has_value() == row.acts);
        }
    }
}

TEST_CASE("a refusal says why") {
    CHECK(authorize({"S-1-5-18", 0}, protocol::RollBack{}).error().message ==
          "a service account has no WSL of its own");
}
