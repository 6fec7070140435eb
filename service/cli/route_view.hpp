#pragma once

#include "common/adapter.hpp"
#include "service/sense/adapters/best_route.hpp"

#include <string>

/// What `adapters --route ADDRESS` prints: the way to the address as Windows has it and as the core finds it
/// in the table, and whether they differ. UTF-8; ends with a newline.
namespace mirrorwatch::cli {

struct RouteAnswer {
    std::string text; // a table, or one JSON object
    bool differs = false;
};

/// An error for what is no IPv4 or IPv6 literal. That Windows does not answer is told, and no difference.
[[nodiscard]] Result<RouteAnswer> route_answer(const std::string& address, const AdapterTable& table,
                                               const sense::BestRoute& best_route, bool as_json);

} // namespace mirrorwatch::cli
