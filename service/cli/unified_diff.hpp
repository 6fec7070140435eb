#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::cli {

/// What a change does to a text file, in the format of `diff -u` and `patch`: one hunk from the first to the
/// last line that differs, with three lines around it. A file that is not there (nothing) is /dev/null. Lines
/// end with a line feed; a CR before it is a part of the line. Empty where nothing changes.
[[nodiscard]] std::string unified_diff(std::string_view path, const std::optional<std::string>& before,
                                       const std::optional<std::string>& after);

} // namespace mirrorwatch::cli
