// SPDX-License-Identifier: MIT
#include "tests/support/cli_markdown.hpp"

#include "service/cli/help.hpp"

#include <algorithm>

namespace mirrorwatch::support {
namespace {

using cli::CommandRow;

constexpr std::string_view c_head =
    R"(<!-- Made from service/cli/commands.cpp: cmake --build --preset native --target cli-docs && build/native/bin/cli-docs > docs/cli.md -->
# The command line

`mirrorwatch help COMMAND`, and `--help`, `-h` or `/?` behind a command, show the same. Behind `--` every word is taken as it is.
An exit code of 0 means that all is fine, 1 that something is wrong or was not done, 2 that the command line makes no sense by itself,
3 that a service is needed and none answers. Times are UTC in JSON (`2026-11-22T15:47:00Z`), and this machine's in tables, with their distance from UTC.

In PowerShell, this completes commands, options and their values; put it into your `$PROFILE` to have it always:

```
mirrorwatch completions powershell | Out-String | Invoke-Expression
```

| command | |
| --- | --- |
)";

/// Within a table, where a bar would end the cell.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        escaped += c == '|' ? "\\|" : std::string{c};
    }
    return escaped;
}

std::string anchor(const CommandRow& command) {
    std::string text{command.words};
    std::ranges::replace(text, ' ', '-');
    return "#mirrorwatch-" + text;
}

std::string line_of(const CommandRow& command) {
    return "| [" + std::string{command.words} + "](" + anchor(command) + ") | " + cell(command.summary) +
           " |\n";
}

std::string table_of_options(const CommandRow& command) {
    std::string text = command.options.empty() ? "" : "\n| option | |\n| --- | --- |\n";
    for (const cli::Option& option : command.options) {
        text += "| `" + cell(cli::spelled(option)) + "` | " + cell(option.meaning) + " |\n";
    }
    return text;
}

std::string section_of(const CommandRow& command) {
    const std::string hashes = cli::is_verb(command) ? "## " : "### ";
    std::string text = "\n" + hashes + "mirrorwatch " + std::string{command.words} + "\n\n```\nmirrorwatch " +
                       cli::usage_of(command) + "\n```\n\n" + cli::sentence_of(command) + "\n" +
                       std::string{command.more} + (command.more.empty() ? "" : "\n");
    if (!command.chooses.empty()) {
        text += "\n| " + std::string{command.chooses} + " | |\n| --- | --- |\n";
        for (const CommandRow* action : cli::told_of(command.words)) {
            text += line_of(*action);
        }
    }
    return text + table_of_options(command);
}

} // namespace

std::string cli_markdown() {
    std::string text{c_head};
    for (const CommandRow* verb : cli::told_of()) {
        text += line_of(*verb);
    }
    text += "\nOld names work still:\n\n";
    for (const CommandRow* old_name : cli::old_names()) {
        text += "- " + cli::old_name_line(*old_name) + "\n";
    }
    for (const CommandRow* verb : cli::told_of()) {
        text += section_of(*verb);
        for (const CommandRow* action : cli::told_of(verb->words)) {
            text += section_of(*action);
        }
    }
    return text;
}

} // namespace mirrorwatch::support
