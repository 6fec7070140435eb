// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"

#include <functional>
#include <string>

namespace mirrorwatch::sense {

/// Which route the system uses for an IPv4 or IPv6 literal; an error for what is none, and when there is no
/// route or no answer.
using BestRoute = std::function<Result<Route>(const std::string& address)>;

/// GetBestRoute2. Any thread.
[[nodiscard]] BestRoute windows_best_route();

} // namespace mirrorwatch::sense
