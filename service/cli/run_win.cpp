#include "common/text_win.hpp"
#include "service/app/app_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"

#include <array>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

LogLevel level_from(const std::string& name) {
    if (const std::optional<LogLevel> level = log_level_named(name)) {
        return *level;
    }
    constexpr std::array<std::string_view, 4> known{"debug", "info", "warn", "error"};
    throw UsageError(unknown_word("log level", name, known));
}

} // namespace

int run_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("config", po::wvalue<std::wstring>()->value_name("FILE"),
                          "settings; otherwise %ProgramData%\\Mirrorwatch\\mirrorwatch.toml")(
        "log-level", po::value<std::string>()->default_value("info")->value_name("LEVEL"),
        "debug, info, warn or error");
    po::variables_map given;
    if (!read_options(words, "run [--config FILE] [--log-level LEVEL]", options, given)) {
        return c_ok;
    }
    app::Options app_options;
    app_options.in_console = true;
    app_options.log_level = level_from(given["log-level"].as<std::string>());
    if (given.contains("config")) {
        app_options.config = given["config"].as<std::wstring>();
    }
    app::App app{app_options};
    const std::optional<scm::Stage> failed =
        app.run([] { print("Mirrorwatch is running. Ctrl-C ends it.\n"); });
    if (!failed) {
        return c_ok;
    }
    const bool only_one = *failed == scm::Stage::Instance;
    print_error(only_one ? "Mirrorwatch is running already, in a console or as the service."
                         : "it ended because " + std::string{scm::sentence_of(*failed)} + " (" +
                               app.failure() + ")");
    return c_failed;
}

} // namespace mirrorwatch::cli
