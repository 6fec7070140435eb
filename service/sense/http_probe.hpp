#pragma once

#include "service/sense/attempt.hpp"
#include "service/sense/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace mirrorwatch::sense {

/// GETs the endpoint's target. Good when the status is 200 to 399 and the body, or the first 64 KiB of it,
/// arrives: a path that loses large packets lets the head of an answer through. Redirects are not followed.
/// Returns what failed in words, empty when nothing did.
[[nodiscard]] boost::asio::awaitable<std::string> probe_http(std::shared_ptr<Attempt> attempt,
                                                             LookUp look_up);

} // namespace mirrorwatch::sense
