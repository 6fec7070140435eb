// SPDX-License-Identifier: MIT
#include "service/ipc/clients.hpp"

#include "service/ipc/authorize.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::ipc {

Clients::Clients(std::function<std::string(const UserId&)> snapshot, decide::EventSink sink)
    : snapshot_(std::move(snapshot))
    , sink_(std::move(sink)) {}

bool Clients::has_room_for(const UserId& user) const {
    const auto of_user =
        std::ranges::count_if(entries_, [&](const auto& e) { return e.second.user.sid == user.sid; });
    return entries_.size() < c_most && static_cast<std::size_t>(of_user) < c_most_of_user;
}

std::uint64_t Clients::add(const UserId& user, std::shared_ptr<Client> client) {
    client->show(snapshot_(user));
    entries_.emplace(++last_, Entry{user, std::move(client)});
    return last_;
}

void Clients::remove(std::uint64_t connection) {
    entries_.erase(connection);
}

void Clients::received(std::uint64_t connection, const protocol::Request& request) {
    const auto found = entries_.find(connection);
    if (found == entries_.end()) {
        return;
    }
    const Entry& entry = found->second;
    const Result<void> allowed = authorize(entry.user, request.verb);
    if (!allowed) {
        entry.client->answer(
            {request.number, false, {MessageId::RequestNotAllowed, {allowed.error().message}}});
        return;
    }
    sink_(decide::VerbReceived{entry.user, connection, request});
}

void Clients::publish(const UserId& user) {
    const bool watched = std::ranges::any_of(entries_, [&](const auto& e) { return e.second.user == user; });
    if (!watched) {
        return;
    }
    const std::string json = snapshot_(user);
    for (const auto& [connection, entry] : entries_) {
        if (entry.user == user) {
            entry.client->show(json);
        }
    }
}

void Clients::reply(const decide::Reply& reply) {
    if (const auto found = entries_.find(reply.connection); found != entries_.end()) {
        found->second.client->answer(reply.answer);
    }
}

void Clients::close_all() {
    for (const auto& [connection, entry] : std::exchange(entries_, {})) {
        entry.client->close();
    }
}

} // namespace mirrorwatch::ipc
