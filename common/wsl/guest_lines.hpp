// SPDX-License-Identifier: MIT
#pragma once

#include "common/evidence.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Lines of the kernel and of iproute2, as words. What is not what it should be is nothing.
namespace mirrorwatch::wsl {

using Words = std::vector<std::string>;

[[nodiscard]] Words words_of(std::string_view line);

/// Only characters from '!' to '~'.
[[nodiscard]] bool is_printable(std::string_view word);

/// Name, MAC, operational state, MTU, flags, and where in sysfs the device is: "eth1 00:05:9a:3c:7a:00 up
/// 1400 0x1003 /sys/devices/…/37217669-42da-4657-a55b-0d995d328250". "-": not known. Without its addresses.
[[nodiscard]] std::optional<GuestDevice> device_in(const Words& words);

struct OwnedAddress {
    std::string device;
    AddressPrefix prefix;
};

/// "2: eth1 inet 10.8.0.2/24 brd …"
[[nodiscard]] std::optional<OwnedAddress> address_in(const Words& words);

/// "default via 10.8.0.1 dev eth1 metric 25": one for each next hop. None of a route that leads nowhere.
[[nodiscard]] std::vector<GuestRoute> routes_of(const Words& words, bool v6);

} // namespace mirrorwatch::wsl
