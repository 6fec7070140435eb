// SPDX-License-Identifier: MIT
#include "service/cli/exclusion_print.hpp"

#include "common/wsl/exclusion_script.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::cli {

Result<std::string> printed_step(std::string_view step, std::string_view device) {
    constexpr std::array<std::string_view, 5> names{"show", "apply", "verify", "refresh", "undo"};
    constexpr std::array steps{wsl::ExclusionStep::Show, wsl::ExclusionStep::Apply,
                               wsl::ExclusionStep::Verify, wsl::ExclusionStep::Refresh,
                               wsl::ExclusionStep::Undo};
    const auto found = std::ranges::find(names, step);
    if (found == names.end()) {
        return Error{unknown_word("step", step, names)};
    }
    std::string text =
        wsl::printed_exclusion_script(steps[static_cast<std::size_t>(found - names.begin())], device);
    if (text.empty()) {
        return Error{"--print-script needs --device with a device's name in WSL, such as eth1"};
    }
    return text_result(std::move(text));
}

std::string preview_words(const std::string& word, const std::string& vpn,
                          const agent::ExclusionPreview& preview) {
    if (preview.commands.empty()) {
        return vpn + " is excluded already. Nothing is to do.\n";
    }
    std::string text = "To exclude " + vpn + ", these commands would be run in " + preview.distro +
                       ", as root; there it is " + preview.device + ":\n\n";
    for (const std::string& command : preview.commands) {
        text += "    " + command + "\n";
    }
    text += '\n';
    for (const std::string& address : preview.nameservers) {
        text += "The nameserver " + address + " would still be reached by the VPN.\n";
    }
    text += preview.is_watched
                ? "A unit of systemd, mirrorwatch-exclusion.service, would keep it in force.\n"
                : "Without systemd in " + preview.distro +
                      ", the service would put it in force again after each change of Windows' network.\n";
    return text + "Nothing was changed. To do it: mirrorwatch vpn exclude " + in_quotes(word) + "\n";
}

} // namespace mirrorwatch::cli
