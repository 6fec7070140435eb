// SPDX-License-Identifier: MIT
#include "service/ipc/clients.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::ipc;

namespace {

struct FakeClient : Client {
    std::vector<std::string> shown;
    std::vector<protocol::Answer> answers;
    std::vector<protocol::History> histories;
    bool closed = false;
    bool is_to_leave = false;

    void show(std::string json) override { shown.push_back(std::move(json)); }

    void answer(const protocol::ServerMessage& answer) override {
        if (const auto* history = std::get_if<protocol::History>(&answer)) {
            histories.push_back(*history);
        } else if (std::holds_alternative<protocol::Leave>(answer)) {
            is_to_leave = true;
        } else {
            answers.push_back(std::get<protocol::Answer>(answer));
        }
    }

    void close() override { closed = true; }
};

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};
const UserId c_ben{"S-1-5-21-1-2-3-1002", 2};

struct Fixture {
    std::vector<decide::Event> events;
    std::vector<std::string> refusals;
    Clients clients{[](const Caller& caller) {
                        return "of " + caller.user.sid + (caller.is_administrator ? ", and all" : "");
                    },
                    [](const std::optional<std::string>& sid, std::size_t most) {
                        PastEvent event;
                        event.text = sid.value_or("all") + ", " + std::to_string(most);
                        event.sid = c_ben.sid;
                        return std::vector{event};
                    },
                    [this](decide::Event event) { events.push_back(std::move(event)); },
                    [this](const std::string& sid, const std::string& reason) {
                        refusals.push_back(sid + ": " + reason);
                    },
                    [this] { return now; }};
    Clients::TimePoint now{std::chrono::hours{1}};
};

} // namespace

TEST_CASE("a client is sent the snapshot of its own user when it connects, and on that user's changes only") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    f.clients.add({c_anna}, anna);
    CHECK(anna->shown == std::vector<std::string>{"of " + c_anna.sid});
    f.clients.publish(c_ben);
    CHECK(anna->shown.size() == 1);
    f.clients.publish(c_anna);
    CHECK(anna->shown.size() == 2);
}

TEST_CASE("of two programs of one user the elevated one sees all users") {
    Fixture f;
    auto plain = std::make_shared<FakeClient>();
    auto elevated = std::make_shared<FakeClient>();
    f.clients.add({c_anna}, plain);
    f.clients.add({c_anna, true}, elevated);
    f.clients.publish(c_anna);
    CHECK(plain->shown.back() == "of " + c_anna.sid);
    CHECK(elevated->shown.back() == "of " + c_anna.sid + ", and all");
}

TEST_CASE("a request becomes an event with the caller's own identity") {
    Fixture f;
    const std::uint64_t connection = f.clients.add({c_ben}, std::make_shared<FakeClient>());
    f.clients.received(connection, {7, protocol::RestoreMode{}});
    REQUIRE(f.events.size() == 1);
    const auto& verb = std::get<decide::VerbReceived>(f.events[0]);
    CHECK(verb.user == c_ben);
    CHECK(verb.connection == connection);
    CHECK(verb.request.number == 7);
}

TEST_CASE("a request that is not allowed is answered and goes no further") {
    Fixture f;
    auto system = std::make_shared<FakeClient>();
    const std::uint64_t connection = f.clients.add({{"S-1-5-18", 0}, true}, system);
    f.clients.received(connection, {3, protocol::RollBack{}});
    CHECK(f.events.empty());
    REQUIRE(system->answers.size() == 1);
    CHECK(system->answers[0].number == 3);
    CHECK_FALSE(system->answers[0].accepted);
    CHECK(system->answers[0].message.code == MessageId::RequestNotAllowed);
}

TEST_CASE("an administrator sees it when something changes for another user") {
    Fixture f;
    auto system = std::make_shared<FakeClient>();
    auto ben = std::make_shared<FakeClient>();
    f.clients.add({{"S-1-5-18", 0}, true}, system);
    f.clients.add({c_ben}, ben);
    const std::size_t before = system->shown.size();
    f.clients.publish(c_anna);
    CHECK(system->shown.size() == before + 1);
    CHECK(ben->shown.size() == 1);
}

TEST_CASE("an answer reaches its connection, and nobody when that is gone") {
    Fixture f;
    auto first = std::make_shared<FakeClient>();
    auto second = std::make_shared<FakeClient>();
    const std::uint64_t one = f.clients.add({c_anna}, first);
    const std::uint64_t two = f.clients.add({c_anna}, second);
    f.clients.reply({two, {1, true, {}}});
    CHECK(first->answers.empty());
    CHECK(second->answers.size() == 1);
    f.clients.remove(one);
    f.clients.reply({one, {1, true, {}}});
    CHECK(first->answers.empty());
}

TEST_CASE("one user cannot take all connections") {
    Fixture f;
    for (std::size_t i = 0; i < Clients::c_most_of_user; ++i) {
        REQUIRE(f.clients.admit(c_anna).has_value());
        f.clients.add({c_anna}, std::make_shared<FakeClient>());
    }
    CHECK_FALSE(f.clients.admit(c_anna).has_value());
    CHECK(f.clients.admit(c_ben).has_value());
}

TEST_CASE("closing all closes each") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    f.clients.add({c_anna}, anna);
    f.clients.close_all();
    CHECK(anna->closed);
    f.clients.publish(c_anna);
    CHECK(anna->shown.size() == 1);
}

