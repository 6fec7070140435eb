#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mirrorwatch::cli {

/// "unknown command \"stauts\"; did you mean \"status\"?", or the known ones when none is near.
[[nodiscard]] std::string unknown_word(std::string_view kind, std::string_view word,
                                       std::span<const std::string_view> known);

/// As a person is shown a name: what cannot be seen is made visible.
[[nodiscard]] std::string in_quotes(const std::string& text);

} // namespace mirrorwatch::cli
