// SPDX-License-Identifier: MIT
#include "service/cli/vpn_view.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/json_codec.hpp"
#include "common/names.hpp"
#include "common/text.hpp"
#include "service/cli/table.hpp"
#include "service/decide/network/routes.hpp"
#include "service/decide/network/vpn.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using decide::Reason;
using decide::Verdict;

void add(boost::json::object& object, const Verdict& verdict) {
    object["verdict"] = name_of(verdict.kind);
    object["client"] = verdict.client;
    object["score"] = verdict.score;
    object["reasons"] = json::array_of(
        verdict.reasons, [](const Reason& reason) { return boost::json::string{decide::to_string(reason)}; });
}

/// One line for each, so that two lists can be compared.
std::string list_of(const std::vector<boost::json::object>& objects) {
    std::string text = "[";
    for (const boost::json::object& object : objects) {
        text += (&object == &objects.front() ? "\n  " : ",\n  ") + boost::json::serialize(object);
    }
    return text + (objects.empty() ? "]\n" : "\n]\n");
}

std::string verdict_cell(const Verdict& verdict) {
    return std::string{name_of(verdict.kind)} + (verdict.client.empty() ? "" : " (" + verdict.client + ")");
}

std::string addresses_cell(const Adapter& adapter) {
    std::string text;
    for (const AddressPrefix& prefix : adapter.addresses) {
        text += (text.empty() ? "" : ", ") + prefix.address + "/" + std::to_string(prefix.length);
    }
    return text;
}

Row row_of(const Adapter& adapter, const Verdict& verdict) {
    return {visible(adapter.friendly_name), adapter.up ? "up" : "down", verdict_cell(verdict),
            std::to_string(verdict.score), visible(adapter.description)};
}

Verdict judged(const Adapter& adapter, const AdapterTable& table, const VpnRules& rules) {
    return decide::judge(adapter, rules, decide::circumstances_of(adapter, table));
}

struct Judged {
    const Adapter* adapter; // of the table
    Verdict verdict;
};

std::vector<Judged> judged_adapters(const AdapterTable& table, const VpnRules& rules, Which which) {
    std::vector<Judged> found;
    for (const Adapter& adapter : table.adapters) {
        Verdict verdict = judged(adapter, table, rules);
        if (which == Which::All || verdict.kind != VerdictKind::No) {
            found.push_back({&adapter, std::move(verdict)});
        }
    }
    return found;
}

std::vector<boost::json::object> objects_of(const std::vector<Judged>& adapters) {
    std::vector<boost::json::object> objects;
    objects.reserve(adapters.size());
    for (const Judged& one : adapters) {
        objects.push_back(to_json(*one.adapter));
        add(objects.back(), one.verdict);
    }
    return objects;
}

std::string machine_lines(const AdapterTable& table) {
    std::vector<std::string> entries;
    entries.reserve(table.phonebook.size());
    for (const PhonebookEntry& entry : table.phonebook) {
        entries.push_back(entry.name + " (" + std::string{name_of(entry.kind)} + ")");
    }
    std::string lines;
    const auto add_line = [&](const std::string& what, const std::string& text) {
        lines += text.empty() ? "" : what + ": " + visible(text) + "\n";
    };
    add_line("Phonebook", text::list_of(entries));
    add_line("Running services of VPNs", text::list_of(table.services.value_or(std::vector<std::string>{})));
    add_line("Proxy", table.proxy.value_or(""));
    return lines.empty() ? lines : "\n" + lines;
}

template <class Key>
std::vector<Adapter> with(Key key, std::string_view name, const std::vector<Adapter>& adapters) {
    std::vector<Adapter> found;
    std::ranges::copy_if(adapters, std::back_inserter(found),
                         [&](const Adapter& adapter) { return lower(adapter.*key) == lower(name); });
    return found;
}

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

