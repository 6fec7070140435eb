#pragma once

#include "common/finding.hpp"
#include "common/snapshot.hpp"

#include <string>
#include <vector>

/// Every sentence that a person reads, in one table.
namespace mirrorwatch::text {

/// The sentence in English, UTF-8, with its arguments filled in.
[[nodiscard]] std::string to_text(const Sentence& sentence);

/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string list_of(const std::vector<std::string>& items);

}  // namespace mirrorwatch::text
