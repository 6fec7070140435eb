// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace mirrorwatch::sense {

/// Whether a buffer of ReadDirectoryChangesW may speak of the file, in whatever way it changed. An empty
/// buffer is an overflow and may; so may a short name, as Windows gives them when a program used one. Case is
/// ignored in ASCII. A buffer that is not well formed may, too.
[[nodiscard]] bool may_concern(std::span<const std::byte> events, std::u16string_view file_name);

} // namespace mirrorwatch::sense
