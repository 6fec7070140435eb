// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/probes/attempt.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace mirrorwatch::sense {

/// Connects attempt->socket to the endpoint: one address after the other until one accepts, each with its
/// share of the time that is left, so that one that is dead does not hide the next. Returns what failed.
/// `look_up` must outlive it.
[[nodiscard]] boost::asio::awaitable<probe::Failure> connect(std::shared_ptr<Attempt> attempt,
                                                             const LookUp& look_up);

} // namespace mirrorwatch::sense
