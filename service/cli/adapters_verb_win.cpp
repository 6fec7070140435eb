#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_table_win.hpp"
#include "service/cli/vpn_view.hpp"
#include "service/sense/adapters_win.hpp"

namespace mirrorwatch::cli {

namespace po = boost::program_options;

int adapters_verb(const Words& words) {
    po::options_description options{"Options"};
    add_format(options);
    po::variables_map given;
    if (!read_options(words, "adapters [--format table|json]", options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    const Result<AdapterTable> table = sense::read_adapter_table();
    if (!table) {
        print_error(table.error().message);
        return c_failed;
    }
    const VpnRules rules = vpn_table();
    print(as_json ? adapters_json(table->adapters, rules) : adapters_table(table->adapters, rules));
    return c_ok;
}

} // namespace mirrorwatch::cli
