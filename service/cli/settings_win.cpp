#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/cli/config_view.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/settings_view.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"

#include <array>

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::string_view c_usage_text =
    "settings <action>\n\nActions:\n"
    "  check    what is wrong with mirrorwatch.toml, and what would be watched;\n"
    "           exit code 0 nothing, 1 warnings, 2 errors\n"
    "  show     every setting with its value\n\n"
    "Looks at the machine's file and your own, or at the one of --file. Secrets are not shown.";

std::string name_of_path(const fs::path& path) {
    return narrow(path.wstring());
}

FileText read(const fs::path& path) {
    return act::windows_file_calls().read(path);
}

/// A file that was named has to be there.
MachineFile machine_file_of(const po::variables_map& given) {
    const bool is_named = given.contains("file");
    const fs::path path =
        is_named ? fs::path{given["file"].as<std::wstring>()} : act::service_folder() / "mirrorwatch.toml";
    FileText text = read(path);
    if (is_named && text && !*text) {
        text = Error{"there is no such file"};
    }
    return machine_file(name_of_path(path), text);
}

bool read_action(const Words& words, std::string_view usage, po::options_description& options,
                 po::variables_map& given) {
    options.add_options()("file", po::wvalue<std::wstring>()->value_name("F"),
                          "this file, as if it were the machine's");
    return read_options(words, usage, options, given);
}

int check(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    add_format(options);
    if (!read_action(words, "settings check [--file F] [--format table|json]", options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    MachineFile machine = machine_file_of(given);
    std::vector<SettingsFile> files{std::move(machine.file)};
    if (!given.contains("file")) {
        const fs::path own = act::console_folder() / "mirrorwatch.toml";
        if (SettingsFile file = user_file(name_of_path(own), read(own), machine.names); file.exists) {
            files.push_back(std::move(file));
        }
        const fs::path vpns = act::service_folder() / "vpn-adapters.toml";
        if (SettingsFile file = vpn_table_file(name_of_path(vpns), read(vpns)); file.exists) {
            files.push_back(std::move(file));
        }
    }
    print(as_json ? settings_json(files) : settings_table(files));
    return settings_exit_code(files);
}

int show(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    if (!read_action(words, "settings show [--file F]", options, given)) {
        return c_ok;
    }
    MachineFile machine = machine_file_of(given);
    const std::vector<SettingsFile> files{machine.file};
    if (settings_exit_code(files) == c_unreadable) {
        print(settings_table(files));
        return c_unreadable;
    }
    if (!given.contains("file")) {
        const fs::path own = act::console_folder() / "mirrorwatch.toml";
        const SettingsFile users = user_file(name_of_path(own), read(own), machine.names);
        auto& endpoints = machine.settings.endpoints;
        endpoints.insert(endpoints.end(), users.endpoints.begin(), users.endpoints.end());
    }
    print(settings_toml(machine.settings));
    return c_ok;
}

} // namespace

int settings_verb(const Words& words) {
    const std::string word = words.empty() ? "--help" : narrow(words.front());
    if (word.starts_with("-")) {
        po::options_description options;
        po::variables_map given;
        const bool go_on =
            read_options(words.empty() ? Words{L"--help"} : words, c_usage_text, options, given);
        return go_on || words.empty() ? c_usage : c_ok;
    }
    const Words rest{words.begin() + 1, words.end()};
    if (word == "check") {
        return check(rest);
    }
    if (word == "show") {
        return show(rest);
    }
    constexpr std::array<std::string_view, 2> known{"check", "show"};
    throw UsageError(unknown_word("action", word, known));
}

} // namespace mirrorwatch::cli
