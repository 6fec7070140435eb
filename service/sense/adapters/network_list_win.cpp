// SPDX-License-Identifier: MIT
#include "service/sense/adapters/network_list_win.hpp"

#include "common/text_win.hpp"

#include <array>

namespace mirrorwatch::sense {
namespace {

std::string guid_text(const GUID& guid) {
    std::array<wchar_t, 40> text{};
    return StringFromGUID2(guid, text.data(), static_cast<int>(text.size())) > 0 ? narrow(text.data())
                                                                                 : std::string{};
}

/// The next of a list of networks or connections; nothing at its end.
template <class T, class List>
ComObject<T> next(List& list) {
    ComObject<T> item;
    ULONG fetched = 0;
    if (list.Next(1, item.put(), &fetched) != S_OK || fetched == 0) {
        return {};
    }
    return item;
}

void add_connections(INetwork& network, std::vector<std::string>& guids) {
    ComObject<IEnumNetworkConnections> connections;
    if (FAILED(network.GetNetworkConnections(connections.put())) || !connections) {
        return;
    }
    while (const auto connection = next<INetworkConnection>(*connections.get())) {
        GUID adapter{};
        NLM_CONNECTIVITY connectivity{};
        const bool is_known = SUCCEEDED(connection.get()->GetConnectivity(&connectivity));
        if ((!is_known || connectivity != NLM_CONNECTIVITY_DISCONNECTED) &&
            SUCCEEDED(connection.get()->GetAdapterId(&adapter))) {
            guids.push_back(guid_text(adapter));
        }
    }
}

} // namespace

bool NetworkList::open() {
    if (!apartment_ && FAILED(CoIncrementMTAUsage(apartment_.put()))) {
        return false;
    }
    return manager_ ||
           SUCCEEDED(CoCreateInstance(CLSID_NetworkListManager, nullptr, CLSCTX_ALL, IID_INetworkListManager,
                                      reinterpret_cast<void**>(manager_.put())));
}

std::optional<std::vector<std::string>> NetworkList::connected() {
    if (!open()) {
        return std::nullopt;
    }
    ComObject<IEnumNetworks> networks;
    if (FAILED(manager_.get()->GetNetworks(NLM_ENUM_NETWORK_CONNECTED, networks.put())) || !networks) {
        manager_.reset(); // its service was restarted, perhaps: the next reading starts over
        return std::nullopt;
    }
    std::vector<std::string> guids;
    while (const auto network = next<INetwork>(*networks.get())) {
        add_connections(*network.get(), guids);
    }
    return guids;
}

} // namespace mirrorwatch::sense
