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
    bool closed = false;

    void show(std::string json) override { shown.push_back(std::move(json)); }

    void answer(const protocol::Answer& answer) override { answers.push_back(answer); }

    void close() override { closed = true; }
};

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};
const UserId c_ben{"S-1-5-21-1-2-3-1002", 2};

struct Fixture {
    std::vector<decide::Event> events;
    Clients clients{[](const UserId& user) { return "of " + user.sid; },
                    [this](decide::Event event) { events.push_back(std::move(event)); }};
};

} // namespace

TEST_CASE("a client is sent the snapshot of its own user when it connects, and on that user's changes only") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    f.clients.add(c_anna, anna);
    CHECK(anna->shown == std::vector<std::string>{"of " + c_anna.sid});
    f.clients.publish(c_ben);
    CHECK(anna->shown.size() == 1);
    f.clients.publish(c_anna);
    CHECK(anna->shown.size() == 2);
}

TEST_CASE("a request becomes an event with the caller's own identity") {
    Fixture f;
    const std::uint64_t connection = f.clients.add(c_ben, std::make_shared<FakeClient>());
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
    const std::uint64_t connection = f.clients.add({"S-1-5-18", 0}, system);
    f.clients.received(connection, {3, protocol::RollBack{}});
    CHECK(f.events.empty());
    REQUIRE(system->answers.size() == 1);
    CHECK(system->answers[0].number == 3);
    CHECK_FALSE(system->answers[0].accepted);
    CHECK(system->answers[0].message.code == MessageId::RequestNotAllowed);
}

TEST_CASE("an answer reaches its connection, and nobody when that is gone") {
    Fixture f;
    auto first = std::make_shared<FakeClient>();
    auto second = std::make_shared<FakeClient>();
    const std::uint64_t one = f.clients.add(c_anna, first);
    const std::uint64_t two = f.clients.add(c_anna, second);
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
        REQUIRE(f.clients.has_room_for(c_anna));
        f.clients.add(c_anna, std::make_shared<FakeClient>());
    }
    CHECK_FALSE(f.clients.has_room_for(c_anna));
    CHECK(f.clients.has_room_for(c_ben));
}

TEST_CASE("closing all closes each") {
    Fixture f;
    auto anna = std::make_shared<FakeClient>();
    f.clients.add(c_anna, anna);
    f.clients.close_all();
    CHECK(anna->closed);
    f.clients.publish(c_anna);
    CHECK(anna->shown.size() == 1);
}
