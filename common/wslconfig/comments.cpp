// SPDX-License-Identifier: MIT
#include "common/wslconfig/comments.hpp"

#include "common/ascii.hpp"
#include "common/translated.hpp"
#include "common/wslconfig/keys.hpp"
#include "common/wslconfig/lines.hpp"

#include <algorithm>
#include <string>

namespace mirrorwatch::wslconfig {
namespace {

constexpr std::array<std::string_view, 3> c_sections{"wsl2", "experimental", "general"};
constexpr std::string_view c_blanks = " \t\r\n";

std::string_view trimmed(std::string_view text, std::string_view what) {
    text.remove_prefix(std::min(text.find_first_not_of(what), text.size()));
    return text.substr(0, text.find_last_not_of(what) + 1);
}

/// Which section's header the text begins with; it is taken off. Size of the array: none.
std::size_t take_header(std::string_view& text) {
    constexpr std::size_t c_longest = 20; // of a header with blanks in it, so that time is linear
    const auto end = text.substr(0, c_longest).find(']');
    if (!text.starts_with('[') || end == std::string_view::npos) {
        return c_sections.size();
    }
    const auto name = trimmed(text.substr(1, end - 1), c_blanks);
    const auto found =
        std::ranges::find_if(c_sections, [&](auto known) { return equal_ignoring_case(known, name); });
    if (found != c_sections.end()) {
        text.remove_prefix(end + 1);
    }
    return static_cast<std::size_t>(found - c_sections.begin());
}

bool is_in_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

/// What a line has behind its first header of .wslconfig.
struct Settings {
    std::vector<std::string_view> keys; // known ones with a value, each once
    bool is_pure = true;                // nothing but headers and settings stands there, also before
};

/// Reads it word by word: "[wsl2]", "memory=8GB", and "memory", "=", "8GB" too.
class Words {
public:
    explicit Words(std::string_view text)
        : rest_(trimmed(text, "# \t\r\n")) {}

    Settings read() {
        while (!rest_.empty()) {
            if (take_header(rest_) != c_sections.size()) {
                has_header_ = true;
            } else {
                take_word();
            }
            rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n#;,"), rest_.size()));
        }
        found_.is_pure = found_.is_pure && has_header_;
        return std::move(found_);
    }

private:
    void take_word() {
        const auto end =
            static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_in_word) - rest_.begin());
        std::string_view behind = trimmed(rest_.substr(end), c_blanks);
        const bool is_setting = has_header_ && behind.starts_with('=');
        const KnownKey* key = is_setting ? key_meant_by(rest_.substr(0, end)) : nullptr;
        if (key == nullptr) {
            found_.is_pure = false;
            rest_.remove_prefix(
                std::min(rest_.find_first_of(c_blanks, std::max<std::size_t>(end, 1)), rest_.size()));
            return;
        }
        behind = trimmed(behind.substr(1), c_blanks);
        const auto value = std::min(behind.find_first_of(c_blanks), behind.size());
        rest_ = behind.substr(value);
        if (value > 0 && std::ranges::find(found_.keys, key->name) == found_.keys.end()) {
            found_.keys.push_back(key->name);
        }
    }

    std::string_view rest_;
    bool has_header_ = false;
    Settings found_;
};

bool has_inner_cr(std::string_view text) {
    return trimmed(text, c_blanks).find('\r') != std::string_view::npos;
}

class Reader {
public:
    Reader(std::string_view bytes, const Document& document)
        : bytes_(bytes)
        , document_(document) {}

    std::vector<Diagnostic> run() {
        const auto& lines = document_.lines;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool is_header = lines[i].kind == LineKind::Header && has_no_key(i);
            if (lines[i].kind == LineKind::Comment || is_header) {
                look_at_comment(lines[i], lines[i].content);
            } else if (lines[i].kind == LineKind::Broken) {
                look_at_broken(lines[i]);
            }
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] bool has_no_key(std::size_t header) const {
        const auto from = document_.lines.begin() + static_cast<std::ptrdiff_t>(header) + 1;
        const auto next = std::find_if(from, document_.lines.end(), [](const Line& line) {
            return line.kind == LineKind::Header || line.kind == LineKind::Key;
        });
        return next == document_.lines.end() || next->kind == LineKind::Header;
    }

    [[nodiscard]] std::string from(const Line& line, std::size_t begin) const {
        return text_of(bytes_, document_, {begin, line.bytes.end});
    }

    void look_at_comment(const Line& line, std::size_t begin) {
        const std::string text = from(line, begin);
        const Settings settings = Words{text}.read();
        const std::size_t count = settings.keys.size();
        const bool sets_nothing = document_.entries.empty();
        const bool is_meant = settings.is_pure && (sets_nothing || count > 1);
        const bool is_all = sets_nothing && (count > 1 || has_inner_cr(text));
        if (count > 0 && (is_meant || is_all)) {
            tell(line, settings, text::to_translate("behind a #"));
        }
    }

    void look_at_broken(const Line& line) {
        if (document_.diagnostics[line.index].code != Code::ExpectedEndOfLine) {
            return;
        }
        if (const Settings settings = Words{from(line, line.content)}.read(); !settings.keys.empty()) {
            tell(line, settings, text::to_translate("in one line with their header"));
        }
    }

    void tell(const Line& line, const Settings& settings, std::string_view where) {
        std::vector<std::string> arguments{std::string{where}};
        arguments.insert(arguments.end(), settings.keys.begin(), settings.keys.end());
        found_.push_back({line.number, Code::SettingsInOneLine, {}, std::move(arguments)});
    }

    std::string_view bytes_;
    const Document& document_;
    std::vector<Diagnostic> found_;
};

} // namespace

void HeadersInComments::take(std::string_view bytes, const Document& document, const Line& line) {
    if (line.kind == LineKind::Header) {
        lines_ = {};
        return;
    }
    if (line.kind != LineKind::Comment) {
        return;
    }
    const std::string text = text_of(bytes, document, {line.content, line.bytes.end});
    std::string_view rest = trimmed(text, "# \t\r\n");
    const std::size_t section = take_header(rest);
    rest = trimmed(rest, c_blanks);
    if (section != c_sections.size() && (rest.empty() || rest.starts_with('#'))) {
        lines_.at(section) = line.number;
    }
}

std::optional<std::size_t> HeadersInComments::line_of(std::string_view section) const {
    const auto found =
        std::ranges::find_if(c_sections, [&](auto known) { return equal_ignoring_case(known, section); });
    const auto index = static_cast<std::size_t>(found - c_sections.begin());
    return found == c_sections.end() || lines_.at(index) == 0 ? std::nullopt
                                                              : std::optional{lines_.at(index)};
}

std::vector<Diagnostic> settings_in_one_line(std::string_view bytes, const Document& document) {
    return Reader{bytes, document}.run();
}

} // namespace mirrorwatch::wslconfig
