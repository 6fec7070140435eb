// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <winsock2.h>
#include <ws2ipdef.h>
#include <windows.h>
#include <iphlpapi.h>
#include <netioapi.h>

namespace mirrorwatch::sense {

/// Tables that FreeMibTable ends.
template <class T>
struct MibTablePolicy {
    using Type = T*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type table) noexcept { FreeMibTable(table); }
};

template <class T>
using MibTable = UniqueHandle<MibTablePolicy<T>>;

} // namespace mirrorwatch::sense
