// SPDX-License-Identifier: MIT
#pragma once

#include "common/protocol.hpp"
#include "common/user.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mirrorwatch::ipc {

/// One connected program: the side of a session that the service talks to. All calls return at once.
class Client {
public:
    virtual ~Client() = default;
    /// The newest snapshot; one that was not sent yet is replaced.
    virtual void show(std::string snapshot_json) = 0;
    virtual void answer(const protocol::Answer& answer) = 0;
    virtual void close() = 0;
};

/// Everybody who is connected, by connection number and user. A client sees the snapshot of its own user
/// only, and its requests go through authorize. On the loop's thread only.
class Clients {
public:
    static constexpr std::size_t c_most = 64;         // connections in all
    static constexpr std::size_t c_most_of_user = 16; // so that one user cannot take all of them

    /// `snapshot`: what the user may see now, as JSON.
    Clients(std::function<std::string(const UserId&)> snapshot, decide::EventSink sink);

    /// Whether one more connection of this user is taken.
    [[nodiscard]] bool has_room_for(const UserId& user) const;
    /// The client's number from now on; it is sent its snapshot at once.
    std::uint64_t add(const UserId& user, std::shared_ptr<Client> client);
    void remove(std::uint64_t connection);

    void received(std::uint64_t connection, const protocol::Request& request);
    void publish(const UserId& user);
    /// An answer for a client who has left is dropped.
    void reply(const decide::Reply& reply);
    void close_all();

private:
    struct Entry {
        UserId user;
        std::shared_ptr<Client> client;
    };

    std::function<std::string(const UserId&)> snapshot_;
    decide::EventSink sink_;
    std::map<std::uint64_t, Entry> entries_;
    std::uint64_t last_ = 0;
};

} // namespace mirrorwatch::ipc
