// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/protocol.hpp"
#include "common/user.hpp"

namespace mirrorwatch::ipc {

/// Who is at the other end of the pipe, by the client's own token.
struct Caller {
    UserId user;
    bool is_administrator = false; // SYSTEM, or an administrator who is elevated
    bool is_remote = false;        // came over the network
};

/// Whether the caller may be served at all: see the snapshot of its own user. The error says why not.
[[nodiscard]] Result<void> authorize_connection(const Caller& caller);

/// Whether the caller may give this verb. Every verb that changes something acts on the caller's own WSL, so
/// what is refused are callers who have none: service accounts and the session in which services run. SYSTEM
/// and administrators may look at what was done for anybody.
[[nodiscard]] Result<void> authorize(const Caller& caller, const protocol::Verb& verb);

} // namespace mirrorwatch::ipc
