#include "common/wslconfig/text.hpp"

namespace mirrorwatch::wslconfig {
namespace {

constexpr char16_t c_replacement = 0xfffd;
constexpr char16_t c_ctrl_z = 0x1a;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

struct CodePoint {
    char32_t value = c_replacement;
    std::size_t length = 1;
};

std::size_t announced_length(unsigned lead) {
    return lead < 0x80                   ? 1
           : lead >= 0xc2 && lead < 0xe0 ? 2
           : lead >= 0xe0 && lead < 0xf0 ? 3
           : lead >= 0xf0 && lead < 0xf5 ? 4
                                         : 0;
}

bool is_scalar(char32_t value, std::size_t length) {
    const bool shortest = length < 3 || (length == 3 ? value >= 0x800 : value >= 0x10000);
    return shortest && value < 0x110000 && (value < 0xd800 || value > 0xdfff);
}

/// The code point at `at`; a byte that begins none is one replacement character.
CodePoint utf8_at(std::string_view bytes, std::size_t at) {
    const unsigned lead = byte_at(bytes, at);
    const std::size_t length = announced_length(lead);
    if (length == 1)
        return {lead, 1};
    if (length == 0 || at + length > bytes.size())
        return {};
    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const unsigned next = byte_at(bytes, at + i);
        if ((next & 0xc0U) != 0x80)
            return {};
        value = value << 6 | (next & 0x3fU);
    }
    return is_scalar(value, length) ? CodePoint{value, length} : CodePoint{};
}

void append_utf8(Text& text, std::string_view bytes, std::size_t at) {
    while (at < bytes.size()) {
        const CodePoint point = utf8_at(bytes, at);
        const Span span{at, at + point.length};
        if (point.value < 0x10000) {
            text.units.push_back({static_cast<char16_t>(point.value), span});
        } else {
            text.units.push_back({static_cast<char16_t>(0xd800 + ((point.value - 0x10000) >> 10)), span});
            text.units.push_back(
                {static_cast<char16_t>(0xdc00 + (point.value & 0x3ff)), {span.end, span.end}});
        }
        at = span.end;
    }
}

void append_utf16(Text& text, std::string_view bytes, std::size_t at) {
    for (; at + 1 < bytes.size(); at += 2)
        text.units.push_back(
            {static_cast<char16_t>(byte_at(bytes, at) | byte_at(bytes, at + 1) << 8), {at, at + 2}});
}

/// What the C runtime's text mode does: CR LF becomes LF, Ctrl-Z ends the file.
void apply_text_mode(Text& text) {
    std::vector<Unit> kept;
    kept.reserve(text.units.size());
    for (const Unit& unit : text.units) {
        if (unit.value == c_ctrl_z) {
            text.end = unit.bytes.begin;
            break;
        }
        if (unit.value == u'\n' && !kept.empty() && kept.back().value == u'\r')
            kept.back() = {u'\n', {kept.back().bytes.begin, unit.bytes.end}};
        else
            kept.push_back(unit);
    }
    text.units = std::move(kept);
}

} // namespace

Result<Text> decode(std::string_view bytes) {
    if (bytes.starts_with("\xfe\xff"))
        return Error{"The file is UTF-16 big endian, which WSL cannot read."};
    Text text;
    text.end = bytes.size();
    if (bytes.starts_with("\xff\xfe")) {
        text.encoding = Encoding::Utf16Le;
        text.end -= bytes.size() % 2;
        append_utf16(text, bytes, 2);
    } else {
        text.encoding = bytes.starts_with("\xef\xbb\xbf") ? Encoding::Utf8Bom : Encoding::Utf8;
        append_utf8(text, bytes, text.encoding == Encoding::Utf8Bom ? 3 : 0);
    }
    apply_text_mode(text);
    return text;
}

std::string encode(std::string_view ascii, Encoding encoding) {
    if (encoding != Encoding::Utf16Le)
        return std::string{ascii};
    std::string wide;
    for (const char c : ascii)
        wide.append({c, '\0'});
    return wide;
}

} // namespace mirrorwatch::wslconfig
