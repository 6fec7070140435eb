#include "service/cli/console_win.hpp"
#include "service/cli/conversation_win.hpp"
#include "service/cli/status_table.hpp"
#include "service/cli/verbs_win.hpp"

#include <chrono>

namespace mirrorwatch::cli {

namespace po = boost::program_options;

int status_verb(const Words& words) {
    po::options_description options{"Options"};
    add_format(options);
    po::variables_map given;
    if (!read_options(words, "status [--format table|json]", options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    Conversation conversation;
    if (const Result<void> begun = conversation.begin(); !begun) {
        print_error(c_no_service_sentence + (" (" + begun.error().message + ")"));
        return c_no_service;
    }
    const Result<Snapshot> snapshot = conversation.snapshot();
    if (!snapshot) {
        print_error(snapshot.error().message);
        return c_failed;
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    print(as_json ? protocol::to_json(*snapshot) + "\n" : status_table(*snapshot, now));
    return c_ok;
}

} // namespace mirrorwatch::cli
