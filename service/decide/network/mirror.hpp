// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/evidence.hpp"

#include <vector>

/// What of Windows' network WSL has in its guest. Pure.
namespace mirrorwatch::decide {

/// WSL gives the guest a device for it: it is up, and Network List Manager calls it connected, or is silent
/// about it (WslCoreNetworkEndpointSettings, WslMirroredNetworking.cpp).
[[nodiscard]] bool is_mirrored(const Adapter& adapter);

/// The guest's device of this adapter: by GUID, else by a MAC address or an address that only one device has.
/// Null: none.
[[nodiscard]] const GuestDevice* device_of(const Adapter& adapter, const std::vector<GuestDevice>& devices);

/// WSL has followed Windows' last change: each mirrored adapter has its device in the guest, with the same
/// addresses and the same ways (multicast, link-local and an adapter's own addresses aside). False as well
/// when the guest did not tell, when nothing is mirrored, and where WSL leaves out a route that Windows has.
[[nodiscard]] bool has_caught_up(const AdapterTable& table, const GuestFacts& guest);

/// Of the guest's trials those fail that leave by the device of this adapter, and no others. False when none
/// fails.
[[nodiscard]] bool loses_what_leaves_by(const Adapter& adapter, const GuestFacts& guest);

} // namespace mirrorwatch::decide