std::string adapters_table(const AdapterTable& table, const VpnRules& rules, Which which) {
    std::vector<Row> rows{{"NAME", "STATE", "VPN", "SCORE", "DESCRIPTION", "ADDRESSES"}};
    for (const Judged& one : judged_adapters(table, rules, which)) {
        rows.push_back(row_of(*one.adapter, one.verdict));
        rows.back().push_back(addresses_cell(*one.adapter));
    }
    const bool is_none = which == Which::Vpns && rows.size() == 1;
    return (is_none ? "No adapter is a VPN, or may be one; --all lists every adapter.\n" : cli::table(rows)) +
           machine_lines(table);
}

std::string adapters_json(const AdapterTable& table, const VpnRules& rules, Which which) {
    return list_of(objects_of(judged_adapters(table, rules, which)));
}

std::string whole_json(const AdapterTable& table, const VpnRules& rules) {
    boost::json::object whole;
    boost::json::array& adapters = whole["adapters"].emplace_array();
    for (boost::json::object& adapter : objects_of(judged_adapters(table, rules, Which::All))) {
        adapters.push_back(std::move(adapter));
    }
    whole["routes"] = json::array_of(table.routes, [](const Route& route) { return to_json(route); });
    whole["phonebook"] = json::array_of(table.phonebook, [](const PhonebookEntry& entry) {
        return boost::json::object{{"name", entry.name}, {"kind", name_of(entry.kind)}};
    });
    whole["services"] = json::value_of(table.services);
    whole["proxy"] = json::value_of(table.proxy);
    return boost::json::serialize(whole) + "\n";
}

std::string classification_json(const std::vector<WrittenAdapter>& adapters, const VpnRules& rules) {
    std::vector<boost::json::object> objects;
    objects.reserve(adapters.size());
    for (const WrittenAdapter& entry : adapters) {
        objects.push_back(entry.written);
        add(objects.back(), decide::judge(entry.adapter, rules));
    }
    return list_of(objects);
}

std::string classification_table(const std::vector<WrittenAdapter>& adapters, const VpnRules& rules) {
    std::vector<Row> rows{{"NAME", "STATE", "VPN", "SCORE", "DESCRIPTION"}};
    for (const WrittenAdapter& entry : adapters) {
        rows.push_back(row_of(entry.adapter, decide::judge(entry.adapter, rules)));
    }
    return cli::table(rows);
}

Result<std::vector<Adapter>> adapters_named(std::string_view name, const std::vector<Adapter>& adapters) {
    for (const auto key : {&Adapter::friendly_name, &Adapter::guid, &Adapter::description}) {
        if (auto found = with(key, name, adapters); !found.empty()) {
            return found;
        }
    }
    std::vector<std::string_view> names;
    std::ranges::transform(adapters, std::back_inserter(names), &Adapter::friendly_name);
    return Error{unknown_word("adapter", name, names)};
}

std::string explanation(const Adapter& adapter, const AdapterTable& table, const VpnRules& rules) {
    const Verdict verdict = judged(adapter, table, rules);
    std::string text = visible(adapter.friendly_name) + " (" + visible(adapter.description) + "), ifType " +
                       std::to_string(adapter.if_type) + (adapter.up ? ", up" : ", down") + "\n";
    for (const Reason& reason : verdict.reasons) {
        const std::string number = (reason.score < 0 ? "" : "+") + std::to_string(reason.score);
        text += std::string(number.size() < 6 ? 6 - number.size() : 0, ' ') + number + "  " +
                visible(reason.text) + "\n";
    }
    if (verdict.reasons.empty()) {
        text += "     +0  no rule of the table matches\n";
    }
    const std::string score = std::to_string(verdict.score);
    text += std::string(score.size() < 6 ? 6 - score.size() : 0, ' ') + score + "  " + verdict_cell(verdict) +
            ": " + std::to_string(rules.vpn_score) + " is a VPN, " + std::to_string(rules.maybe_score) +
            " is perhaps one\n";
    return text;
}

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
