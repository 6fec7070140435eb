// SPDX-License-Identifier: MIT
#include "common/wslconfig/document.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

bool is_letter(char16_t c) {
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool is_name(char16_t c) {
    return is_letter(c) || (c >= u'0' && c <= u'9');
}

bool is_blank(char16_t c) {
    return c == u' ' || c == u'\t';
}

bool ends_value(char16_t c) {
    return c == u'\n' || c == u'\r' || c == Cursor::c_end;
}

bool ends_comment(char16_t c) { // a lone CR does not
    return c == u'\n' || c == Cursor::c_end;
}

std::string until_nul(std::string text) { // WSL keeps C strings
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
}

/// Every key repeats its section: with endless ones, memory would grow by the square of the file. No section
/// that WSL knows is nearly as long.
constexpr std::size_t c_longest_section = 100;

/// One pass, one function for each kind of line.
class Parser {
public:
    Parser(std::string_view bytes, Encoding encoding)
        : bytes_(bytes)
        , at_(bytes, encoding) {
        document_.encoding = encoding;
    }

    Document run() {
        while (!at_.at_end()) {
            read_line();
        }
        document_.end = at_.begin();
        return std::move(document_);
    }

private:
    struct Value {
        std::string text;
        std::size_t significant = 0; // length of `text` without trailing blanks
        Span bytes;
        bool quoted = false;
    };

    [[nodiscard]] char16_t peek() const { return at_.peek(); }

    void skip_blanks() {
        while (is_blank(peek())) {
            at_.next();
        }
    }

    void end_line() {
        at_.next();
        ++line_;
    }

    void skip_comment() {
        while (!ends_comment(peek())) {
            at_.next();
        }
        line_ += peek() == u'\n' ? 1 : 0;
        at_.next();
    }

    void read_line() {
        Line line;
        line.bytes.begin = at_.begin();
        line.number = line_;
        skip_blanks();
        line.content = line.remark = at_.begin();
        read_content(line);
        line.bytes.end = at_.begin();
        document_.lines.push_back(line);
    }

    void read_content(Line& line) {
        const char16_t first = peek();
        if (first == u'#') {
            line.kind = LineKind::Comment;
            skip_comment();
        } else if (first == u'[') {
            read_section(line);
        } else if (is_letter(first)) {
            read_key(line);
        } else if (first == u'\n' || first == u'\r' || first == Cursor::c_end) {
            read_blank();
        } else {
            give_up(line, Code::InvalidKey);
        }
    }

    /// A lone CR, and what stands for the end of the file, are no line of their own here.
    void read_blank() {
        const char16_t first = peek();
        at_.next();
        if (first == u'\n') {
            ++line_;
        } else if (first == u'\r' && peek() == u'\n') {
            end_line();
        }
    }

    void give_up(Line& line, Code code, std::vector<std::string> arguments = {}) {
        line.kind = LineKind::Broken;
        line.index = document_.diagnostics.size();
        document_.diagnostics.push_back({line_, code, {}, std::move(arguments)});
        while (!ends_comment(peek())) {
            at_.next();
        }
        end_line();
    }

    void read_name(std::string& name) {
        for (; is_name(peek()); at_.next()) {
            name += static_cast<char>(peek());
        }
    }

    /// What follows a whole header or value: the end of the line, or a comment.
    void finish(Line& line) {
        line.remark = at_.begin();
        if (peek() == u'#') {
            skip_comment();
        } else {
            end_line();
        }
    }

    // A header that breaks off has already overwritten the name, but not its length: the keys that follow get
    // the new name, cut or padded to the length of the old one.
    void read_section(Line& line) {
        at_.next();
        if (!is_letter(peek())) {
            return give_up(line, Code::InvalidSection);
        }
        std::string name;
        read_name(name);
        prefix_ = name;
        prefix_.resize(std::min(prefix_length_, c_longest_section), '\0');
        if (peek() != u']') {
            return give_up(line, Code::ExpectedBracket);
        }
        at_.next();
        skip_blanks();
        if (!ends_value(peek()) && peek() != u'#') {
            return give_up(line, Code::ExpectedEndOfLine);
        }
        prefix_ = name.substr(0, c_longest_section);
        prefix_length_ = name.size();
        line.kind = LineKind::Header;
        line.index = document_.sections.size();
        document_.sections.push_back({std::move(name), line_});
        finish(line);
    }

    void read_key(Line& line) {
        std::string key = prefix_length_ == 0 ? std::string{} : prefix_ + '.';
        read_name(key);
        skip_blanks();
        if (peek() != u'=') {
            return give_up(line, Code::ExpectedEquals);
        }
        at_.next();
        Value value;
        value.bytes = {at_.begin(), at_.begin()};
        skip_blanks();
        while (!ends_value(peek()) && (value.quoted || peek() != u'#')) {
            if (!read_value_unit(value)) {
                std::string what = escaped();
                at_.next(); // which does not end the line, even where it looks like the end of the file
                return give_up(line, Code::InvalidEscape, {std::move(what)});
            }
        }
        if (value.quoted) {
            return give_up(line, Code::UnterminatedQuote);
        }
        value.text.resize(value.significant);
        line.kind = LineKind::Key;
        line.index = document_.entries.size();
        document_.entries.push_back({until_nul(std::move(key)), until_nul(std::move(value.text)), value.bytes,
                                     line_, document_.diagnostics.size()});
        finish(line);
    }

    /// False at an escape that WSL does not know; then the escaped unit is the present one.
    bool read_value_unit(Value& value) {
        const Span unit{at_.begin(), at_.end()};
        const char16_t c = peek();
        if (c == u'\\') {
            return read_escape(value, unit.begin);
        }
        if (c == u'"') {
            value.quoted = !value.quoted;
        } else {
            value.text += static_cast<char>(c);
        }
        if (!is_blank(c)) {
            keep(value, unit);
        }
        at_.next();
        return true;
    }

    bool read_escape(Value& value, std::size_t begin) {
        at_.next();
        const char16_t c = peek();
        if (c == u'\n') {
            ++line_;
        } else if (c != u'\r') {
            const std::u16string_view known = u"\\\"bnt";
            const auto found = known.find(c);
            if (found == std::u16string_view::npos) {
                return false;
            }
            value.text += "\\\"\b\n\t"[found];
        }
        keep(value, {begin, at_.end()}); // even a continuation: blanks before it stay
        at_.next();
        return true;
    }

    /// All that was read so far matters; `unit` may be the first that does.
    static void keep(Value& value, Span unit) {
        if (value.bytes.begin == value.bytes.end) {
            value.bytes.begin = unit.begin;
        }
        value.bytes.end = unit.end;
        value.significant = value.text.size();
    }

    [[nodiscard]] std::string escaped() const {
        return at_.at_end() ? std::string{}
                            : decode(bytes_.substr(at_.begin(), at_.end() - at_.begin()), document_.encoding);
    }

    std::string_view bytes_;
    Cursor at_;
    std::size_t line_ = 1;
    std::string prefix_;
    std::size_t prefix_length_ = 0;
    Document document_;
};

} // namespace

Result<Document> parse(std::string_view bytes) {
    const Result<Encoding> encoding = encoding_of(bytes);
    if (!encoding) {
        return encoding.error();
    }
    return Parser{bytes, *encoding}.run();
}

} // namespace mirrorwatch::wslconfig
