#pragma once

#include "common/error.hpp"
#include "common/remedy.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch {

/// One remedy as a JSON object, for the service's journal.
[[nodiscard]] std::string to_json(const Remedy& remedy);
/// Strict: an error names the member that is missing, unknown or of the wrong type.
[[nodiscard]] Result<Remedy> remedy_from_json(std::string_view text);

} // namespace mirrorwatch
