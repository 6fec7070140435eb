// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/naive_reader.hpp"

#include <algorithm>

namespace mirrorwatch::wslconfig::naive {
namespace {

/// What fgetwc answers at the end, and also for the character U+FFFF itself.
constexpr char16_t c_none = 0xffff;

struct Unit {
    char16_t value = 0;
    std::size_t begin = 0; // in bytes
    std::size_t end = 0;
};

using Units = std::vector<Unit>;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0x100;
}

Units units_of_utf16(std::string_view bytes) {
    Units units;
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        units.push_back(
            {static_cast<char16_t>(byte_at(bytes, at) | byte_at(bytes, at + 1) << 8), at, at + 2});
    }
    return units;
}

bool is_tail(unsigned byte) {
    return byte >= 0x80 && byte <= 0xbf;
}

/// The length of the character that begins here; 0: none does.
std::size_t character_length(std::string_view bytes, std::size_t at) {
    const unsigned first = byte_at(bytes, at);
    const unsigned second = byte_at(bytes, at + 1);
    const bool three = is_tail(second) && is_tail(byte_at(bytes, at + 2));
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return is_tail(second) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
        const bool too_long = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second > 0x9f;
        return three && !too_long && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool too_long = first == 0xf0 && second < 0x90;
        const bool too_high = first == 0xf4 && second > 0x8f;
        return three && is_tail(byte_at(bytes, at + 3)) && !too_long && !too_high ? 4 : 0;
    }
    return 0;
}

char32_t character_at(std::string_view bytes, std::size_t at, std::size_t length) {
    const unsigned first = byte_at(bytes, at);
    char32_t character = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        character = character << 6 | (byte_at(bytes, at + i) & 0x3f);
    }
    return character;
}

Units units_of_utf8(std::string_view bytes, std::size_t at) {
    Units units;
    while (at < bytes.size()) {
        const std::size_t length = character_length(bytes, at);
        const std::size_t end = at + std::max<std::size_t>(length, 1);
        const char32_t character = length == 0 ? 0xfffd : character_at(bytes, at, length);
        if (character > 0xffff) {
            units.push_back({static_cast<char16_t>(0xd800 + ((character - 0x10000) >> 10)), at, end});
            units.push_back({static_cast<char16_t>(0xdc00 + ((character - 0x10000) & 0x3ff)), at, end});
        } else {
            units.push_back({static_cast<char16_t>(character), at, end});
        }
        at = end;
    }
    return units;
}

/// The C runtime's text mode: CR LF is LF, Ctrl-Z is the end.
Units as_text(const Units& units) {
    Units text;
    for (std::size_t i = 0; i < units.size() && units[i].value != 0x1a; ++i) {
        if (units[i].value == '\r' && i + 1 < units.size() && units[i + 1].value == '\n') {
            text.push_back({u'\n', units[i].begin, units[i + 1].end});
            ++i;
        } else {
            text.push_back(units[i]);
        }
    }
    return text;
}

std::optional<Units> decode(std::string_view bytes) {
    if (bytes.starts_with("\xfe\xff")) {
        return std::nullopt;
    }
    if (bytes.starts_with("\xff\xfe")) {
        return as_text(units_of_utf16(bytes));
    }
    return as_text(units_of_utf8(bytes, bytes.starts_with("\xef\xbb\xbf") ? 3 : 0));
}

bool is_blank(char16_t unit) {
    return unit == ' ' || unit == '\t';
}

