// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

/// All that can be typed, as one table. Dispatch, help, completions and docs/cli.md are made from it; what
/// runs a command is in verbs_win.hpp.
namespace mirrorwatch::cli {

/// What a word may be, and what a wrong one is called: "place". Without words: it may be anything.
struct AllowedWords {
    std::string_view kind;
    std::vector<std::string_view> words;
};

/// A word behind a command.
struct Argument {
    std::string_view name; // "KEY"
    bool is_optional = false;
    AllowedWords choice = {};
    std::string_view wanted = {}; // what is said to be needed; empty: its name, and where the help is
    bool is_repeated = false;     // the last one, optional: as many words as there are, a line each
};

/// --name, or --name VALUE.
struct Option {
    std::string_view name;
    std::string_view value; // "FILE"; empty: it takes none
    std::string_view meaning;
    AllowedWords choice = {};
    bool is_needed = false;
    bool replaces_arguments = false; // with it the command takes no words
};

/// A word that was once another one.
struct Renamed {
    std::string_view before;
    std::string_view now;
};

/// A verb, or an action of one. A verb with actions is no command by itself, unless it says so: it only has
/// help.
struct CommandRow {
    std::string_view words;        // "status", "wslconfig set"
    std::string_view summary = {}; // a line without a full stop; an old name has none
    std::string_view more = {};    // lines of --help below it
    std::vector<Argument> arguments = {};
    std::vector<Option> options = {};
    std::string_view chooses = {}; // of a verb with actions: what they are called, "action"
    bool works_alone = false;      // of a verb with actions: it is a command by itself as well
    bool is_hidden = false;        // works, and is not told of
    std::string_view now = {};     // of an old name, which has nothing else: "wslconfig", "vpn list --all"
    std::vector<Renamed> renamed = {}; // options that had other names; those count still, and nobody tells
};

/// Each verb, with its actions right behind it.
[[nodiscard]] const std::vector<CommandRow>& commands();

[[nodiscard]] bool is_verb(const CommandRow& command);
/// Whether it does something, or only has actions that do.
[[nodiscard]] bool can_run(const CommandRow& command);
[[nodiscard]] std::string_view last_word(const CommandRow& command); // "set"
[[nodiscard]] bool is_old_name(const CommandRow& command);
/// Those that help tells of: the verbs, or the actions of one.
[[nodiscard]] std::vector<const CommandRow*> told_of(std::string_view verb = {});
[[nodiscard]] std::vector<const CommandRow*> old_names();
/// Null: there is none.
[[nodiscard]] const CommandRow* find_command(std::string_view words);

} // namespace mirrorwatch::cli
