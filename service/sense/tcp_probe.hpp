#pragma once

#include "service/sense/attempt.hpp"
#include "service/sense/name_lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace mirrorwatch::sense {

/// Connects attempt->socket to the endpoint: one address after the other until one accepts. Returns what
/// failed in words, empty when connected. "localhost" is 127.0.0.1.
[[nodiscard]] boost::asio::awaitable<std::string> connect(std::shared_ptr<Attempt> attempt, LookUp look_up);

/// Good when the connection is accepted. Returns what failed in words, empty when nothing did.
[[nodiscard]] boost::asio::awaitable<std::string> probe_tcp(std::shared_ptr<Attempt> attempt, LookUp look_up);

} // namespace mirrorwatch::sense
