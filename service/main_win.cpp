// SPDX-License-Identifier: MIT
#include "common/hardening_win.hpp"
#include "common/text_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <algorithm>
#include <exception>

int wmain(int argc, wchar_t* argv[]) {
    namespace cli = mirrorwatch::cli;
    mirrorwatch::harden_process();
    try {
        std::vector<std::string> words;
        std::transform(argv + 1, argv + argc, std::back_inserter(words), mirrorwatch::narrow);
        return cli::run_command_line(words);
    } catch (const cli::UsageError& error) {
        cli::print_error(error.what());
        return cli::c_usage;
    } catch (const std::exception& error) {
        cli::print_error(error.what());
        return cli::c_failed;
    }
}
