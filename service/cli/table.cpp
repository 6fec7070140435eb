// SPDX-License-Identifier: MIT
#include "service/cli/table.hpp"

#include "common/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// The control pictures stand in the same order as what they show, but for DEL.
std::string picture(char c) {
    const int last = c == 0x7f ? 0x21 : c;
    return std::string{"\xe2\x90"} + static_cast<char>(0x80 + last);
}

} // namespace

std::size_t letters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t columns(std::string_view utf8) {
    const std::size_t filled = utf8.size() * 2; // no character is wider than two columns, nor than its bytes
    return filled + utf8.size() - fmt::formatted_size("{:{}}", utf8, filled);
}

std::string table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columns(row[i]));
        }
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - columns(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string visible(std::string_view utf8) {
    std::string text;
    for (const char c : utf8) {
        text += is_control(c) ? picture(c) : std::string{c};
    }
    return text;
}

std::string visible_text(std::string_view utf8) {
    std::string text;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        const bool ends_line = c == '\n' || (c == '\r' && i + 1 < utf8.size() && utf8[i + 1] == '\n');
        text += is_control(c) && !ends_line && c != '\t' ? picture(c) : std::string{c};
    }
    return text;
}

std::string in_quotes(const std::string& text) {
    return '"' + visible(text) + '"';
}

std::string unknown_word(std::string_view kind, std::string_view word,
                         std::span<const std::string_view> known) {
    std::string sentence = "unknown " + std::string{kind} + " \"" + std::string{word} + "\"; ";
    if (const std::string_view near = nearest(word, known); !near.empty()) {
        return sentence + "did you mean \"" + std::string{near} + "\"?";
    }
    sentence += "known are";
    for (const std::string_view candidate : known) {
        sentence += (candidate == known.front() ? " " : ", ") + std::string{candidate};
    }
    return sentence;
}

} // namespace mirrorwatch::cli
