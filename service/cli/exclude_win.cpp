#include "service/cli/one_vpn_win.hpp"
#include "service/cli/vpn_choice.hpp"

namespace mirrorwatch::cli {

int exclude_verb(const Words& words) {
    return run_one_vpn({"exclude", "always", "and from now on without asking", vpn_to_exclude,
                        [](std::string vpn, bool always) {
                            return protocol::ExcludeVpn{std::move(vpn), always};
                        }},
                       words);
}

} // namespace mirrorwatch::cli
