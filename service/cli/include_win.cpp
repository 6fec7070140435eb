#include "service/cli/one_vpn_win.hpp"
#include "service/cli/vpn_choice.hpp"

namespace mirrorwatch::cli {

int include_verb(const Words& words) {
    return run_one_vpn({"include", "never-ask", "and from now on leave it alone, without asking",
                        vpn_to_include,
                        [](std::string vpn, bool never_ask) {
                            return protocol::IncludeVpn{std::move(vpn), never_ask};
                        }},
                       words);
}

} // namespace mirrorwatch::cli
