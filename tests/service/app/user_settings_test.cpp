// SPDX-License-Identifier: MIT
#include "service/app/user_settings.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;

namespace {

const UserId c_jane{"S-1-5-21-1", 1};
const UserId c_joe{"S-1-5-21-2", 2};
constexpr const char* c_own = "[[endpoint]]\nname = \"mine\"\nurl = \"tcp://h:1\"\n";

config::Names names_of(const std::string& name) {
    return config::check_settings("[[endpoint]]\nname = \"" + name + "\"\nurl = \"tcp://h:1\"\n", "m.toml")
        .names;
}

struct Users {
    app::UserSettingsStore settings;
    decide::ActionId id = 0;

    std::optional<decide::UserEndpointsRead> answer(const UserId& user, agent::Reply reply) {
        settings.asked({++id, user, agent::ReadUserSettings{}});
        return settings.answered({id, std::move(reply)});
    }
};

} // namespace

TEST_CASE("what a user's agent has read becomes the user's endpoints") {
    Users users;
    const auto read = users.answer(c_jane, agent::UserSettings{c_own, true});
    REQUIRE(read.has_value());
    CHECK(read->user == c_jane);
    CHECK(read->error.empty());
    CHECK(read->has_proxy);
    REQUIRE(read->endpoints.size() == 1);
    CHECK(read->endpoints[0].name == "mine");
}

TEST_CASE("a user without a file has no endpoints") {
    Users users;
    const auto read = users.answer(c_jane, agent::UserSettings{});
    REQUIRE(read.has_value());
    CHECK(read->endpoints.empty());
    CHECK(read->error.empty());
}

TEST_CASE("other answers are none of its business") {
    Users users;
    users.settings.asked({7, c_jane, agent::ObserveWsl{}});
    CHECK_FALSE(users.settings.answered({7, agent::UserSettings{}}).has_value());
    CHECK_FALSE(users.settings.answered({8, agent::UserSettings{}}).has_value());
}

TEST_CASE("an answer counts once") {
    Users users;
    (void)users.answer(c_jane, agent::UserSettings{c_own, false});
    CHECK_FALSE(users.settings.answered({users.id, agent::UserSettings{c_own, false}}).has_value());
}

TEST_CASE("a broken file of a user is told with its place") {
    Users users;
    const auto read =
        users.answer(c_jane, agent::UserSettings{"\n[[endpoint]]\nurl = \"tcp://h:1\"\n", false});
    REQUIRE(read.has_value());
    CHECK(read->endpoints.empty());
    CHECK(read->error ==
          "%LocalAppData%\\Mirrorwatch\\mirrorwatch.toml:2:1: endpoint.name is missing: each endpoint "
          "needs a name of its own");
}

TEST_CASE("an agent that could not read is told in its words, and what is known of the proxy stays") {
    Users users;
    (void)users.answer(c_jane, agent::UserSettings{c_own, true});
    const auto read =
        users.answer(c_jane, agent::Refusal{{MessageId::AgentFailed, {"the file is too large"}}});
    REQUIRE(read.has_value());
    CHECK(read->error.starts_with("%LocalAppData%\\Mirrorwatch\\mirrorwatch.toml cannot be read: "));
    CHECK(read->error.find("the file is too large") != std::string::npos);
    CHECK(read->has_proxy);
}

TEST_CASE("a user may not take a name of the machine's") {
    Users users;
    CHECK(users.settings.use(names_of("mine")).empty());
    const auto read = users.answer(c_jane, agent::UserSettings{c_own, false});
    REQUIRE(read.has_value());
    CHECK(read->error ==
          "%LocalAppData%\\Mirrorwatch\\mirrorwatch.toml:2:8: endpoint.name \"mine\" is taken by the "
          "endpoint at m.toml:2:8: names must be unique");
}

TEST_CASE("when the machine's names change, users are judged again") {
    Users users;
    (void)users.answer(c_jane, agent::UserSettings{c_own, true});
    (void)users.answer(c_joe, agent::UserSettings{});
    const auto taken = users.settings.use(names_of("mine"));
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].user == c_jane);
    CHECK_FALSE(taken[0].error.empty());
    const auto freed = users.settings.use(names_of("other"));
    REQUIRE(freed.size() == 1);
    CHECK(freed[0].error.empty());
    CHECK(freed[0].endpoints.size() == 1);
    CHECK(freed[0].has_proxy);
}

TEST_CASE("a year of log-ons, each in a session of its own, leaves the settings of who is there") {
    Users users;
    for (std::uint32_t session = 1; session <= 365; ++session) {
        const UserId jane{c_jane.sid, session};
        users.settings.forget_others_than({jane});
        (void)users.answer(jane, agent::UserSettings{c_own, false});
    }
    CHECK(users.settings.use(names_of("other")).size() == 1);
}
