// SPDX-License-Identifier: MIT
#include "service/cli/command_line.hpp"

#include "common/version.hpp"
#include "service/cli/help.hpp"
#include "service/cli/table.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

using Words = std::vector<std::string>;

bool asks_for_help(const std::string& word) {
    return word == "--help" || word == "-h" || word == "-?" || word == "/?";
}

HelpText version_line() {
    return {"mirrorwatch " + std::string{version} + "\n"};
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
po::variables_map stored(const Words& words, const po::options_description& options,
                         const std::vector<Argument>& arguments) {
    constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_short;
    po::options_description all;
    all.add(options);
    po::positional_options_description order;
    for (const Argument& argument : arguments) {
        const std::string name{argument.name};
        if (argument.is_repeated) {
            all.add_options()(name.c_str(), po::value<Words>());
        } else {
            all.add_options()(name.c_str(), po::value<std::string>());
        }
        order.add(name.c_str(), argument.is_repeated ? -1 : 1);
    }
    po::variables_map values;
    po::store(po::command_line_parser(words).options(all).positional(order).style(style).run(), values);
    return values;
}

std::string text_of(const po::variable_value& value) {
    const auto* words = boost::any_cast<Words>(&value.value());
    if (words == nullptr) {
        return value.as<std::string>();
    }
    std::string lines;
    for (const std::string& word : *words) {
        lines += (lines.empty() ? "" : "\n") + word;
    }
    return lines;
}

/// "--config FILE" and "--config=FILE" as "--file …".
std::string renamed(const std::string& word, const std::vector<Renamed>& table) {
    const std::string_view name = std::string_view{word}.substr(0, word.find('='));
    const auto found = std::ranges::find(table, name, &Renamed::before);
    return found == table.end() ? word : std::string{found->now} + word.substr(name.size());
}

/// Behind "--" every word is taken as it is.
Words renamed(Words words, const std::vector<Renamed>& table) {
    const auto end = std::ranges::find(words, "--");
    std::transform(words.begin(), end, words.begin(),
                   [&](const std::string& word) { return renamed(word, table); });
    return words;
}

/// Those of an old name as they are typed today. An option that it stands for comes last, so that a question
/// for help stays where it is.
Words in_todays_words(Words words) {
    const CommandRow* command = find_command(words.front());
    if (command == nullptr || !is_old_name(*command)) {
        return words;
    }
    const Words rest = renamed(Words{words.begin() + 1, words.end()}, command->renamed);
    std::istringstream now{std::string{command->now}};
    Words today{std::istream_iterator<std::string>{now}, {}};
    const auto options = std::ranges::find_if(today, [](const auto& word) { return word.starts_with('-'); });
    today.insert(options, rest.begin(), rest.end());
    return today;
}

UsageError word_too_many() {
    return UsageError("there is a word too many; see: mirrorwatch --help");
}

Given read(const CommandRow& command, const Words& words) {
    const po::options_description options = options_of(command);
    std::map<std::string, std::string, std::less<>> values;
    try {
        for (const auto& [name, value] :
             stored(renamed(words, command.renamed), options, command.arguments)) {
            values.emplace(name, text_of(value));
        }
    } catch (const po::unknown_option& error) {
        throw UsageError(nearest_option(error.get_option_name(), options));
    } catch (const po::too_many_positional_options_error&) {
        throw word_too_many();
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    return Given{std::move(values)};
}

UsageError needed(const CommandRow& command, std::string_view what) {
    return UsageError(std::string{command.words} + " needs " + std::string{what});
}

/// "VALUE; see: mirrorwatch wslconfig set --help"
std::string with_place_of_help(std::string_view what, const CommandRow& command) {
    return std::string{what} + "; see: mirrorwatch " + std::string{command.words} + " --help";
}

void check_choice(const AllowedWords& choice, std::string_view name, const Given& given) {
    const std::string word = given.text(name);
    if (given.has(name) && !choice.words.empty() &&
        std::ranges::find(choice.words, word) == choice.words.end()) {
        throw UsageError(unknown_word(choice.kind, word, choice.words));
    }
}

void check_options(const CommandRow& command, const Given& given) {
    for (const Option& option : command.options) {
        check_choice(option.choice, option.name, given);
        if (option.is_needed && !given.has(option.name)) {
            throw needed(command, with_place_of_help(spelled(option), command));
        }
    }
}

void check_arguments(const CommandRow& command, const Given& given) {
    const bool takes_none = std::ranges::any_of(command.options, [&](const Option& option) {
        return option.replaces_arguments && given.has(option.name);
    });
    for (const Argument& argument : command.arguments) {
        check_choice(argument.choice, argument.name, given);
        if (takes_none && given.has(argument.name)) {
            throw word_too_many();
        }
        if (!takes_none && !argument.is_optional && !given.has(argument.name)) {
            throw needed(command, argument.wanted.empty() ? with_place_of_help(argument.name, command)
                                                          : std::string{argument.wanted});
        }
    }
}

std::variant<HelpText, CommandCall> understand_rest(const CommandRow& command, Words words) {
    if (!words.empty() && asks_for_help(words.front())) {
        words.front() = "--help";
    }
    Given given = read(command, words);
    if (given.has("version")) {
        return version_line();
    }
    if (given.has("help")) {
        return HelpText{help_of(command)};
    }
    if (!can_run(command)) {
        return HelpText{help_of(command), c_usage};
    }
    check_options(command, given);
    check_arguments(command, given);
    return CommandCall{&command, std::move(given)};
}

/// `verb`: of which it is an action; empty: it is a verb.
const CommandRow& command_named(const std::string& word, const std::string& verb, std::string_view kind) {
    const CommandRow* command = find_command(verb.empty() ? word : verb + " " + word);
    if (command != nullptr && is_verb(*command) == verb.empty()) {
        return *command;
    }
    std::vector<std::string_view> known;
    for (const CommandRow* one : told_of(verb)) {
        known.push_back(last_word(*one));
    }
    throw UsageError(unknown_word(kind, word, known));
}

} // namespace

std::string Given::text_or(std::string_view name, std::string_view otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string{otherwise} : found->second;
}

std::variant<HelpText, CommandCall> understand(std::vector<std::string> words) {
    if (!words.empty() && words.front() == c_console_word) {
        words.erase(words.begin());
    }
    if (words.empty()) {
        return HelpText{overview(), c_usage};
    }
    const bool is_help = words.front() == "help";
    words.erase(words.begin(), words.begin() + (is_help ? 1 : 0));
    if (words.empty() || asks_for_help(words.front()) || (is_help && words.front().starts_with('-'))) {
        return HelpText{overview()};
    }
    if (words.front() == "--version") {
        return version_line();
    }
    words = in_todays_words(std::move(words));
    const CommandRow* command = &command_named(words.front(), "", "command");
    auto rest = words.begin() + 1;
    if (!command->chooses.empty() && rest != words.end() && !rest->starts_with('-') &&
        !asks_for_help(*rest)) {
        command = &command_named(*rest++, words.front(), command->chooses);
    }
    return is_help ? HelpText{help_of(*command)} : understand_rest(*command, {rest, words.end()});
}

} // namespace mirrorwatch::cli
