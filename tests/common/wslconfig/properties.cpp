// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/properties.hpp"

#include "common/wslconfig/settings.hpp"
#include "tests/common/wslconfig/naive_reader.hpp"

#include <algorithm>

namespace mirrorwatch::wslconfig {
namespace {

std::string shown(const naive::Warning& warning) {
    return std::to_string(warning.line) + ":" + warning.code + "(" + warning.key + ") ";
}

Broken broken_warnings(const naive::Reading& naive, const FileSettings& settings) {
    std::string expected;
    for (const auto& warning : naive.warnings) {
        expected += shown(warning);
    }
    std::string found;
    for (const auto& diagnostic : settings.diagnostics) {
        found += shown({diagnostic.line, std::string{name_of(diagnostic.code)}, diagnostic.key});
        if (source_of(diagnostic.code) != ToldBy::Wsl || sentence(diagnostic).empty()) {
            return "a warning of WSL's is not told as one: " + found;
        }
    }
    return found == expected ? Broken{} : "the warnings should be\n  " + expected + "and are\n  " + found;
}

std::string effective(const naive::Reading& naive, const KnownKey& key) {
    const auto found = naive.values.find(std::string{key.name});
    if (key.name == "wsl2.dnsTunneling" && naive.is_tunneling_off) {
        return "false";
    }
    return found != naive.values.end() ? found->second.text : std::string{key.standard.value_or("(none)")};
}

Broken broken_values(const naive::Reading& naive, const FileSettings& settings) {
    for (std::size_t i = 0; i < known_keys().size(); ++i) {
        const KnownKey& key = known_keys()[i];
        const Setting& setting = settings.values[i];
        const std::string expected = effective(naive, key);
        if (setting.value.value_or("(none)") != expected) {
            return std::string{key.name} + " should be " + expected + " and is " +
                   setting.value.value_or("(none)");
        }
        const auto found = naive.values.find(std::string{key.name});
        const bool is_off = key.name == "wsl2.dnsTunneling" && naive.is_tunneling_off;
        const bool is_set = found != naive.values.end() || is_off;
        if (setting.is_default() == is_set || (is_set && !is_off && *setting.line != found->second.line)) {
            return std::string{key.name} + " has a wrong line, or none where it should have one";
        }
    }
    return {};
}

/// The document's lines follow each other without a gap, and what is in them lies in them.
Broken broken_lines(std::string_view bytes, const Document& document) {
    std::size_t at = std::min(mark_length(document.encoding), bytes.size());
    std::size_t number = 1;
    for (const Line& line : document.lines) {
        const bool is_ordered = line.bytes.begin <= line.content && line.content <= line.remark &&
                                line.remark <= line.bytes.end && line.bytes.begin < line.bytes.end;
        if (line.bytes.begin != at || !is_ordered || line.number < number) {
            return "the line that begins at byte " + std::to_string(line.bytes.begin) + " has wrong bounds";
        }
        at = line.bytes.end;
        number = line.number;
    }
    return at == document.end && at <= bytes.size() ? Broken{}
                                                    : "the document does not end where its lines end";
}

Broken broken_entry(const naive::Occurrence& expected, const KeyEntry& entry, const Line& line) {
    const auto name = naive::canonical_name(entry.key).value_or(entry.key);
    const Span value = entry.value_bytes;
    if (name != expected.key || entry.value != expected.raw) {
        return "the entry " + entry.key + "=" + entry.value + " should be " + expected.key + "=" +
               expected.raw;
    }
    if (line.bytes != Span{expected.begin, expected.end} || value.begin < expected.value_begin ||
        value.end > expected.value_end || value.end < value.begin) {
        return "the entry " + entry.key + " has wrong bounds";
    }
    return {};
}

Broken broken_entries(const naive::Reading& naive, const Document& document) {
    std::size_t count = 0;
    for (const Line& line : document.lines) {
        if (line.kind != LineKind::Key) {
            continue;
        }
        if (count == naive.occurrences.size() || line.index != count || count == document.entries.size()) {
            return Broken{"there are more lines with keys than should be"};
        }
        if (auto broken = broken_entry(naive.occurrences[count], document.entries[count], line)) {
            return broken;
        }
        ++count;
    }
    const bool is_all = count == naive.occurrences.size() && count == document.entries.size();
    return is_all ? Broken{} : Broken{"there are fewer lines with keys than should be"};
}

std::string escaped(unsigned char c) {
    const char* const digits = "0123456789abcdef";
    if (c == '"' || c == '\\') {
        return {'\\', static_cast<char>(c)};
    }
    if (c == '\n' || c == '\r' || c == '\t') {
        return c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    }
    if (c >= 0x20 && c < 0x7f) {
        return std::string(1, static_cast<char>(c));
    }
    return std::string{"\\x"} + digits[c >> 4] + digits[c & 15] + "\"\""; // so that no digit is taken along
}

} // namespace

Broken broken_by_reading(std::string_view bytes) {
    const auto naive = naive::read(bytes);
    const auto settings = read(bytes);
    if (settings.has_error() || !naive.is_readable) {
        const bool is_same = settings.has_error() && !naive.is_readable;
        return is_same ? Broken{} : Broken{"only one of the two readers can read it"};
    }
    if (auto broken = broken_warnings(naive, *settings)) {
        return broken;
    }
    if (auto broken = broken_values(naive, *settings)) {
        return broken;
    }
    if (auto broken = broken_lines(bytes, settings->document)) {
        return broken;
    }
    return broken_entries(naive, settings->document);
}

std::string literal(std::string_view bytes) {
    std::string text = "\"";
    for (const char c : bytes) {
        text += escaped(static_cast<unsigned char>(c));
    }
    return text + "\"s";
}

std::string literal(const Edit& edit) {
    const char* const kinds[] = {"Set", "Unset", "Comment", "Uncomment"};
    return "Edit{Edit::Kind::" + std::string{kinds[static_cast<std::size_t>(edit.kind)]} + ", " +
           literal(edit.key) + ", " + literal(edit.value) + "}";
}

} // namespace mirrorwatch::wslconfig
