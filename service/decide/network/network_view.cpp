// SPDX-License-Identifier: MIT
#include "service/decide/network/network_view.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_software_loopback = 24; // IANA ifType

std::vector<std::string> texts_of(const std::vector<AddressPrefix>& addresses) {
    std::vector<std::string> texts;
    texts.reserve(addresses.size());
    for (const AddressPrefix& address : addresses) {
        texts.push_back(address.address + "/" + std::to_string(address.length));
    }
    return texts;
}

bool shares_address(const GuestDevice& device, const Adapter& adapter) {
    return std::ranges::any_of(adapter.addresses, [&](const AddressPrefix& own) {
        return std::ranges::any_of(device.addresses, [&](const AddressPrefix& other) {
            const auto address = parse_ip(own.address);
            return address && parse_ip(other.address) == address;
        });
    });
}

template <class Fits>
const GuestDevice* the_only_one(const std::vector<GuestDevice>& devices, Fits fits) {
    const GuestDevice* only = nullptr;
    for (const GuestDevice& device : devices) {
        if (device.guid.empty() && fits(device)) {
            if (only != nullptr) {
                return nullptr;
            }
            only = &device;
        }
    }
    return only;
}

void add_verdict(NetworkView& view, const Adapter& adapter, const Network& network) {
    if (const Verdict* verdict = network.verdict_of(adapter.guid)) {
        view.verdict = verdict->kind;
        view.client = verdict->client;
        std::ranges::transform(verdict->reasons, std::back_inserter(view.why),
                               [](const Reason& reason) { return to_string(reason); });
    }
    if (const Vpn* vpn = network.vpns().find_up(adapter.guid)) { // it may have shown itself by what it did
        view.verdict = VerdictKind::Vpn;
        view.why.insert(view.why.end(), vpn->seen.begin(), vpn->seen.end());
    }
}

NetworkView view_of(const Adapter& adapter, const GuestDevice* device, const Network& network) {
    NetworkView view{adapter.friendly_name, adapter.description};
    if (device != nullptr) {
        view.device = device->name;
        view.in_wsl = texts_of(device->addresses);
    }
    add_verdict(view, adapter, network);
    view.addresses = texts_of(adapter.addresses);
    return view;
}

} // namespace

const GuestDevice* device_of(const Adapter& adapter, const std::vector<GuestDevice>& devices) {
    const GuestDevice* by_guid = find_where(devices, [&](const GuestDevice& device) {
        return !device.guid.empty() && equal_ignoring_case(device.guid, adapter.guid);
    });
    if (by_guid != nullptr) {
        return by_guid;
    }
    const GuestDevice* by_mac = the_only_one(devices, [&](const GuestDevice& device) {
        return !adapter.mac.empty() && equal_ignoring_case(device.mac, adapter.mac);
    });
    return by_mac != nullptr ? by_mac : the_only_one(devices, [&](const GuestDevice& device) {
        return shares_address(device, adapter);
    });
}

std::vector<NetworkView> networks_in(const Network& network, const std::vector<GuestDevice>& devices) {
    std::vector<NetworkView> views;
    std::vector<const GuestDevice*> known;
    for (const Adapter& adapter : network.table().adapters) {
        if (adapter.up && adapter.if_type != c_software_loopback) {
            known.push_back(device_of(adapter, devices));
            views.push_back(view_of(adapter, known.back(), network));
        }
    }
    for (const GuestDevice& device : devices) {
        if (std::ranges::find(known, &device) == known.end()) {
            views.push_back({.device = device.name, .in_wsl = texts_of(device.addresses)});
        }
    }
    return views;
}

} // namespace mirrorwatch::decide
