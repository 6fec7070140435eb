#include "service/cli/vpn_choice.hpp"
#include "service/cli/vpn_command_win.hpp"
#include "service/cli/wslconfig_method_win.hpp"

namespace mirrorwatch::cli {

int include_verb(const Words& words) {
    return run_vpn_command({"include", "never-ask", "and from now on leave it alone, without asking",
                            vpn_to_include,
                            [](std::string vpn, bool never_ask) {
                                return protocol::IncludeVpn{std::move(vpn), never_ask};
                            },
                            "A VPN that .wslconfig excludes is taken out of it, as you, without the service",
                            add_method, include_without_service},
                           words);
}

} // namespace mirrorwatch::cli
