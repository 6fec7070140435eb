#include "service/cli/exclusion_print.hpp"

#include "common/wsl/exclusion_script.hpp"
#include "service/cli/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::cli {

Result<std::string> printed_step(std::string_view step, std::string_view device) {
    constexpr std::array<std::string_view, 4> names{"apply", "verify", "refresh", "undo"};
    constexpr std::array steps{wsl::ExclusionStep::Apply, wsl::ExclusionStep::Verify,
                               wsl::ExclusionStep::Refresh, wsl::ExclusionStep::Undo};
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

} // namespace mirrorwatch::cli
