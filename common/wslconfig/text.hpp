#pragma once

#include "common/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// .wslconfig, read exactly as WSL reads it (facts of its grammar; its parser sees what the C runtime's text
/// mode gives it).
namespace mirrorwatch::wslconfig {

enum class Encoding { Utf8, Utf8Bom, Utf16Le };

/// A half-open range of the file's bytes.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    friend bool operator==(const Span&, const Span&) = default;
};

/// One UTF-16 unit as the parser sees it, and the bytes it came from. A CR LF is one '\n' of two bytes.
struct Unit {
    char16_t value = 0;
    Span bytes;
};

/// The whole file as units. It ends at a Ctrl-Z: what follows is never read.
struct Text {
    Encoding encoding = Encoding::Utf8;
    std::vector<Unit> units;
    std::size_t end = 0; // where the units end, in bytes
};

/// Error: UTF-16 big endian, which WSL cannot open.
[[nodiscard]] Result<Text> decode(std::string_view bytes);

/// ASCII in the file's encoding.
[[nodiscard]] std::string encode(std::string_view ascii, Encoding encoding);

} // namespace mirrorwatch::wslconfig
