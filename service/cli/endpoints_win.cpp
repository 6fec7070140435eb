#include "common/text_win.hpp"
#include "service/cli/configured_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/guest_win.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"

#include <array>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

int propose(const std::vector<EndpointSpec>& configured, bool as_json) {
    const Result<agent::Reply> reply = ask_as_user(agent::ProposeEndpoints{});
    const auto* found = reply ? std::get_if<agent::Proposals>(&*reply) : nullptr;
    if (found == nullptr) {
        print_error(reply ? "no answer" : reply.error().message);
        return c_failed;
    }
    print(as_json ? proposals_json(found->proposals, configured)
                  : proposals_toml(found->proposals, configured));
    return c_ok;
}

} // namespace

int endpoints_verb(const Words& words) {
    po::options_description options{"Options"};
    add_config(options);
    add_format(options);
    po::variables_map given;
    if (!read_options(
            words,
            "endpoints [propose] [--config FILE] [--format table|json]\n\n"
            "Lists what is configured to be watched, who configured it, and where it is asked from.\n"
            "  propose   what listens in WSL, or is published by Docker there, and is not watched yet:\n"
            "            TOML to be put into mirrorwatch.toml. Nothing is written; WSL is not started.",
            options, given, {"ACTION"})) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    const std::string action = given.contains("ACTION") ? narrow(given["ACTION"].as<std::wstring>()) : "";
    if (!action.empty() && action != "propose") {
        constexpr std::array<std::string_view, 1> known{"propose"};
        throw UsageError(unknown_word("action", action, known));
    }
    const auto endpoints = configured_endpoints(given);
    if (!endpoints) {
        print_error(endpoints.error().message);
        return c_failed;
    }
    if (action == "propose") {
        return propose(specs_of(*endpoints), as_json);
    }
    if (endpoints->empty() && !as_json) {
        print("No endpoint is configured. What there may be to watch: mirrorwatch endpoints propose\n");
        return c_ok;
    }
    print(as_json ? endpoints_json(*endpoints) : endpoints_table(*endpoints));
    return c_ok;
}

} // namespace mirrorwatch::cli