TEST_CASE("a program that asks more than a person or a script does is told that the service is busy, and "
          "heard later") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    const std::uint64_t hasty = f.clients.add({c_anna}, anna);
    const std::uint64_t other = f.clients.add({c_anna}, std::make_shared<FakeClient>());
    for (int i = 0; i < 1'000; ++i) {
        f.clients.received(hasty, {1, protocol::Look{}});
    }
    CHECK(f.events.size() == 60);
    REQUIRE(anna->answers.size() == 940);
    CHECK(anna->answers.back().message.code == MessageId::ServiceBusy);
    f.clients.received(other,
                       {2, protocol::Look{}}); // whatever else there is, of the same user too, is heard
    CHECK(f.events.size() == 61);
    f.now += std::chrono::seconds{1};
    for (int i = 0; i < 1'000; ++i) {
        f.clients.received(hasty, {1, protocol::Look{}});
    }
    CHECK(f.events.size() == 81);
}

TEST_CASE("who connects again and again is told that the service is busy, and nobody else is") {
    Fixture f;
    int admitted = 0;
    for (int i = 0; i < 1'000; ++i) {
        if (f.clients.admit(c_anna).has_value()) {
            ++admitted;
            f.clients.remove(f.clients.add({c_anna}, std::make_shared<FakeClient>()));
        }
    }
    CHECK(admitted == 100);
    CHECK(f.clients.admit(c_ben).has_value());
    f.now += std::chrono::seconds{1};
    CHECK(f.clients.admit(c_anna).has_value());
}

TEST_CASE("the history is the caller's own, and everybody's only for an administrator, with whose it is") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    auto admin = std::make_shared<FakeClient>();
    const std::uint64_t annas = f.clients.add({c_anna}, anna);
    const std::uint64_t admins = f.clients.add({c_ben, true}, admin);
    f.clients.received(annas, {1, protocol::ReadHistory{5, false}});
    f.clients.received(annas, {2, protocol::ReadHistory{5, true}});
    f.clients.received(admins, {3, protocol::ReadHistory{7, true}});
    REQUIRE(anna->histories.size() == 1);
    CHECK(anna->histories[0].number == 1);
    CHECK(anna->histories[0].events[0].text == c_anna.sid + ", 5");
    CHECK(anna->histories[0].events[0].sid.empty());
    REQUIRE(anna->answers.size() == 1);
    CHECK(anna->answers[0].message.code == MessageId::RequestNotAllowed);
    REQUIRE(admin->histories.size() == 1);
    CHECK(admin->histories[0].events[0].text == "all, 7");
    CHECK(admin->histories[0].events[0].sid == c_ben.sid);
    CHECK(f.events.empty());
}

TEST_CASE("setup has the trays of all users leave, and a user cannot") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    auto ben = std::make_shared<FakeClient>();
    auto setup = std::make_shared<FakeClient>();
    const std::uint64_t annas = f.clients.add({c_anna}, anna);
    f.clients.add({c_ben}, ben);
    const std::uint64_t setups = f.clients.add({{"S-1-5-18", 0}, true}, setup);
    f.clients.received(annas, {1, protocol::CloseTrays{}});
    CHECK_FALSE(ben->is_to_leave);
    CHECK(anna->answers.at(0).message.code == MessageId::RequestNotAllowed);
    f.clients.received(setups, {1, protocol::CloseTrays{}});
    CHECK(anna->is_to_leave);
    CHECK(ben->is_to_leave);
    CHECK(setup->answers == std::vector{protocol::Answer{1, true, {MessageId::AllWell, {}}}});
    CHECK(f.events.empty());
}

TEST_CASE("the core hears of a client that has left") {
    Fixture f;
    const std::uint64_t connection = f.clients.add({c_anna}, std::make_shared<FakeClient>());
    f.clients.remove(connection);
    f.clients.remove(connection);
    REQUIRE(f.events.size() == 1);
    const auto& left = std::get<decide::ClientLeft>(f.events[0]);
    CHECK(left.user == c_anna);
    CHECK(left.connection == connection);
}

TEST_CASE("who is refused is told with the caller's SID, once a minute for each reason") {
    Fixture f;
    const std::uint64_t system = f.clients.add({{"S-1-5-18", 0}, true}, std::make_shared<FakeClient>());
    f.clients.received(system, {1, protocol::RollBack{}});
    CHECK(f.refusals == std::vector<std::string>{"S-1-5-18: a service account has no WSL of its own"});
    f.clients.received(system, {2, protocol::RollBack{}});
    f.clients.note_refusal({}, "the caller is anonymous");
    CHECK(f.refusals.size() == 2);
    CHECK(f.refusals.back() == ": the caller is anonymous");
    f.now += std::chrono::minutes{1};
    f.clients.received(system, {3, protocol::RollBack{}});
    CHECK(f.refusals.back() == "S-1-5-18: a service account has no WSL of its own (and 1 times since the "
                               "last such line)");
}

TEST_CASE("who connects or asks too often is told as refused, and who may is not") {
    Fixture f;
    const std::uint64_t connection = f.clients.add({c_anna}, std::make_shared<FakeClient>());
    for (int i = 0; i < 100; ++i) {
        CHECK(f.clients.admit(c_ben).has_value());
    }
    for (int i = 0; i < 60; ++i) {
        f.clients.received(connection, {1, protocol::Look{}});
    }
    CHECK(f.refusals.empty());
    CHECK_FALSE(f.clients.admit(c_ben).has_value());
    f.clients.received(connection, {1, protocol::Look{}});
    CHECK(f.refusals == std::vector<std::string>{c_ben.sid + ": programs of this user connect too often",
                                                 c_anna.sid + ": this program asks too often"});
}
