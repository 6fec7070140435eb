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

constexpr std::array<Verb, 6> c_verbs{{
    {"service", service_verb, "install, uninstall, start, stop or look at the service"},
    {"run", run_verb, "do the service's work in this console, for this user; Ctrl-C ends it"},
    {"status", status_verb, "show endpoints, VPNs and WSL"},
    {"rollback", rollback_verb, "switch WSL back to NAT networking; shuts WSL down"},
    {"restore", restore_verb, "put the networking mode back as it was; shuts WSL down"},
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
    return text + "\n  --help       show this text, or with a command, its own\n"
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

} // namespace

bool read_options(const Words& words, std::string_view usage, po::options_description& options,
                  po::variables_map& given) {
    options.add_options()("help", "show this text")("version", "show the version");
    po::positional_options_description no_words;
    try {
        po::store(po::wcommand_line_parser(words).options(options).positional(no_words).run(), given);
        po::notify(given);
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

int run_command_line(const Words& words) {
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
