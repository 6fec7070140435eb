#include "common/names.hpp"
#include "common/probe/winhttp_win.hpp"
#include "common/text_win.hpp"
#include "service/app/probe_all.hpp"
#include "service/cli/configured_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/guest_win.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"
#include "service/sense/adapters/adapters_win.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint32_t c_loopback_if_type = 24;

std::optional<EndpointFrom> from_given(const po::variables_map& given) {
    if (!given.contains("from")) {
        return std::nullopt;
    }
    const std::string word = narrow(given["from"].as<std::wstring>());
    const auto from = value_named<EndpointFrom>(word);
    if (!from) {
        constexpr std::array<std::string_view, 3> known{"windows", "wsl", "both"};
        throw UsageError(unknown_word("place", word, known));
    }
    return from;
}

/// All that are enabled, or the one that was named.
Result<std::vector<EndpointSpec>> chosen(const po::variables_map& given) {
    const std::string word = given.contains("NAME|URL") ? narrow(given["NAME|URL"].as<std::wstring>()) : "";
    const bool is_address = word.find("://") != std::string::npos;
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

std::vector<AddressPrefix> host_subnets() {
    std::vector<AddressPrefix> subnets;
    if (const Result<AdapterTable> table = sense::read_ip_tables()) {
        for (const Adapter& adapter : table->adapters) {
            if (adapter.up && adapter.if_type != c_loopback_if_type) {
                subnets.insert(subnets.end(), adapter.addresses.begin(), adapter.addresses.end());
            }
        }
    }
    return subnets;
}

void ask_wsl(const std::vector<ProbeRow*>& rows, bool insisted) {
    agent::ProbeFromGuest request{endpoints_of(rows), {}};
    const bool compares = std::ranges::any_of(
        rows, [](const ProbeRow* row) { return row->endpoint.kind == EndpointKind::WslNetwork; });
    if (compares) {
        request.host_subnets = host_subnets();
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

int probe_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("from", po::wvalue<std::wstring>()->value_name("PLACE"),
                          "windows, wsl or both; otherwise what is configured, and both for an address");
    add_config(options);
    add_format(options);
    po::variables_map given;
    if (!read_options(words,
                      "probe [NAME|URL] [--from windows|wsl|both] [--config FILE] [--format table|json]\n\n"
                      "Asks one endpoint, or all that are configured, now. Works without the service.\n"
                      "URL is http://…, https://…, tcp://host:port or dns://name. WSL is never started.\n"
                      "Exit code 0: all are fine, 1: some are not, 2: the command line makes no sense.",
                      options, given, {"NAME|URL"})) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    const std::optional<EndpointFrom> from = from_given(given);
    const auto endpoints = chosen(given);
    if (!endpoints) {
        print_error(endpoints.error().message);
        return c_usage;
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
    if (rows.empty() && !as_json) {
        print("No endpoint is configured. What there may be to watch: mirrorwatch endpoints propose\n");
        return c_ok;
    }
    print(as_json ? probe_json(rows) : probe_table(rows));
    const bool fine =
        std::ranges::all_of(rows, [](const ProbeRow& row) { return row.result.ok || row.skipped; });
    return fine ? c_ok : c_failed;
}

} // namespace mirrorwatch::cli
