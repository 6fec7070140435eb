// SPDX-License-Identifier: MIT
#include "tests/support/toml_documents.hpp"

#include <cstddef>
#include <random>

namespace mirrorwatch::support {
namespace {

class Writer {
public:
    explicit Writer(std::uint32_t seed)
        : random_(seed) {}

    TomlDocument write() {
        for (std::uint32_t i = below(4); i > 0; --i) {
            key_or_comment();
        }
        for (std::uint32_t i = below(7); i > 0; --i) {
            blanks();
            any_table();
        }
        if (one_in(3)) {
            comment();
        }
        return finished();
    }

private:
    std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

    bool one_in(std::uint32_t count) { return below(count) == 0; }

    std::string one_of(const std::vector<std::string>& words) {
        return words[below(static_cast<std::uint32_t>(words.size()))];
    }

    std::string number() { return std::to_string(++number_); }

    std::string blank() { return one_of({"", "", " ", "  ", "\t", " \t"}); }

    /// The same text, as each of TOML's four strings has it.
    std::string quoted(const std::string& text) {
        switch (below(5)) {
        case 0:
            return "'" + text + "'";
        case 1:
            return "\"\"\"" + text + "\"\"\"";
        case 2:
            return "'''\n" + text + "'''";
        case 3:
            return "\"\"\"\\\n   " + text + "\"\"\"";
        default:
            return "\"" + text + "\"";
        }
    }

    std::string value() {
        return one_of({"1",
                       "0x1F",
                       "-3.5e2",
                       "nan",
                       "-inf",
                       "true",
                       "2026-11-22T15:47:00Z",
                       "15:47:00",
                       "[]",
                       "{}",
                       "\"[[endpoint]]\"",
                       "'\\'",
                       "\"\\\"]] # no comment\"",
                       "\"\\u00e9 \\t\"",
                       "\"\"\"\n[[endpoint]]\nname = \"x\"\n\n# no comment\n\"\"\"",
                       "'''\n\n[[endpoint]] # no comment\nurl = 'tcp://a:1'\n'''",
                       "\"\"\"a\"\"b\\\n\n  c\"\"\"\"\"",
                       "[1, 2] # [[endpoint]]",
                       "[\n  1, # one\n\n  2,\n]",
                       "[ [\n], [[]],\n [\"[[endpoint]]\"]\n ]",
                       "{ a = 1, b.c = \"}\", d = [ {} ] }",
                       "[ { a.b = 1 },\n  { a = 2 } ]",
                       "\"日本 é 😀\""});
    }

    std::string key(const std::string& number) {
        return one_of({"key" + number, "'key " + number + "'", "\"key[[" + number + "]]\"",
                       "k" + number + " . x", "k" + number + ".\"y.z\"", "\"é" + number + "\""});
    }

    std::string line(const std::string& text) {
        return blank() + text + (one_in(5) ? blank() + "# of this line [[endpoint]]" : blank()) + "\n";
    }

    std::string setting() { return line(key(number()) + blank() + "=" + blank() + value()); }

    void piece(std::string text, std::string of = {}, bool is_tight = false) {
        made_.pieces.push_back({std::move(text), std::move(of), is_tight});
    }

    void blanks() {
        for (std::uint32_t i = below(4); i > 0; --i) {
            piece(blank() + "\n", {}, true);
        }
    }

    void comment() {
        const std::string text = "#" + blank() + one_of({"note ", "[[endpoint]] ", "\"\"\" ", "name = 'x' "});
        const bool is_tight = one_in(2);
        piece((is_tight ? "" : " \n") + blank() + text + number() + "\n", {}, is_tight);
    }

    void key_or_comment() {
        if (one_in(3)) {
            comment();
        } else {
            piece(setting());
        }
    }

    std::string settings() {
        std::string text;
        for (std::uint32_t i = below(3); i > 0; --i) {
            text += one_in(4) ? line("# within " + number()) + setting() : setting();
        }
        return text;
    }

    std::string head(const std::string& name) { return line("[" + blank() + name + blank() + "]"); }

    std::string list_head(const std::string& name) { return line("[[" + blank() + name + blank() + "]]"); }

    void any_table() {
        if (one_in(4)) {
            comment();
        }
        const std::string name = "table" + number();
        switch (below(8)) {
        case 0:
            return piece(head(name + ".'[[endpoint]]'") + settings() + head(name) + settings());
        case 1:
            return piece(list_head("list") + settings() + list_head("list.sub") + settings());
        case 2:
            return piece(list_head("group") + line("name = " + quoted("group" + number())) + settings());
        case 3:
            return health();
        default:
            return endpoint();
        }
    }

    void health() {
        if (!has_health_) {
            piece(head("health") + line("interval = '" + std::to_string(20 + below(20)) + "s'") + settings());
        }
        has_health_ = true;
    }

    void endpoint() {
        const std::string name = one_of({"web ", "[[endpoint]] ", "a#b ", "é ", "{x} "}) + number();
        std::string text = list_head(one_of({"endpoint", "endpoint", "\"endpoint\"", "'endpoint'"}));
        text += line("name = " + quoted(name)) + line("url = " + quoted("http://127.0.0.1:8080/" + number()));
        text += one_in(2) ? settings() : "";
        text += one_in(6) ? line("headers . Accept = " + quoted("text")) : "";
        piece(text, name);
        made_.endpoints.push_back(name);
        for (std::uint32_t i = below(3); i > 0; --i) {
            below_endpoint(name);
        }
    }

    /// A table of the last endpoint, now and then behind one that is none of it.
    void below_endpoint(const std::string& name) {
        if (one_in(4)) {
            piece(head("table" + number()) + settings());
        }
        piece(blank() + "\n", {}, true);
        const std::string table = "endpoint.extra" + number();
        piece((one_in(2) ? head(table) : list_head(table)) + settings(), name);
    }

    /// One line end for all, or each by chance.
    TomlDocument finished() {
        const std::uint32_t ends = below(3);
        for (TomlPiece& piece : made_.pieces) {
            std::string text;
            for (const char c : piece.text) {
                const bool is_crlf = c == '\n' && (ends == 1 || (ends == 2 && one_in(2)));
                text += is_crlf ? "\r\n" : std::string{c};
            }
            piece.text = text;
            made_.text += text;
        }
        if (one_in(4) && made_.text.ends_with('\n')) {
            made_.text.resize(made_.text.size() - (made_.text.ends_with("\r\n") ? 2 : 1));
        }
        made_.text.insert(0, one_in(6) ? "\xef\xbb\xbf" : "");
        return std::move(made_);
    }

    std::mt19937 random_;
    TomlDocument made_;
    int number_ = 0;
    bool has_health_ = false;
};

} // namespace

TomlDocument toml_document(std::uint32_t seed) {
    return Writer{seed}.write();
}

} // namespace mirrorwatch::support
