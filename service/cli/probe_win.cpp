// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"
#include "common/names.hpp"
#include "common/probe/winhttp_win.hpp"
#include "service/app/probe_all.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/own_endpoints.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/decide/network/routes.hpp"
#include "service/sense/adapters/adapters_win.hpp"

#include <algorithm>
#include <optional>

namespace mirrorwatch::cli {
namespace {

constexpr std::uint32_t c_loopback_if_type = 24;

/// All that are enabled, or the one that was named. Throws UsageError for what is no address.
Result<std::vector<EndpointSpec>> chosen(const Given& given) {
    const std::string word = given.text("NAME|URL|PORT");
    const bool is_address = url_of(word).find("://") != std::string::npos;
    const auto configured = configured_endpoints(given);
    if (!configured && !is_address) {
        return configured.error();
    }
    std::vector<EndpointSpec> all = configured ? specs_of(*configured) : std::vector<EndpointSpec>{};
    if (word.empty()) {
        std::erase_if(all, [](const EndpointSpec& endpoint) { return !endpoint.enabled; });
        return all;
    }
    auto one = endpoint_for(word, all);
    if (!one && is_address) {
        throw UsageError(one.error().message);
    }
    if (!one) {
        return one.error();
    }
    return std::vector<EndpointSpec>{std::move(*one)};
}

std::vector<ProbeRow> rows_for(const std::vector<EndpointSpec>& endpoints, std::optional<EndpointFrom> from) {
    std::vector<ProbeRow> rows;
    for (const EndpointSpec& endpoint : endpoints) {
        for (const Vantage vantage : {Vantage::Windows, Vantage::Wsl}) {
            const bool only_wsl = endpoint.kind == EndpointKind::WslNetwork;
            const EndpointFrom wanted = only_wsl ? EndpointFrom::Wsl : from.value_or(endpoint.from);
            if (is_asked_from(wanted, vantage)) {
                rows.push_back({endpoint, vantage, {}});
            }
        }
    }
    return rows;
}

std::vector<ProbeRow*> rows_of(std::vector<ProbeRow>& rows, Vantage vantage) {
    std::vector<ProbeRow*> found;
    for (ProbeRow& row : rows) {
        if (row.vantage == vantage) {
            found.push_back(&row);
        }
    }
    return found;
}

std::vector<EndpointSpec> endpoints_of(const std::vector<ProbeRow*>& rows) {
    std::vector<EndpointSpec> endpoints;
    for (const ProbeRow* row : rows) {
        endpoints.push_back(row->endpoint);
    }
    return endpoints;
}

/// What WSL's network is compared with.
void describe_host(agent::ProbeFromGuest& request) {
    const Result<AdapterTable> table = sense::read_ip_tables();
    if (table.has_error()) {
        return;
    }
    request.host_has_default_ipv4 = request.host_has_default_ipv6 = false;
    for (const Adapter& adapter : table->adapters) {
        if (!adapter.up || adapter.if_type == c_loopback_if_type) {
            continue;
        }
        request.host_subnets.insert(request.host_subnets.end(), adapter.addresses.begin(),
                                    adapter.addresses.end());
        request.host_has_default_ipv4 |= decide::carries_default_route(*table, adapter, IpFamily::V4);
        request.host_has_default_ipv6 |= decide::carries_default_route(*table, adapter, IpFamily::V6);
    }
}

void ask_wsl(const std::vector<ProbeRow*>& rows, bool insisted) {
    agent::ProbeFromGuest request{endpoints_of(rows), {}};
    const bool compares = std::ranges::any_of(
        rows, [](const ProbeRow* row) { return row->endpoint.kind == EndpointKind::WslNetwork; });
    if (compares) {
        describe_host(request);
    }
    const Result<agent::Reply> reply = ask_as_user(request);
    const auto* results = reply ? std::get_if<agent::ProbeResults>(&*reply) : nullptr;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ProbeRow& row = *rows[i];
        if (results != nullptr && i < results->results.size()) {
            row.result = results->results[i];
            row.distro = results->distro;
        } else {
            row.result = {false, reply ? "no answer" : reply.error().message, {}, ProbeStep::Guest};
            row.skipped = !insisted;
        }
    }
}

} // namespace

int probe_verb(const Given& given) {
    const auto from = value_named<EndpointFrom>(given.text("from"));
    const auto endpoints = chosen(given);
    if (!endpoints) {
        return report_failure(endpoints.error());
    }
    std::vector<ProbeRow> rows = rows_for(*endpoints, from);
    if (const auto windows = rows_of(rows, Vantage::Windows); !windows.empty()) {
        const auto results = app::probe_all(endpoints_of(windows), probe::winhttp_probe());
        for (std::size_t i = 0; i < windows.size(); ++i) {
            windows[i]->result = results[i];
        }
    }
    if (const auto wsl = rows_of(rows, Vantage::Wsl); !wsl.empty()) {
        ask_wsl(wsl, from && *from != EndpointFrom::Windows);
    }
    if (rows.empty() && !given.wants_json()) {
        print(c_none_is_configured);
        return c_ok;
    }
    print(given.wants_json() ? probe_json(rows) : probe_table(rows, windows_offset));
    const bool fine =
        std::ranges::all_of(rows, [](const ProbeRow& row) { return row.result.ok || row.skipped; });
    return fine ? c_ok : c_failed;
}

} // namespace mirrorwatch::cli
