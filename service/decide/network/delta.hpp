// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <string>
#include <vector>

/// What differs between two tables. Pure; all rules about what is noise are here.
namespace mirrorwatch::decide {

enum class AdapterEvent {
    Appeared,  // was not there, and is up
    Up,        // was there, and is up now
    Down,      // is still there, and no longer up
    Gone,      // was up, and is not there any more
    Recreated, // up in both, but the device was made again: a reconnect between two looks
    Addresses, // its own, or the hardware address
    Gateways,
    DefaultRoute, // it carries 0.0.0.0/0 or ::/0, or the two halves, and did not; or the other way round
    Routes,       // others
    Dns,          // servers or suffix
    Mtu,
    Metric, // in so far as it changes which of two adapters comes first
    Forwarding,
    Mirrored, // Network List Manager connected or disconnected it, and WSL follows that
    Services, // of the machine, as below: one of the watch list started or stopped
    Proxy
};

struct AdapterChange {
    AdapterEvent what{};
    std::string guid; // empty when it is about the whole machine

    friend bool operator==(const AdapterChange&, const AdapterChange&) = default;
};

using Delta = std::vector<AdapterChange>;

/// The table without what never matters: WSL's own switch, which comes and goes with WSL; all but the
/// identity of adapters that are not up; a ghost that has the GUID of another one; routes of no adapter that
/// is up, and those to broadcast and multicast, which every adapter has. Sorted.
[[nodiscard]] AdapterTable what_matters(const AdapterTable& table);

/// Of two tables that what_matters returned. Adapters that are up in neither, names, the phonebook, media
/// state, and what could not be read in one of the two are no change. In the order of the adapters' GUIDs.
[[nodiscard]] Delta difference(const AdapterTable& before, const AdapterTable& after);

} // namespace mirrorwatch::decide
