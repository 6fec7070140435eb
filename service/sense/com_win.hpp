// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <windows.h>
#include <combaseapi.h>

namespace mirrorwatch::sense {

/// What COM counts.
template <class T>
struct ComPolicy {
    using Type = T*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type object) noexcept { object->Release(); }
};

template <class T>
using ComObject = UniqueHandle<ComPolicy<T>>;

/// Keeps COM's multithreaded apartment, which every thread is in that has not chosen one itself.
struct MtaPolicy {
    using Type = CO_MTA_USAGE_COOKIE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type cookie) noexcept { CoDecrementMTAUsage(cookie); }
};

} // namespace mirrorwatch::sense
