#include "common/text_win.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/policies_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/cli/config_json.hpp"
#include "service/cli/config_table.hpp"
#include "service/cli/config_words.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;
using wslconfig::Edit;

enum class Kind { Looks, Changes };

struct Subcommand {
    std::string_view name;
    int (*run)(const po::variables_map& given);
    Kind kind;
    std::string_view arguments; // "KEY VALUE"; in brackets: may be left out
    std::string_view summary;
};

agent::UserConfig config_of(const po::variables_map& given) {
    if (!given.contains("file")) {
        return agent::UserConfig{};
    }
    const std::wstring path = given["file"].as<std::wstring>();
    if (path.empty()) {
        throw UsageError("--file needs the name of a file");
    }
    return agent::UserConfig{path};
}

/// All that a change touches, but for WSL itself, which is never called.
struct Desk {
    explicit Desk(const po::variables_map& given)
        : config(config_of(given))
        , told{config.path(), !given.contains("file")} {}

    agent::WslExe wsl;
    agent::UserConfig config;
    agent::UserBackups history;
    agent::Ports ports{wsl, config, history};
    ChangedFile told;
};

int refused(const Error& error) {
    print_error(error.message);
    return c_failed;
}

ConfigView view_of_file(const po::variables_map& given) {
    if (const auto profile = agent::user_config_path(); !profile && !given.contains("file")) {
        return view_of(".wslconfig", profile.error(), {});
    }
    agent::UserConfig config = config_of(given);
    return view_of(config.path(), config.read(), agent::read_policies());
}

int show(const po::variables_map& given) {
    const bool as_json = wants_json(given);
    const ConfigView view = view_of_file(given);
    print(as_json ? config_json(view)
                  : config_table(view, given.contains("all") ? Extent::All : Extent::Network));
    return view.settings ? c_ok : c_unreadable;
}

int check(const po::variables_map& given) {
    const bool as_json = wants_json(given);
    const ConfigView view = view_of_file(given);
    print(as_json ? config_json(view) : check_table(view));
    return exit_code_of(view);
}

std::string text_given(const po::variables_map& given, const char* name) {
    return given.contains(name) ? narrow(given[name].as<std::wstring>()) : std::string{};
}

template <Edit::Kind kind>
int edit(const po::variables_map& given) {
    const Edit wanted{kind, text_given(given, "KEY"), text_given(given, "VALUE")};
    const bool dry_run = given.contains("dry-run");
    Desk desk{given};
    const Result<agent::Change> change = agent::edit_config(wanted, dry_run, desk.ports);
    if (!change) {
        return refused(change.error());
    }
    print(dry_run ? dry_run_words(*change, desk.told)
                  : edit_words(wanted, *change, desk.told, agent::read_policies()));
    return c_ok;
}

int history(const po::variables_map& given) {
    const bool as_json = wants_json(given);
    Desk desk{given};
    const auto entries = agent::config_history(desk.ports);
    if (!entries) {
        return refused(entries.error());
    }
    print(as_json ? history_json(desk.told.path, *entries) : history_table(desk.told.path, *entries));
    return c_ok;
}

std::optional<int> number_given(const po::variables_map& given) {
    if (!given.contains("N")) {
        return std::nullopt;
    }
    const std::string word = text_given(given, "N");
    int number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || number < 1) {
        throw UsageError("\"" + word + "\" is no number of a change; see: mirrorwatch config history");
    }
    return number;
}

int undo(const po::variables_map& given) {
    const std::optional<int> number = number_given(given);
    const bool dry_run = given.contains("dry-run");
    Desk desk{given};
    const Result<agent::Change> change = agent::undo_config(number, dry_run, desk.ports);
    if (!change) {
        return refused(change.error());
    }
    print(dry_run ? dry_run_words(*change, desk.told) : undo_words(number, *change, desk.told));
    return c_ok;
}