bool is_letter(char16_t unit) {
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

bool is_letter_or_digit(char16_t unit) {
    return is_letter(unit) || (unit >= '0' && unit <= '9');
}

char low_byte(char16_t unit) {
    return static_cast<char>(unit & 0xff);
}

/// The bytes in front of the first NUL: all that a C string shows.
std::string c_string(const std::string& text) {
    return text.substr(0, text.find('\0'));
}

/// One walk over the units. `unit_` is the last one that was taken; each step says with which one it ends.
class Walk {
public:
    explicit Walk(Units units)
        : units_(std::move(units)) {}

    Reading run() {
        while (!is_over_) {
            new_line();
        }
        return std::move(reading_);
    }

private:
    char16_t take() {
        if (next_ == units_.size()) {
            has_ended_ = true;
            return unit_ = c_none;
        }
        return unit_ = units_[next_++].value;
    }

    /// Where the last unit stands.
    [[nodiscard]] std::size_t here() const {
        const bool is_at_end = has_ended_ || units_.empty();
        return is_at_end ? end_of_text() : units_[next_ - 1].begin;
    }

    [[nodiscard]] std::size_t end_of_text() const { return units_.empty() ? 0 : units_.back().end; }

    void take_behind_blanks() {
        while (is_blank(take())) {
        }
    }

    void warn(const std::string& code, const std::string& key = {}) {
        reading_.warnings.push_back({line_, code, key});
    }

    void new_line() {
        if (!has_trailing_comment_) {
            ++line_;
        }
        for (;;) {
            if (unit_ == '#') {
                skip_comment();
            }
            close_occurrence();
            if (has_ended_) {
                is_over_ = true;
                return;
            }
            start_ = next_;
            take_behind_blanks();
            if (!is_nothing()) {
                return content();
            }
        }
    }

    void skip_comment() {
        while (take() != '\n' && unit_ != c_none) {
        }
        if (unit_ == '\n') {
            ++line_;
        }
        has_trailing_comment_ = false;
    }

    /// An empty line, a comment, the end. A lone CR does not count as a line, but CR before a line feed does.
    bool is_nothing() {
        if (unit_ == '\n') {
            ++line_;
        } else if (unit_ == '\r' && next_ < units_.size() && units_[next_].value == '\n') {
            ++next_;
            ++line_;
        }
        return unit_ == '\n' || unit_ == '\r' || unit_ == '#' || unit_ == c_none;
    }

    void content() {
        if (unit_ == '[') {
            header();
        } else if (is_letter(unit_)) {
            assignment();
        } else {
            reject("invalid-key");
        }
    }

    void reject(const std::string& code) {
        warn(code);
        skip_rest();
    }

    void skip_rest() {
        while (unit_ != c_none && unit_ != '\n') {
            take();
        }
    }

    void take_name() {
        do {
            name_ += low_byte(unit_);
        } while (is_letter_or_digit(take()));
    }

    void header() {
        if (!is_letter(take())) {
            return reject("invalid-section");
        }
        name_.clear(); // what fails from here on leaves its name behind, and the old length
        take_name();
        if (unit_ != ']') {
            return reject("expected-bracket");
        }
        take_behind_blanks();
        if (unit_ != c_none && unit_ != '\n' && unit_ != '\r' && unit_ != '#') {
            return reject("expected-end-of-line");
        }
        has_trailing_comment_ = unit_ == '#';
        section_length_ = name_.size();
    }

    void assignment() {
        name_.resize(section_length_, '\0');
        if (!name_.empty()) {
            name_ += '.';
        }
        take_name();
        while (is_blank(unit_)) {
            take();
        }
        if (unit_ != '=') {
            return reject("expected-equals");
        }
        value_begin_ = units_[next_ - 1].end;
        take_behind_blanks();
        value();
    }

    void value() {
        std::string text;
        std::size_t length = 0; // up to the last one that is not blank
        bool is_quoted = false;
        while (unit_ != c_none && unit_ != '\n' && unit_ != '\r' && (unit_ != '#' || is_quoted)) {
            const bool counts = !is_blank(unit_);
            if (unit_ == '"') {
                is_quoted = !is_quoted;
            } else if (unit_ != '\\') {
                text += low_byte(unit_);
            } else if (!escape(text)) {
                return;
            }
            if (counts) {
                length = text.size();
            }
            take();
        }
        has_trailing_comment_ = unit_ == '#';
        if (is_quoted) {
            return reject("unterminated-quote");
        }
        text.resize(length);
        assign(c_string(shown_name()), c_string(text));
    }

    /// WSL shows all of a section's name; we stop at 100 of its characters.
    [[nodiscard]] std::string shown_name() const {
        return name_.substr(0, std::min<std::size_t>(section_length_, 100)) + name_.substr(section_length_);
    }

    /// What a backslash makes of the next unit; false: the line is lost.
    bool escape(std::string& text) {
        const char16_t escaped = take();
        if (escaped == '\\' || escaped == '"') {
            text += low_byte(escaped);
        } else if (escaped == 'b') {
            text += '\b';
        } else if (escaped == 'n') {
            text += '\n';
        } else if (escaped == 't') {
            text += '\t';
        } else if (escaped == '\n') {
            ++line_;
        } else if (escaped != '\r') {
            warn("invalid-escape");
            unit_ = '\\'; // WSL goes on from the backslash, even at the file's end
            skip_rest();
            return false;
        }
        return true;
    }

    void assign(const std::string& key, const std::string& text) {
        const auto name = canonical_name(key);
        reading_.occurrences.push_back(
            {name.value_or(key), text, units_[start_].begin, value_begin_, here(), 0});
        is_open_ = true;
        if (!name) {
            return warn("unknown-key", key);
        }
        if (!seen_.insert(*name).second) {
            return warn("duplicate-key", key);
        }
        const Conversion conversion = convert(*name, text);
        for (const auto& code : conversion.warnings) {
            warn(code, key);
        }
        if (conversion.value) {
            reading_.values[*name] = {*conversion.value, line_};
        }
        note_tunneling(*name, conversion.value.has_value());
    }

    /// The address and the switch are two keys of one setting.
    void note_tunneling(const std::string& name, bool is_valid) {
        if (name == "experimental.dnsTunnelingIpAddress" && !is_valid) {
            reading_.is_tunneling_off = true;
        } else if (name == "wsl2.dnsTunneling" && is_valid) {
            reading_.is_tunneling_off = false;
        }
    }

    void close_occurrence() {
        if (is_open_) {
            reading_.occurrences.back().end = units_[next_ - 1].end;
            is_open_ = false;
        }
    }

    Units units_;
    std::size_t next_ = 0;
    std::size_t start_ = 0; // of the present line
    std::size_t value_begin_ = 0;
    char16_t unit_ = 0;
    bool has_ended_ = false;
    bool is_over_ = false;
    std::size_t line_ = 0;
    bool has_trailing_comment_ = false;
    std::string name_;
    std::size_t section_length_ = 0;
    std::set<std::string> seen_;
    bool is_open_ = false;
    Reading reading_;
};

} // namespace

Reading read(std::string_view bytes) {
    auto units = decode(bytes);
    if (!units) {
        Reading unreadable;
        unreadable.is_readable = false;
        unreadable.warnings.push_back({0, "unreadable", {}});
        return unreadable;
    }
    return Walk(std::move(*units)).run();
}

} // namespace mirrorwatch::wslconfig::naive
