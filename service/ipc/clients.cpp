// SPDX-License-Identifier: MIT
#include "service/ipc/clients.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::ipc {
namespace {

constexpr const char* c_asks_too_often = "this program asks too often";

} // namespace

Clients::Clients(SnapshotOf snapshot, HistoryOf history, decide::EventSink sink, TellRefusal tell_refusal,
                 std::function<TimePoint()> now)
    : snapshot_(std::move(snapshot))
    , history_(std::move(history))
    , sink_(std::move(sink))
    , tell_refusal_(std::move(tell_refusal))
    , now_(std::move(now))
    , refusals_(now_) {}

double Allowance::left_at(TimePoint now) const {
    const std::chrono::duration<double> passed = now - since_;
    return std::min(rate_.at_once, left_ + passed.count() * rate_.a_second);
}

bool Allowance::take(TimePoint now) {
    left_ = left_at(now);
    since_ = now;
    if (left_ < 1) {
        return false;
    }
    left_ -= 1;
    return true;
}

void Clients::note_refusal(const std::string& sid, const std::string& reason) {
    if (const std::string line = refusals_.line(reason, reason); !line.empty()) {
        tell_refusal_(sid, line);
    }
}

Result<void> Clients::admit(const UserId& user) {
    Result<void> room = room_for(user);
    if (!room) {
        note_refusal(user.sid, room.error().message);
    }
    return room;
}

Result<void> Clients::room_for(const UserId& user) {
    const auto of_user =
        std::ranges::count_if(entries_, [&](const auto& e) { return e.second.caller.user.sid == user.sid; });
    const TimePoint now = now_();
    if (!connections_.try_emplace(user.sid, c_connections, now).first->second.take(now)) {
        return Error{"programs of this user connect too often"};
    }
    if (static_cast<std::size_t>(of_user) >= c_most_of_user) {
        return Error{std::to_string(c_most_of_user) + " programs of this user are connected already"};
    }
    if (entries_.size() >= c_most) {
        return Error{std::to_string(c_most) + " programs are connected already"};
    }
    return {};
}

std::uint64_t Clients::add(const Caller& caller, std::shared_ptr<Client> client) {
    client->show(snapshot_(caller));
    entries_.emplace(++last_, Entry{caller, std::move(client), {c_requests, now_()}});
    return last_;
}

void Clients::remove(std::uint64_t connection) {
    const auto left = entries_.extract(connection);
    forget_old_allowances();
    if (!left.empty()) {
        sink_(decide::ClientLeft{left.mapped().caller.user, connection});
    }
}

void Clients::forget_old_allowances() {
    std::erase_if(connections_, [now = now_()](const auto& entry) { return entry.second.is_full(now); });
}

void Clients::received(std::uint64_t connection, const protocol::Request& request) {
    const auto found = entries_.find(connection);
    if (found == entries_.end()) {
        return;
    }
    Entry& entry = found->second;
    if (!entry.requests.take(now_())) {
        note_refusal(entry.caller.user.sid, c_asks_too_often);
        entry.client->answer(
            protocol::Answer{request.number, false, {MessageId::ServiceBusy, {c_asks_too_often}}});
        return;
    }
    const Result<void> allowed = authorize(entry.caller, request.verb);
    if (!allowed) {
        note_refusal(entry.caller.user.sid, allowed.error().message);
        entry.client->answer(protocol::Answer{
            request.number, false, {MessageId::RequestNotAllowed, {allowed.error().message}}});
        return;
    }
    if (const auto* wanted = std::get_if<protocol::ReadHistory>(&request.verb)) {
        entry.client->answer(history_for(entry, request, *wanted));
        return;
    }
    if (std::holds_alternative<protocol::CloseTrays>(request.verb)) {
        tell_to_leave();
        entry.client->answer(protocol::Answer{request.number, true, {MessageId::AllWell, {}}});
        return;
    }
    sink_(decide::VerbReceived{entry.caller.user, connection, request});
}

/// Programs that are no tray take no notice of it.
void Clients::tell_to_leave() {
    for (const auto& [connection, entry] : entries_) {
        entry.client->answer(protocol::Leave{});
    }
}

/// Whose each is, is told only to who sees those of all.
protocol::History Clients::history_for(const Entry& entry, const protocol::Request& request,
                                       const protocol::ReadHistory& wanted) const {
    protocol::History history{request.number, {}};
    history.events = history_(wanted.all ? std::nullopt : std::optional{entry.caller.user.sid}, wanted.most);
    for (PastEvent& event : history.events) {
        event.sid = wanted.all ? event.sid : std::string{};
    }
    return history;
}

void Clients::publish(const UserId& user) {
    for (const auto& [connection, entry] : entries_) {
        if (entry.caller.user == user || entry.caller.is_administrator) { // who sees how all fare
            entry.client->show(snapshot_(entry.caller));
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
