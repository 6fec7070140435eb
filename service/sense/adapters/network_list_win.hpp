// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/com_win.hpp"

#include <windows.h>
#include <netlistmgr.h>

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::sense {

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
