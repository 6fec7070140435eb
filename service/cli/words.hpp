#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mirrorwatch::cli {

/// Of the known words the one with the fewest letters changed, added or left out; empty when none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// "unknown command \"stauts\"; did you mean \"status\"?", or the known ones when none is near.
[[nodiscard]] std::string unknown_word(std::string_view kind, std::string_view word,
                                       std::span<const std::string_view> known);

} // namespace mirrorwatch::cli
