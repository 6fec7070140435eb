#include "common/text_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/route_view.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_table_win.hpp"
#include "service/cli/vpn_view.hpp"
#include "service/sense/adapters/table_reader_win.hpp"

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view c_usage_text = "adapters [--all | --route ADDRESS] [--format table|json]";

int print_route(const std::string& address, const AdapterTable& table, bool as_json) {
    const auto answer = route_answer(address, table, sense::windows_best_route(), as_json);
    if (!answer) {
        throw UsageError(answer.error().message);
    }
    print(answer->text);
    return c_ok;
}

} // namespace

int adapters_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("all", "as JSON: routes, phonebook, services and proxy as well")(
        "route", po::wvalue<std::wstring>()->value_name("ADDRESS"),
        "which adapter Windows uses for an IPv4 or IPv6 address, and what Mirrorwatch makes of the routes");
    add_format(options);
    po::variables_map given;
    if (!read_options(words, c_usage_text, options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    const VpnRules rules = vpn_table();
    const Result<AdapterTable> table = sense::table_reader(rules.services)();
    if (!table) {
        print_error(table.error().message);
        return c_failed;
    }
    if (given.contains("route")) {
        return print_route(narrow(given["route"].as<std::wstring>()), *table, as_json);
    }
    if (as_json) {
        print(given.contains("all") ? whole_json(*table, rules) : adapters_json(*table, rules));
    } else {
        print(adapters_table(*table, rules));
    }
    return c_ok;
}

} // namespace mirrorwatch::cli
