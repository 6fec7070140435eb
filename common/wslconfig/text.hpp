// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// .wslconfig, read exactly as WSL 2.9 reads it: its parser takes UTF-16 units from the C runtime's text mode
/// ("rt,ccs=UTF-8"), where CR LF is one unit and Ctrl-Z ends the file.
namespace mirrorwatch::wslconfig {

enum class Encoding { Utf8, Utf8Bom, Utf16Le };

/// "utf-8", "utf-8-bom", "utf-16le".
[[nodiscard]] std::string_view name_of(Encoding encoding);

/// A half-open range of the file's bytes.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    friend bool operator==(const Span&, const Span&) = default;
};

/// Error: UTF-16 big endian, which WSL cannot open.
[[nodiscard]] Result<Encoding> encoding_of(std::string_view bytes);

/// What stands before the text: the byte order mark's length.
[[nodiscard]] std::size_t mark_length(Encoding encoding);

/// UTF-8 in the file's encoding, without a mark.
[[nodiscard]] std::string encode(std::string_view utf8, Encoding encoding);

/// The bytes (a file, or a part of one) as UTF-8 text, without the mark; what is no text becomes U+FFFD.
[[nodiscard]] std::string decode(std::string_view bytes, Encoding encoding);

/// Well-formed UTF-8, with U+FFFD for every byte that belongs to no character.
[[nodiscard]] std::string valid_utf8(std::string_view bytes);

/// Walks over a file's units. Cheap to copy: a copy is a bookmark. The bytes outlive it.
class Cursor {
public:
    static constexpr char16_t c_end =
        0xffff; // what the C runtime answers at the end of the file, and for U+FFFF

    Cursor(std::string_view bytes, Encoding encoding);

    [[nodiscard]] bool at_end() const { return ended_; }

    [[nodiscard]] char16_t peek() const { return unit_; } // c_end at the end

    [[nodiscard]] std::size_t begin() const {
        return begin_;
    } // of the present unit; at the end, where reading ends

    [[nodiscard]] std::size_t end() const { return end_; } // behind the present unit

    void next() {
        // Nearly every unit is plain ASCII. CR and Ctrl-Z need a look at what follows.
        if (end_ < bytes_.size() && encoding_ != Encoding::Utf16Le && second_ == 0) {
            if (const char byte = bytes_[end_]; byte >= 0 && byte != '\r' && byte != '\x1a') {
                begin_ = end_++;
                unit_ = static_cast<char16_t>(byte);
                return;
            }
        }
        step();
    }

private:
    void step();
    void load();
    void load_utf8();
    void load_utf16();
    [[nodiscard]] bool line_feed_at(std::size_t at) const;

    std::string_view bytes_;
    Encoding encoding_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    char16_t unit_ = c_end;
    char16_t second_ = 0; // the other half of a character beyond U+FFFF, still to come
    bool ended_ = false;
};

} // namespace mirrorwatch::wslconfig
