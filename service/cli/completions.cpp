// SPDX-License-Identifier: MIT
#include "service/cli/help.hpp"

namespace mirrorwatch::cli {
namespace {

constexpr std::string_view c_head =
    R"(# Completes command lines of mirrorwatch; made by: mirrorwatch completions powershell
Register-ArgumentCompleter -Native -CommandName mirrorwatch -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $offers = @{
)";

// $offers has by what was typed what may follow, with its meaning: behind a command its words and options,
// behind an option the words that it may be.
constexpr std::string_view c_tail = R"--(    }
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    if ($typed.Count -gt 0 -and $typed[0] -eq 'help') {
        $typed = @($typed | Select-Object -Skip 1)
    }
    $command = ''
    foreach ($word in $typed) {
        $longer = "$command $word".Trim()
        if ($word.StartsWith('-') -or -not $offers.ContainsKey($longer)) { break }
        $command = $longer
    }
    $last = if ($typed.Count -gt 0) { "$command $($typed[-1])" } else { $command }
    $known = if ($offers.ContainsKey($last)) { $offers[$last] } else { $offers[$command] }
    $known.GetEnumerator() | Where-Object { $_.Key.StartsWith($wordToComplete, 'OrdinalIgnoreCase') } |
        ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
        }
}
)--";

std::string quoted(std::string_view text) {
    std::string all = "'";
    for (const char c : text) {
        all += c == '\'' ? "''" : std::string{c};
    }
    return all + "'";
}

std::string offer(std::string_view word, std::string_view meaning) {
    return "            " + quoted(word) + " = " + quoted(meaning) + "\n";
}

std::string choices(const AllowedWords& choice, std::string_view meaning) {
    std::string text;
    for (const std::string_view word : choice.words) {
        text += offer(word, meaning);
    }
    return text;
}

std::string of_commands(std::string_view verb) {
    std::string text;
    for (const CommandRow* command : told_of(verb)) {
        text += offer(last_word(*command), command->summary);
    }
    return text;
}

std::string behind(std::string_view typed, const std::string& offers) {
    return "        " + quoted(typed) + " = [ordered]@{\n" + offers + "        }\n";
}

std::string behind_command(const CommandRow& command) {
    std::string offers = is_verb(command) ? of_commands(command.words) : "";
    std::string values;
    for (const Argument& argument : command.arguments) {
        offers += choices(argument.choice, command.summary);
    }
    for (const Option& option : command.options) {
        offers += offer("--" + std::string{option.name}, option.meaning);
        if (const std::string known = choices(option.choice, option.meaning); !known.empty()) {
            values += behind(std::string{command.words} + " --" + std::string{option.name}, known);
        }
    }
    return behind(command.words, offers + offer("--help", "show what it does")) + values;
}

} // namespace

std::string powershell_completions() {
    std::string text =
        std::string{c_head} + behind("", of_commands("") + offer("--help", "show all commands") +
                                             offer("--version", "show the version"));
    for (const CommandRow& command : commands()) {
        text += command.is_hidden || is_old_name(command) ? "" : behind_command(command);
    }
    return text + std::string{c_tail};
}

} // namespace mirrorwatch::cli
