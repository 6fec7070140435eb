// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <windows.h>

#include <winevt.h>

namespace mirrorwatch::sense {

/// For UniqueHandle: a query, a subscription or an entry of Windows' event log.
struct EventPolicy {
    using Type = EVT_HANDLE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type handle) noexcept { EvtClose(handle); }
};

using EventHandle = UniqueHandle<EventPolicy>;

} // namespace mirrorwatch::sense
