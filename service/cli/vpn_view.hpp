#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "common/vpn_rules.hpp"
#include "service/cli/adapter_json.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What `adapters` and `vpn` print: adapters, each judged by the table. UTF-8; ends with a newline.
namespace mirrorwatch::cli {

/// Below the adapters the phonebook, the services and the proxy, as far as there are any.
[[nodiscard]] std::string adapters_table(const AdapterTable& table, const VpnRules& rules);
/// The adapters as a list.
[[nodiscard]] std::string adapters_json(const AdapterTable& table, const VpnRules& rules);
/// An object with all of the table: adapters (that list), routes, phonebook, services, proxy. What could not
/// be read is null.
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

} // namespace mirrorwatch::cli
