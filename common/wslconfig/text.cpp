// SPDX-License-Identifier: MIT
#include "common/wslconfig/text.hpp"

#include "common/translated.hpp"
#include "common/utf8.hpp"

#include <algorithm>

namespace mirrorwatch::wslconfig {
namespace {

constexpr char32_t c_replacement = 0xfffd;
constexpr char16_t c_ctrl_z = 0x1a;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

char16_t utf16_at(std::string_view bytes, std::size_t at) {
    return static_cast<char16_t>(byte_at(bytes, at) | byte_at(bytes, at + 1) << 8);
}

/// One replacement character for a surrogate without its other half.
CodePoint utf16_point_at(std::string_view bytes, std::size_t at) {
    const char32_t first = utf16_at(bytes, at);
    if (first < 0xd800 || first > 0xdfff) {
        return {first, 2};
    }
    const char32_t second = at + 3 < bytes.size() ? utf16_at(bytes, at + 2) : U'\0';
    if (first > 0xdbff || second < 0xdc00 || second > 0xdfff) {
        return {c_replacement, 2};
    }
    return {0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), 4};
}

char low_byte(char32_t value) {
    return static_cast<char>(static_cast<unsigned char>(value & 0xffU));
}

void append_utf8(std::string& text, char32_t point) {
    if (point < 0x80) {
        text += low_byte(point);
        return;
    }
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    text += low_byte((0xff00U >> (more + 1)) | point >> (6 * more));
    for (int i = more - 1; i >= 0; --i) {
        text += low_byte(0x80U | ((point >> (6 * i)) & 0x3fU));
    }
}

void append_utf16(std::string& text, char32_t unit) {
    text += low_byte(unit);
    text += low_byte(unit >> 8);
}

} // namespace

std::string_view name_of(Encoding encoding) {
    switch (encoding) {
    case Encoding::Utf8Bom:
        return "utf-8-bom";
    case Encoding::Utf16Le:
        return "utf-16le";
    case Encoding::Utf8:
        break;
    }
    return "utf-8";
}

Result<Encoding> encoding_of(std::string_view bytes) {
    if (bytes.starts_with("\xfe\xff")) {
        return Error{std::string{
            text::to_translate("The file is UTF-16 big endian, which WSL cannot read. Save it as UTF-8.")}};
    }
    return bytes.starts_with("\xff\xfe")       ? Encoding::Utf16Le
           : bytes.starts_with("\xef\xbb\xbf") ? Encoding::Utf8Bom
                                               : Encoding::Utf8;
}

std::size_t mark_length(Encoding encoding) {
    return encoding == Encoding::Utf8 ? 0 : encoding == Encoding::Utf8Bom ? 3 : 2;
}

std::string encode(std::string_view utf8, Encoding encoding) {
    if (encoding != Encoding::Utf16Le) {
        return std::string{utf8};
    }
    std::string wide;
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = utf8_at(utf8, at);
        at += point.length;
        if (point.value < 0x10000) {
            append_utf16(wide, point.value);
        } else {
            append_utf16(wide, 0xd800 + ((point.value - 0x10000) >> 10));
            append_utf16(wide, 0xdc00 + (point.value & 0x3ff));
        }
    }
    return wide;
}

std::string decode(std::string_view bytes, Encoding encoding) {
    const std::string_view mark = encoding == Encoding::Utf16Le ? "\xff\xfe" : "\xef\xbb\xbf";
    if (bytes.starts_with(mark)) {
        bytes.remove_prefix(mark.size());
    }
    if (encoding != Encoding::Utf16Le) {
        return valid_utf8(bytes);
    }
    std::string text;
    for (std::size_t at = 0; at + 1 < bytes.size();) {
        const CodePoint point = utf16_point_at(bytes, at);
        append_utf8(text, point.value);
        at += point.length;
    }
    return text;
}

std::string valid_utf8(std::string_view bytes) {
    if (std::ranges::all_of(bytes, [](char c) { return c >= 0; })) {
        return std::string{bytes};
    }
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = utf8_at(bytes, at);
        append_utf8(text, point.value);
        at += point.length;
    }
    return text;
}

Cursor::Cursor(std::string_view bytes, Encoding encoding)
    : bytes_(bytes)
    , encoding_(encoding)
    , end_(std::min(mark_length(encoding), bytes.size())) {
    if (encoding == Encoding::Utf16Le) {
        bytes_ = bytes.substr(0, bytes.size() - bytes.size() % 2);
    }
    load();
}

void Cursor::step() {
    if (second_ != 0) {
        unit_ = second_;
        second_ = 0;
        begin_ = end_;
    } else if (!ended_) {
        load();
    }
}

void Cursor::load() {
    begin_ = end_;
    if (begin_ >= bytes_.size()) {
        ended_ = true;
        unit_ = c_end;
        return;
    }
    if (encoding_ == Encoding::Utf16Le) {
        load_utf16();
    } else {
        load_utf8();
    }
    if (unit_ == c_ctrl_z) {
        ended_ = true;
        unit_ = c_end;
        end_ = begin_;
    } else if (unit_ == u'\r' && line_feed_at(end_)) {
        unit_ = u'\n';
        end_ += encoding_ == Encoding::Utf16Le ? 2 : 1;
    }
}

void Cursor::load_utf8() {
    if (const unsigned first = static_cast<unsigned char>(bytes_[begin_]); first < 0x80) {
        unit_ = static_cast<char16_t>(first);
        end_ = begin_ + 1;
        return;
    }
    const CodePoint point = utf8_at(bytes_, begin_);
    end_ = begin_ + point.length;
    if (point.value < 0x10000) {
        unit_ = static_cast<char16_t>(point.value);
    } else {
        unit_ = static_cast<char16_t>(0xd800 + ((point.value - 0x10000) >> 10));
        second_ = static_cast<char16_t>(0xdc00 + (point.value & 0x3ff));
    }
}

void Cursor::load_utf16() {
    unit_ = utf16_at(bytes_, begin_);
    end_ = begin_ + 2;
}

bool Cursor::line_feed_at(std::size_t at) const {
    return encoding_ == Encoding::Utf16Le ? at + 1 < bytes_.size() && utf16_at(bytes_, at) == u'\n'
                                          : at < bytes_.size() && bytes_[at] == '\n';
}

} // namespace mirrorwatch::wslconfig
