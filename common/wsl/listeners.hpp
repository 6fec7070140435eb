// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/guest_script.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mirrorwatch::wsl {

/// A TCP port of the guest that Windows can reach at 127.0.0.1.
struct Listener {
    std::uint16_t port = 0;
    std::string program;    // "nginx"; empty when it is not known
    std::string container;  // name of the one for which Docker publishes the port; empty: none
    std::string image;      // "postgres", without registry and tag
    bool is_on_all = false; // of the guest's addresses: 0.0.0.0 or ::, not 127.0.0.1 alone

    friend bool operator==(const Listener&, const Listener&) = default;
};

/// What list_listeners reported: each port once, in order. Listeners on 0.0.0.0, 127.0.0.1 and :: count, as
/// ::1 and other addresses are the guest's own.
[[nodiscard]] std::vector<Listener> read_listeners(const GuestReport& report);

} // namespace mirrorwatch::wsl
