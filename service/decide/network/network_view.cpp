// SPDX-License-Identifier: MIT
#include "service/decide/network/network_view.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/network/mirror.hpp"

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
