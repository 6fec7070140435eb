// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "service/sense/adapters/adapter_watch.hpp"
#include "service/sense/coalescing_notifier.hpp"
#include "service/sense/complain.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// The tables of the IP stack: adapters with addresses and gateways, and all routes. Blocks for milliseconds;
/// any thread.
[[nodiscard]] Result<AdapterTable> read_ip_tables();

/// NotifyIpInterfaceChange, NotifyUnicastIpAddressChange and NotifyRouteChange2.
[[nodiscard]] NotifyFunctions windows_notify_functions();

/// SIO_ADDRESS_LIST_CHANGE: a second, independent notice of changed IPv4 addresses. Made and destroyed on the
/// loop's thread. If it cannot be had, that is told and nothing else happens.
class AddressListWatch {
public:
    AddressListWatch(boost::asio::io_context& loop, const std::shared_ptr<CoalescingNotifier>& gate,
                     Complain complain);
    ~AddressListWatch();
    AddressListWatch(const AddressListWatch&) = delete;
    AddressListWatch& operator=(const AddressListWatch&) = delete;

private:
    class State;
    std::shared_ptr<State> state_; // the request under way owns it too, until it has completed
};

} // namespace mirrorwatch::sense
