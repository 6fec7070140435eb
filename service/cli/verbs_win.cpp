// SPDX-License-Identifier: MIT
#include "service/cli/verbs_win.hpp"

#include "service/cli/console_win.hpp"
#include "service/cli/help.hpp"
#include "service/cli/service_client_win.hpp"

#include <algorithm>

namespace mirrorwatch::cli {

int completions_verb(const Given&) {
    print(powershell_completions());
    return c_ok;
}

int run_command_line(const std::vector<std::string>& words) {
    const std::variant<HelpText, CommandCall> asked = understand(words);
    if (!words.empty() && words.front() == c_console_word) {
        talk_to_the_console();
    }
    if (const HelpText* told = std::get_if<HelpText>(&asked)) {
        print(told->text);
        return told->exit_code;
    }
    const CommandCall& call = std::get<CommandCall>(asked);
    return std::ranges::find(c_runners, call.command->words, &Runner::words)->run(call.given);
}

} // namespace mirrorwatch::cli
