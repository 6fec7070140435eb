#pragma once

#include "common/handle_win.hpp"

#include <windows.h>
#include <combaseapi.h>
#include <netlistmgr.h>

#include <optional>
#include <string>
#include <vector>

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

/// Network List Manager, asked again and again. Made, used and destroyed on any thread that is in no
/// apartment of its own, one at a time.
class NetworkList {
public:
    /// The GUIDs of the adapters that it has connected: WSL mirrors only those. Absent if it does not answer.
    [[nodiscard]] std::optional<std::vector<std::string>> connected();

private:
    [[nodiscard]] bool open();

    UniqueHandle<MtaPolicy> apartment_; // first: the objects live in it
    ComObject<INetworkListManager> manager_;
};

} // namespace mirrorwatch::sense
