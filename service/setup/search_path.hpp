// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// The machine's PATH, as its value stands in the registry: folders between semicolons. What is not ours
/// stays as it is written, also what is doubled, empty, quoted or has variables in it.
namespace mirrorwatch::setup {

/// With the folder at its end, unless it is in there already, in whatever case, quoted, or with a backslash.
[[nodiscard]] std::wstring with_folder(std::wstring_view path, std::wstring_view folder);

/// Without the folder, each time that it is in there.
[[nodiscard]] std::wstring without_folder(std::wstring_view path, std::wstring_view folder);

} // namespace mirrorwatch::setup
