#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <exception>

int wmain(int argc, wchar_t* argv[]) {
    namespace cli = mirrorwatch::cli;
    try {
        return cli::run_command_line({argv + 1, argv + argc});
    } catch (const cli::UsageError& error) {
        cli::print_error(error.what());
        return cli::c_usage;
    } catch (const std::exception& error) {
        cli::print_error(error.what());
        return cli::c_failed;
    }
}
