// SPDX-License-Identifier: MIT
#pragma once

#include "service/cli/commands.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mirrorwatch::cli {

// Exit codes, which mean the same for every command.
inline constexpr int c_ok = 0;
inline constexpr int c_failed = 1;     // something is wrong, or was not done
inline constexpr int c_usage = 2;      // what was typed makes no sense, however things stand on this machine
inline constexpr int c_no_service = 3; // a service is needed, and none answers

/// In front of a command: the service is meant that runs in a console of this user.
inline constexpr std::string_view c_console_word = "--console";

/// The command line makes no sense; main prints the sentence and ends with c_usage.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What was typed behind a command, by the names in its row of the table. UTF-8; where the table has a choice
/// it is one of those words.
class Given {
public:
    explicit Given(std::map<std::string, std::string, std::less<>> values = {})
        : values_(std::move(values)) {}

    [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }

    /// Empty where it was not given.
    [[nodiscard]] std::string text(std::string_view name) const { return text_or(name, ""); }

    [[nodiscard]] std::string text_or(std::string_view name, std::string_view otherwise) const;

    [[nodiscard]] bool wants_json() const { return text("format") == "json"; }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// Help or the version: a text, and how the program ends with it.
struct HelpText {
    std::string text;
    int exit_code = c_ok;
};

struct CommandCall {
    const CommandRow* command = nullptr;
    Given given;
};

/// What the words (UTF-8, without the program's name) ask for. A negative number is a word and no option, and
/// so is everything behind "--". Throws UsageError with the nearest word that there is.
[[nodiscard]] std::variant<HelpText, CommandCall> understand(std::vector<std::string> words);

} // namespace mirrorwatch::cli
