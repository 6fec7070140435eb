// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// How the tables of sentences are filled in. For common/text and common/text_faults only.
namespace mirrorwatch::text {

/// What stands in a sentence's braces: {vpn}, {endpoints}, {mode}, {detail}.
enum class Part { Nothing, Vpn, Endpoints, Mode, Detail };

/// Of a sentence's arguments, in their order. Endpoints are last: they may be several arguments, or one that
/// is already a list.
using Parts = std::array<Part, 2>;

/// Those that the English words have braces for; a translation has the same in an order of its own.
[[nodiscard]] Parts parts_in(std::string_view words);

[[nodiscard]] std::size_t count(const Parts& parts);

/// An argument is absent, or empty.
[[nodiscard]] bool is_any_missing(const Parts& parts, const std::vector<std::string>& arguments);

/// The words, in whatever language, with the arguments in place of the braces; for what is missing a general
/// word.
[[nodiscard]] std::string filled_in(std::string_view words, const Parts& parts,
                                    const std::vector<std::string>& arguments);

} // namespace mirrorwatch::text
