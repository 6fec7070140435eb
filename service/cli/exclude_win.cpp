#include "common/text_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/exclusion_print.hpp"
#include "service/cli/vpn_choice.hpp"
#include "service/cli/vpn_command_win.hpp"
#include "service/cli/wslconfig_method_win.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

constexpr std::string_view c_print_usage =
    "exclude --print-script STEP --device NAME\n\n"
    "Prints the script of a step, for a root shell in WSL. Needs no service.";

int print_script(const Words& words) {
    boost::program_options::options_description options{"Options"};
    options.add_options()("print-script", boost::program_options::wvalue<std::wstring>(),
                          "apply, verify, refresh or undo");
    options.add_options()("device", boost::program_options::wvalue<std::wstring>(),
                          "the VPN's device in WSL, such as eth1");
    boost::program_options::variables_map given;
    if (!read_options(words, c_print_usage, options, given)) {
        return c_ok;
    }
    const std::string device = given.contains("device") ? narrow(given["device"].as<std::wstring>()) : "";
    const auto text = printed_step(narrow(given["print-script"].as<std::wstring>()), device);
    if (!text) {
        throw UsageError(text.error().message);
    }
    print(*text);
    return c_ok;
}

} // namespace

int exclude_verb(const Words& words) {
    if (std::ranges::any_of(words, [](const auto& word) { return word.starts_with(L"--print-script"); })) {
        return print_script(words);
    }
    return run_vpn_command(
        {"exclude", "always", "and from now on without asking", vpn_to_exclude,
         [](std::string vpn, bool always) {
             return protocol::ExcludeVpn{std::move(vpn), always};
         },
         "mirrorwatch exclude --print-script STEP --device NAME prints what is done in WSL\n"
         "--method wslconfig goes by .wslconfig, as you, and needs no service",
         add_exclude_options, exclude_without_service},
        words);
}

} // namespace mirrorwatch::cli
