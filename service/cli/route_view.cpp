#include "service/cli/route_view.hpp"

#include "common/ip_address.hpp"
#include "service/cli/adapter_json.hpp"
#include "service/cli/table.hpp"
#include "service/decide/network/routes.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <optional>

namespace mirrorwatch::cli {
namespace {

std::string adapter_name(const Route& route, const AdapterTable& table) {
    const Adapter* adapter = decide::adapter_of(table, route);
    return adapter == nullptr ? "interface " + std::to_string(route.interface_index) : adapter->friendly_name;
}

std::string prefix_text(const Route& route) {
    return route.destination.address + "/" + std::to_string(route.destination.length);
}

Row row_of(const std::string& who, const std::optional<Route>& route, const AdapterTable& table,
           const std::string& otherwise) {
    if (!route) {
        return {who, visible(otherwise)};
    }
    return {who, visible(adapter_name(*route, table)), prefix_text(*route), route->next_hop,
            std::to_string(route->metric)};
}

boost::json::value json_of(const std::optional<Route>& route, const AdapterTable& table) {
    if (!route) {
        return nullptr;
    }
    boost::json::object object = to_json(*route);
    object["adapter"] = adapter_name(*route, table);
    return object;
}

} // namespace

Result<RouteAnswer> route_answer(const std::string& address, const AdapterTable& table,
                                 const sense::BestRoute& best_route, bool as_json) {
    if (!parse_ip(address)) {
        return Error{"\"" + address + "\" is no IPv4 or IPv6 address; names are not looked up"};
    }
    const Result<Route> answer = best_route(address);
    const std::optional<Route> windows = answer ? std::optional{*answer} : std::nullopt;
    const Route* best = decide::best_route(table, address);
    const std::optional<Route> ours = best == nullptr ? std::nullopt : std::optional{*best};
    const bool differs = windows && (!ours || ours->interface_index != windows->interface_index);
    if (as_json) {
        boost::json::object object;
        object["address"] = address;
        object["windows"] = json_of(windows, table);
        object["windows_error"] =
            answer ? boost::json::value(nullptr) : boost::json::value(answer.error().message);
        object["mirrorwatch"] = json_of(ours, table);
        object["differs"] = windows ? boost::json::value(differs) : boost::json::value(nullptr);
        return RouteAnswer{boost::json::serialize(object) + "\n", differs};
    }
    std::string text = cli::table({{"WHO", "ADAPTER", "DESTINATION", "NEXT HOP", "METRIC"},
                                   row_of("Windows", windows, table, answer ? "" : answer.error().message),
                                   row_of("Mirrorwatch", ours, table, "no route")});
    text += !windows  ? "Windows does not tell, so nothing can be compared.\n"
            : differs ? "They differ: Windows uses another adapter than the route table alone would say.\n"
                      : "They agree.\n";
    return RouteAnswer{std::move(text), differs};
}

} // namespace mirrorwatch::cli
