// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mirrorwatch {

/// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits. To recognise a file, not to keep a
/// secret.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

} // namespace mirrorwatch
