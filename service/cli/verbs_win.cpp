#include "service/cli/verbs_win.hpp"

#include "common/text_win.hpp"
#include "common/version.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/words.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

struct Verb {
    std::string_view name;
    int (*run)(const Words&);
    std::string_view summary;
};

constexpr std::array<Verb, 18> c_verbs{{
    {"service", service_verb, "install, uninstall, start, stop or look at the service"},
    {"run", run_verb, "do the service's work in this console, for this user; Ctrl-C ends it"},
    {"status", status_verb, "show endpoints, VPNs and WSL"},
    {"explain", explain_verb, "say what is wrong, why, and what is done about it"},
    {"probe", probe_verb, "ask an endpoint now, from Windows and from WSL"},
    {"endpoints", endpoints_verb, "list what is watched, or propose what could be"},
    {"config", config_verb, "show, check, change and undo .wslconfig"},
    {"settings", settings_verb, "check and show mirrorwatch.toml"},
    {"adapters", adapters_verb, "list the network adapters, and which of them are VPNs"},
    {"vpn", vpn_verb, "say why an adapter is taken for a VPN, or judge a list of adapters"},
    {"exclude", exclude_verb, "take a VPN away from WSL, without a restart"},
    {"include", include_verb, "give it back"},
    {"rollback", rollback_verb, "switch WSL back to NAT networking; shuts WSL down"},
    {"restore", restore_verb, "put the networking mode back as it was; shuts WSL down"},
    {"pause", pause_verb, "stop probing and asking, for a time or until resumed"},
    {"resume", resume_verb, "end the pause"},
    {"history", history_verb, "list what Mirrorwatch has found and done for you"},
    {"agent", agent_verb, "what the service starts for a user; not to be called by hand"},
}};

std::string version_line() {
    return "mirrorwatch " + std::string{version} + "\n";
}

std::string overview() {
    std::string text = "mirrorwatch keeps WSL's mirrored networking working when a VPN comes up\n\n"
                       "Usage: mirrorwatch <command> [options]\n\nCommands:\n";
    for (const Verb& verb : c_verbs) {
        text += "  " + std::string{verb.name} + std::string(12 - verb.name.size(), ' ') +
                std::string{verb.summary} + "\n";
    }
    return text + "\n  --help       show this text, or with a command, its own; so do -h, /? and help\n"
                  "  --version    show the version\n";
}

std::string nearest_option(const std::string& word, const po::options_description& options) {
    std::vector<std::string> names;
    for (const auto& option : options.options()) {
        names.push_back("--" + option->long_name());
    }
    const std::vector<std::string_view> known{names.begin(), names.end()};
    return unknown_word("option", word, known);
}

/// No option of one letter is known, so that "-1" is a word.
void store_options(const Words& words, const po::options_description& options,
                   const std::vector<std::string>& positional, po::variables_map& given) {
    constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_short;
    po::options_description all;
    all.add(options);
    po::positional_options_description order;
    for (const std::string& name : positional) {
        all.add_options()(name.c_str(), po::wvalue<std::wstring>());
        order.add(name.c_str(), 1);
    }
    po::store(po::wcommand_line_parser(words).options(all).positional(order).style(style).run(), given);
    po::notify(given);
}

} // namespace

bool read_options(const Words& words, std::string_view usage, po::options_description& options,
                  po::variables_map& given, const std::vector<std::string>& positional) {
    options.add_options()("help", "show this text")("version", "show the version");
    try {
        store_options(words, options, positional, given);
    } catch (const po::unknown_option& error) {
        throw UsageError(nearest_option(error.get_option_name(), options));
    } catch (const po::too_many_positional_options_error&) {
        throw UsageError("there is a word too many; see: mirrorwatch --help");
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (given.contains("version")) {
        print(version_line());
        return false;
    }
    if (given.contains("help")) {
        std::ostringstream text;
        text << "Usage: mirrorwatch " << usage << "\n\n" << options;
        print(text.str());
        return false;
    }
    return true;
}

void add_format(po::options_description& options) {
    options.add_options()("format", po::wvalue<std::wstring>()->value_name("FORMAT"),
                          "table (if nothing is given) or json");
}

bool wants_json(const po::variables_map& given) {
    const std::string format =
        given.contains("format") ? narrow(given["format"].as<std::wstring>()) : "table";
    constexpr std::array<std::string_view, 2> known{"table", "json"};
    if (std::ranges::find(known, format) == known.end()) {
        throw UsageError(unknown_word("format", format, known));
    }
    return format == "json";
}

int run_command_line(const Words& given) {
    const Words words = with_usual_help(given);
    const std::string word = words.empty() ? "--help" : narrow(words.front());
    if (word == "--help" || word == "--version") {
        print(word == "--help" ? overview() : version_line());
        return words.empty() ? c_usage : c_ok;
    }
    const auto verb = std::ranges::find(c_verbs, word, &Verb::name);
    if (verb != c_verbs.end()) {
        return verb->run({words.begin() + 1, words.end()});
    }
    std::array<std::string_view, c_verbs.size()> known{};
    std::ranges::transform(c_verbs, known.begin(), &Verb::name);
    throw UsageError(unknown_word("command", word, known));
}

} // namespace mirrorwatch::cli
