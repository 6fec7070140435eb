#include "common/wslconfig/document.hpp"

namespace mirrorwatch::wslconfig {
namespace {

constexpr char16_t c_end = 0xffff; // what the C runtime gives at the end of the file

bool is_letter(char16_t c) {
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool is_name(char16_t c) {
    return is_letter(c) || (c >= u'0' && c <= u'9');
}

bool is_blank(char16_t c) {
    return c == u' ' || c == u'\t';
}

char lower(char16_t c) {
    return static_cast<char>(c >= u'A' && c <= u'Z' ? c + (u'a' - u'A') : c);
}

/// One pass over the units, one function for each kind of line.
class Parser {
public:
    explicit Parser(Text text)
        : text_(std::move(text)) {
        document_.encoding = text_.encoding;
        document_.end = text_.end;
    }

    Document run() {
        while (!at_end())
            read_line();
        note_ends_of_lines();
        return std::move(document_);
    }

private:
    struct Value {
        std::string text;
        std::size_t significant = 0; // length of `text` without trailing blanks
        Span bytes;
        bool quoted = false;
    };

    [[nodiscard]] bool at_end() const { return at_ >= text_.units.size(); }

    [[nodiscard]] char16_t peek() const { return at_end() ? c_end : text_.units[at_].value; }

    [[nodiscard]] bool at_line_end() const { return at_end() || peek() == u'\n' || peek() == u'\r'; }

    [[nodiscard]] std::size_t offset() const { return at_end() ? text_.end : text_.units[at_].bytes.begin; }

    void skip_blanks() {
        while (is_blank(peek()) && !at_end())
            ++at_;
    }

    /// Over the end of the line, if one is here.
    void end_line() {
        if (!at_end())
            ++at_;
    }

    void skip_to_line_feed() {
        while (!at_end() && peek() != u'\n')
            ++at_;
        end_line();
    }

    void give_up(Trouble what) {
        document_.diagnostics.push_back({line_, what});
        skip_to_line_feed();
    }

    void read_line() {
        ++line_;
        skip_blanks();
        if (at_line_end())
            end_line();
        else if (peek() == u'#')
            skip_to_line_feed();
        else if (peek() == u'[')
            read_section();
        else if (is_letter(peek()))
            read_key();
        else
            give_up(Trouble::InvalidKey);
    }

    std::string read_name() {
        std::string name;
        for (; !at_end() && is_name(peek()); ++at_)
            name += lower(peek());
        return name;
    }

    // A header that breaks off has already overwritten the name, but not its length: the keys that follow get
    // the new name, cut or padded to the length of the old one.
    void read_section() {
        ++at_;
        if (!is_letter(peek()))
            return give_up(Trouble::InvalidSection);
        prefix_ = read_name();
        const std::string name = prefix_;
        const std::size_t old_length = prefix_length_;
        prefix_.resize(old_length, '\0');
        if (at_end() || peek() != u']')
            return give_up(Trouble::ExpectedBracket);
        ++at_;
        skip_blanks();
        if (!at_line_end() && peek() != u'#')
            return give_up(Trouble::ExpectedEndOfLine);
        prefix_ = name;
        prefix_length_ = name.size();
        finish_section(name);
    }

    void finish_section(const std::string& name) {
        if (peek() == u'#')
            while (!at_end() && peek() != u'\n')
                ++at_;
        Section section{name, line_, 0, end_of_line_here()};
        end_line();
        section.insertion = offset();
        document_.sections.push_back(std::move(section));
    }

    std::string end_of_line_here() const {
        if (at_end())
            return {};
        const Unit& unit = text_.units[at_];
        const std::size_t one = text_.encoding == Encoding::Utf16Le ? 2 : 1;
        return unit.value == u'\r' ? "\r" : unit.bytes.end - unit.bytes.begin > one ? "\r\n" : "\n";
    }

    void read_key() {
        const std::string key = prefix_length_ == 0 ? read_name() : prefix_ + '.' + read_name();
        skip_blanks();
        if (at_end() || peek() != u'=')
            return give_up(Trouble::ExpectedEquals);
        ++at_;
        Value value;
        value.bytes = {offset(), offset()};
        skip_blanks();
        read_value(key, value);
    }

    void read_value(const std::string& key, Value& value) {
        while (!at_line_end() && (value.quoted || peek() != u'#'))
            if (!read_value_unit(value))
                return give_up(Trouble::InvalidEscape);
        if (value.quoted)
            return give_up(Trouble::UnterminatedQuote);
        value.text.resize(value.significant);
        // WSL keeps C strings: a NUL ends key and value.
        document_.entries.push_back(
            {key.substr(0, key.find('\0')), value.text.substr(0, value.text.find('\0')), value.bytes, line_});
        if (peek() == u'#' && !at_end())
            skip_to_line_feed();
        else
            end_line();
    }

    /// False at an escape that WSL does not know.
    bool read_value_unit(Value& value) {
        const char16_t c = peek();
        if (c == u'\\')
            return read_escape(value);
        if (c == u'"')
            value.quoted = !value.quoted;
        else
            value.text += static_cast<char>(c);
        if (!is_blank(c))
            keep(value, at_);
        ++at_;
        return true;
    }

    bool read_escape(Value& value) {
        const std::size_t first = at_++;
        const char16_t c = peek();
        if (at_end())
            return false;
        if (c == u'\n' || c == u'\r') {
            line_ += c == u'\n' ? 1 : 0;
            ++at_;
            return true;
        }
        const std::u16string_view known = u"\\\"bnt";
        const auto found = known.find(c);
        if (found == std::u16string_view::npos)
            return false;
        value.text += "\\\"\b\n\t"[found];
        keep(value, first);
        value.bytes.end = text_.units[at_].bytes.end;
        ++at_;
        return true;
    }

    /// All that was read so far matters; the unit at `from` may be the first that does.
    void keep(Value& value, std::size_t from) {
        if (value.bytes.begin == value.bytes.end)
            value.bytes.begin = text_.units[from].bytes.begin;
        value.bytes.end = text_.units[from].bytes.end;
        value.significant = value.text.size();
    }

    void note_ends_of_lines() {
        for (at_ = 0; !at_end() && document_.end_of_line.empty(); ++at_)
            if (at_line_end())
                document_.end_of_line = end_of_line_here();
        document_.ends_with_line =
            text_.units.empty() || text_.units.back().value == u'\n' || text_.units.back().value == u'\r';
    }

    Text text_;
    std::size_t at_ = 0;
    std::size_t line_ = 0;
    std::string prefix_;
    std::size_t prefix_length_ = 0;
    Document document_;
};

} // namespace

Result<Document> parse(std::string_view bytes) {
    auto text = decode(bytes);
    if (text.has_error())
        return text.error();
    return Parser{std::move(*text)}.run();
}

} // namespace mirrorwatch::wslconfig
