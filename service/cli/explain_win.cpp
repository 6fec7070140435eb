#include "service/cli/console_win.hpp"
#include "service/cli/explain_view.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {

namespace po = boost::program_options;

int explain_verb(const Words& words) {
    po::options_description options{"Options"};
    add_format(options);
    po::variables_map given;
    if (!read_options(
            words,
            "explain [--format table|json]\n\nLooks for some seconds. Exit code 0: nothing is wrong, "
            "1: something is, 3: no service.",
            options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    ServiceClient client;
    if (const Result<void> begun = client.begin(); !begun) {
        return report_no_service(begun.error());
    }
    const Result<Snapshot> snapshot = client.looked();
    if (!snapshot) {
        return report_no_service(snapshot.error());
    }
    print(as_json ? explain_json(*snapshot) : explain_text(*snapshot));
    return is_anything_wrong(*snapshot) ? c_failed : c_ok;
}

} // namespace mirrorwatch::cli
