// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "common/vpn_rules.hpp"
#include "service/cli/adapter_json.hpp"
#include "service/sense/adapters/best_route.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What `vpn` prints: adapters, each judged by the table, and the way to an address. UTF-8;
/// ends with a newline.
namespace mirrorwatch::cli {

/// Which adapters are listed: those that are VPNs or may be, or every one.
enum class Which { Vpns, All };

/// Below the adapters the phonebook, the services and the proxy, as far as there are any.
[[nodiscard]] std::string adapters_table(const AdapterTable& table, const VpnRules& rules, Which which);
/// The adapters as a list.
[[nodiscard]] std::string adapters_json(const AdapterTable& table, const VpnRules& rules, Which which);
/// An object with all of the table: adapters (the list of all), routes, phonebook, services, proxy. What
/// could not be read is null.
[[nodiscard]] std::string whole_json(const AdapterTable& table, const VpnRules& rules);

/// The entries as they were written, in their order, with verdict, client, score and reasons.
[[nodiscard]] std::string classification_json(const std::vector<WrittenAdapter>& adapters,
                                              const VpnRules& rules);
[[nodiscard]] std::string classification_table(const std::vector<WrittenAdapter>& adapters,
                                               const VpnRules& rules);

/// The adapters with this name, or with this GUID or description if none has that name; in either case of
/// letters. The error names the nearest name.
[[nodiscard]] Result<std::vector<Adapter>> adapters_named(std::string_view name,
                                                          const std::vector<Adapter>& adapters);

/// What the rules make of the adapter in its table: a line for each row that matches, and the sum.
[[nodiscard]] std::string explanation(const Adapter& adapter, const AdapterTable& table,
                                      const VpnRules& rules);

/// The way to an address as Windows has it and as the core finds it in the table.
struct RouteAnswer {
    std::string text; // a table, or one JSON object
    bool differs = false;
};

/// An error for what is no IPv4 or IPv6 literal. That Windows does not answer is told, and no difference.
[[nodiscard]] Result<RouteAnswer> route_answer(const std::string& address, const AdapterTable& table,
                                               const sense::BestRoute& best_route, bool as_json);

} // namespace mirrorwatch::cli
