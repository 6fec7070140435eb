// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/protocol.hpp"
#include "common/user.hpp"

#include <string_view>

namespace mirrorwatch::ipc {

/// Whether the one with this token may be served at all: see the snapshot of its own user. The error says why
/// not.
[[nodiscard]] Result<void> authorize_connection(const UserId& caller);

/// Whether the caller may give this verb. Every verb acts on the caller's own WSL and on nothing else, so
/// what is refused are callers who have none: service accounts and the session in which services run.
[[nodiscard]] Result<void> authorize(const UserId& caller, const protocol::Verb& verb);

} // namespace mirrorwatch::ipc
