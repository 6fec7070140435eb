// SPDX-License-Identifier: MIT
#pragma once

#include "common/probe/system_probe.hpp"
#include "service/sense/probes/attempt.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace mirrorwatch::sense {

/// Asks the endpoint over plain HTTP, without a proxy, and judges by common/probe/http_rules. The body, or
/// the first 64 KiB of it, must arrive even if nothing is searched in it: a path that loses large packets
/// lets the head of an answer through. No compression is asked for. A redirect to https goes on by `system`.
/// Returns what failed. `look_up` and `system` must outlive it.
[[nodiscard]] boost::asio::awaitable<probe::Failure>
probe_http(std::shared_ptr<Attempt> attempt, const LookUp& look_up, const probe::SystemProbe& system);

} // namespace mirrorwatch::sense
