#pragma once

#include "common/protocol.hpp"
#include "service/cli/verbs_win.hpp"

#include <functional>
#include <optional>
#include <string>

namespace mirrorwatch::cli {

/// Exclude and include: both name one VPN, may add a preference for the future by one option, and need the
/// service, unless they go by .wslconfig.
struct VpnCommand {
    std::string name;   // "exclude"
    std::string option; // "always"
    std::string meaning;
    std::function<Result<std::string>(const std::string& word, const Snapshot& snapshot)> choose;
    std::function<protocol::Verb(std::string vpn, bool for_ever)> make;
    std::string more; // lines of --help
    void (*add_options)(boost::program_options::options_description& options);
    /// Before the service is asked: the exit code, if it is done by then.
    std::optional<int> (*without_service)(const std::string& name,
                                          const boost::program_options::variables_map& given);
};

[[nodiscard]] int run_vpn_command(const VpnCommand& verb, const Words& words);

} // namespace mirrorwatch::cli
