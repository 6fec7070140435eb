#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

/// "unknown command \"stauts\"; did you mean \"status\"?", or the known ones when none is near.
[[nodiscard]] std::string unknown_word(std::string_view kind, std::string_view word,
                                       std::span<const std::string_view> known);

/// A command line that asks for help in one of the usual ways asks for it as the verbs know it: "help
/// status", "status -h" and "status /?" become "status --help".
[[nodiscard]] std::vector<std::wstring> with_usual_help(std::vector<std::wstring> words);

/// As a person is shown a name: what cannot be seen is made visible.
[[nodiscard]] std::string in_quotes(const std::string& text);

} // namespace mirrorwatch::cli
