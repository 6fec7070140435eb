// SPDX-License-Identifier: MIT
#include "service/cli/help.hpp"

#include "service/cli/table.hpp"

#include <boost/program_options/value_semantic.hpp>

#include <sstream>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string capitalised(std::string_view text) {
    return upper(text.front()) + std::string{text.substr(1)};
}

std::string listed(const std::vector<const CommandRow*>& commands) {
    std::vector<Row> rows;
    rows.reserve(commands.size());
    for (const CommandRow* command : commands) {
        rows.push_back({"  " + std::string{last_word(*command)}, std::string{command->summary}});
    }
    return table(rows);
}

/// What a verb with actions says of them.
std::string about_actions(const CommandRow& verb) {
    const std::string kind{verb.chooses};
    const std::string name{verb.words};
    return capitalised(kind) + "s:\n" + listed(told_of(verb.words)) +
           "\nEach has options of its own: mirrorwatch " + name + " <" + kind + "> --help\n";
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) {
        text += (text.empty() ? "" : "|") + std::string{word};
    }
    return text;
}

std::string in_brackets(const std::string& text, bool is_optional) {
    return is_optional ? " [" + text + "]" : " " + text;
}

std::string old_name_lines() {
    std::string text;
    for (const CommandRow* command : old_names()) {
        text += "  " + old_name_line(*command) + "\n";
    }
    return text;
}

} // namespace

std::string overview() {
    return "mirrorwatch keeps WSL's mirrored networking working when a VPN comes up\n\n"
           "Usage: mirrorwatch <command> [options]\n\nCommands:\n" +
           listed(told_of()) + "\n" + old_name_lines() +
           "\n  --console    in front of a command: talk to `mirrorwatch run` in a console of yours, not to "
           "the service\n"
           "  --help       show this text, or with a command, its own; so do -h, /? and help\n"
           "  --version    show the version\n";
}

std::string help_of(const CommandRow& command) {
    std::ostringstream text;
    text << "Usage: mirrorwatch " << usage_of(command) << "\n\n" << sentence_of(command) << "\n";
    if (!command.more.empty()) {
        text << command.more << "\n";
    }
    if (!command.chooses.empty()) {
        text << "\n" << about_actions(command);
    }
    text << "\n" << options_of(command);
    return text.str();
}

std::string usage_of(const CommandRow& command) {
    std::string text{command.words};
    if (!command.chooses.empty()) {
        text += in_brackets("<" + std::string{command.chooses} + ">", command.works_alone);
    }
    for (const Argument& argument : command.arguments) {
        const bool is_chosen = !argument.choice.words.empty();
        text += in_brackets((is_chosen ? joined(argument.choice.words) : std::string{argument.name}) +
                                (argument.is_repeated ? "..." : ""),
                            argument.is_optional);
    }
    for (const Option& option : command.options) {
        text += in_brackets(spelled(option), !option.is_needed);
    }
    return text;
}

std::string spelled(const Option& option) {
    const bool is_chosen = !option.choice.words.empty();
    return "--" + std::string{option.name} + (option.value.empty() ? "" : " ") +
           (is_chosen ? joined(option.choice.words) : std::string{option.value});
}

std::string old_name_line(const CommandRow& command) {
    return std::string{command.words} + ": the old name of " + std::string{command.now};
}

std::string sentence_of(const CommandRow& command) {
    return capitalised(command.summary) + ".";
}

po::options_description options_of(const CommandRow& command) {
    po::options_description options{"Options"};
    for (const Option& option : command.options) {
        const std::string name{option.name};
        const std::string meaning{option.meaning};
        if (option.value.empty()) {
            options.add_options()(name.c_str(), meaning.c_str());
        } else {
            options.add_options()(name.c_str(),
                                  po::value<std::string>()->value_name(std::string{option.value}),
                                  meaning.c_str());
        }
    }
    options.add_options()("help", "show this text")("version", "show the version");
    return options;
}

} // namespace mirrorwatch::cli
