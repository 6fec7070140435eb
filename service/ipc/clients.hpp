// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/once_a_minute.hpp"
#include "common/protocol.hpp"
#include "common/user.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "service/ipc/authorize.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::ipc {

/// One connected program: the side of a session that the service talks to. All calls return at once.
class Client {
public:
    virtual ~Client() = default;
    /// The newest snapshot; one that was not sent yet is replaced.
    virtual void show(std::string snapshot_json) = 0;
    /// An Answer, a History, or Leave.
    virtual void answer(const protocol::ServerMessage& answer) = 0;
    virtual void close() = 0;
};

struct Rate {
    double at_once = 1;
    double a_second = 1;
};

/// How much of a rate is left: a token bucket.
class Allowance {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Allowance(Rate rate, TimePoint now)
        : rate_(rate)
        , left_(rate.at_once)
        , since_(now) {}

    /// False: it is used up for now.
    [[nodiscard]] bool take(TimePoint now);

    [[nodiscard]] bool is_full(TimePoint now) const { return left_at(now) >= rate_.at_once; }

private:
    [[nodiscard]] double left_at(TimePoint now) const;

    Rate rate_;
    double left_;
    TimePoint since_;
};

/// Everybody who is connected, by connection number and user. A client sees the snapshot of its own user
/// only, and its requests go through authorize. On the loop's thread only.
class Clients {
public:
    static constexpr std::size_t c_most = 64;         // connections in all
    static constexpr std::size_t c_most_of_user = 16; // so that one user cannot take all of them
    // So often at once, and then so often in a second: a person clicks, a script polls, and neither does
    // more.
    static constexpr Rate c_requests{60, 20};     // of one connection
    static constexpr Rate c_connections{100, 10}; // of one user

    using TimePoint = std::chrono::steady_clock::time_point;

    /// What the caller may see now, as JSON.
    using SnapshotOf = std::function<std::string(const Caller&)>;
    /// What was noted last of one account, or of all; the newest first.
    using HistoryOf =
        std::function<std::vector<PastEvent>(const std::optional<std::string>& sid, std::size_t most)>;

    /// A caller was turned away. `sid` is empty where Windows does not tell it. Once a minute for each
    /// reason.
    using TellRefusal = std::function<void(const std::string& sid, const std::string& reason)>;

    Clients(
        SnapshotOf snapshot, HistoryOf history, decide::EventSink sink, TellRefusal tell_refusal,
        std::function<TimePoint()> now = [] { return std::chrono::steady_clock::now(); });

    /// Whether one more connection of this user is taken, which counts as one that has come. An error is a
    /// ServiceBusy's detail.
    [[nodiscard]] Result<void> admit(const UserId& user);
    /// The client's number from now on; it is sent its snapshot at once.
    std::uint64_t add(const Caller& caller, std::shared_ptr<Client> client);
    /// The core is told: what this client showed is not seen any more.
    void remove(std::uint64_t connection);

    /// For whoever turns a caller away before it becomes a client.
    void note_refusal(const std::string& sid, const std::string& reason);

    void received(std::uint64_t connection, const protocol::Request& request);
    void publish(const UserId& user);
    /// An answer for a client who has left is dropped.
    void reply(const decide::Reply& reply);
    void close_all();

private:
    struct Entry {
        Caller caller;
        std::shared_ptr<Client> client;
        Allowance requests;
    };

    [[nodiscard]] Result<void> room_for(const UserId& user);
    void forget_old_allowances();
    void tell_to_leave();
    [[nodiscard]] protocol::History history_for(const Entry& entry, const protocol::Request& request,
                                                const protocol::ReadHistory& wanted) const;

    SnapshotOf snapshot_;
    HistoryOf history_;
    decide::EventSink sink_;
    TellRefusal tell_refusal_;
    std::function<TimePoint()> now_;
    OnceAMinute refusals_;
    std::map<std::string, Allowance> connections_; // by SID
    std::map<std::uint64_t, Entry> entries_;
    std::uint64_t last_ = 0;
};

} // namespace mirrorwatch::ipc
