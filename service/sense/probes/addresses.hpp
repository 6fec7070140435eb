// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/probes/attempt.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>
#include <vector>

namespace mirrorwatch::sense {

/// Where an endpoint's host is, of the family that is asked for.
struct Addresses {
    probe::Failure failure;                      // or
    std::vector<boost::asio::ip::address> found; // not empty
    bool has_others = false;                     // the host has addresses of the other family, too
};

/// `look_up` must outlive what follows. A literal is itself, and "localhost" is 127.0.0.1 (::1 where IPv6 is
/// asked for), without a look-up.
[[nodiscard]] boost::asio::awaitable<Addresses> addresses_of(std::shared_ptr<Attempt> attempt,
                                                             const LookUp& look_up);

/// Good when the name resolves, to at least one of the expected addresses where there are some. Asks the
/// system for "localhost", too. Returns what failed.
[[nodiscard]] boost::asio::awaitable<probe::Failure> probe_dns(std::shared_ptr<Attempt> attempt,
                                                               const LookUp& look_up);

/// Waits until another thread or handler lets attempt->others expire, or until the deadline.
[[nodiscard]] boost::asio::awaitable<void> wait_for_others(std::shared_ptr<Attempt> attempt);

} // namespace mirrorwatch::sense