constexpr std::array<Subcommand, 8> c_subcommands{{
    {"show", show, Kind::Looks, "", "the settings as WSL reads them, and what is wrong with the file"},
    {"check", check, Kind::Looks, "",
     "only what is wrong; exit code 0 nothing, 1 warnings, 2 WSL cannot read the file"},
    {"set", edit<Edit::Kind::Set>, Kind::Changes, "KEY VALUE",
     "set a key, like networkingMode or wsl2.memory"},
    {"unset", edit<Edit::Kind::Unset>, Kind::Changes, "KEY", "remove a key, so that its default counts"},
    {"comment", edit<Edit::Kind::Comment>, Kind::Changes, "KEY", "put a # before a key"},
    {"uncomment", edit<Edit::Kind::Uncomment>, Kind::Changes, "KEY", "take the # away"},
    {"history", history, Kind::Looks, "", "the backups that were made before each change"},
    {"undo", undo, Kind::Changes, "[N]", "put the file back as it was before change N, or before the newest"},
}};

std::string overview() {
    std::string text = "config <subcommand>\n\nSubcommands:\n";
    for (const Subcommand& subcommand : c_subcommands) {
        text += "  " + std::string{subcommand.name} + std::string(11 - subcommand.name.size(), ' ') +
                std::string{subcommand.summary} + "\n";
    }
    return text + "\nEach has options of its own: mirrorwatch config <subcommand> --help";
}

po::options_description options_of(const Subcommand& subcommand) {
    po::options_description options{"Options"};
    options.add_options()("file", po::wvalue<std::wstring>()->value_name("FILE"),
                          "another file than your .wslconfig");
    if (subcommand.kind == Kind::Looks) {
        add_format(options);
    } else {
        options.add_options()("dry-run", "show by a diff what would change, and write nothing");
    }
    if (subcommand.run == show) {
        options.add_options()("all", "defaults too that have nothing to do with the network");
    }
    return options;
}

/// The arguments' names, without brackets.
std::vector<std::string> names_of(std::string_view arguments) {
    std::vector<std::string> names;
    for (const char c : arguments) {
        if (names.empty() || c == ' ') {
            names.emplace_back();
        }
        if (c >= 'A' && c <= 'Z') {
            names.back() += c;
        }
    }
    return names;
}

int run(const Subcommand& subcommand, const Words& words) {
    const std::string name = "config " + std::string{subcommand.name};
    const std::string usage = name + " " + std::string{subcommand.arguments} +
                              (subcommand.arguments.empty() ? "" : " ") + "[options]\n\n" +
                              std::string{subcommand.summary};
    const std::vector<std::string> arguments = names_of(subcommand.arguments);
    po::options_description options = options_of(subcommand);
    po::variables_map given;
    if (!read_options(words, usage, options, given, arguments)) {
        return c_ok;
    }
    const bool may_be_left_out = subcommand.arguments.starts_with('[');
    for (const std::string& argument : arguments) {
        if (!may_be_left_out && !given.contains(argument)) {
            throw UsageError(name + " needs " + argument + "; see: mirrorwatch " + name + " --help");
        }
    }
    return subcommand.run(given);
}

} // namespace

int config_verb(const Words& words) {
    const std::string word = words.empty() ? "--help" : narrow(words.front());
    if (word.starts_with("-")) {
        po::options_description options;
        po::variables_map given;
        const bool go_on = read_options(words.empty() ? Words{L"--help"} : words, overview(), options, given);
        return go_on || words.empty() ? c_usage : c_ok;
    }
    const auto subcommand = std::ranges::find(c_subcommands, word, &Subcommand::name);
    if (subcommand == c_subcommands.end()) {
        std::array<std::string_view, c_subcommands.size()> known{};
        std::ranges::transform(c_subcommands, known.begin(), &Subcommand::name);
        throw UsageError(unknown_word("subcommand", word, known));
    }
    return run(*subcommand, {words.begin() + 1, words.end()});
}

} // namespace mirrorwatch::cli
