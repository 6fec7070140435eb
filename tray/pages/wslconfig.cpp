// SPDX-License-Identifier: MIT
#include "tray/pages/pages.hpp"

#include "common/translated.hpp"
#include "common/utf8.hpp"
#include "common/wslconfig/findings.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

using text::translated;

using wslconfig::Diagnostic;

constexpr std::size_t c_most_lines = 400; // shown; WSL's own files have ten

std::string line_number(std::size_t number) {
    return translated("Line {number}", {{"number", std::to_string(number)}});
}

std::string place_of(const Diagnostic& diagnostic) {
    const std::string line = diagnostic.line == 0 ? "" : line_number(diagnostic.line);
    return diagnostic.key.empty() ? line : line.empty() ? diagnostic.key : line + ": " + diagnostic.key;
}

void add_diagnostic(Sheet& sheet, const Diagnostic& diagnostic) {
    const bool is_wsls = wslconfig::source_of(diagnostic.code) == wslconfig::ToldBy::Wsl;
    const std::string told{is_wsls ? translated("WSL warns of it") : translated("WSL says nothing")};
    const std::string known = place_of(diagnostic);
    const std::string place = known.empty() ? std::string{translated("The file")} : known;
    sheet.begin_card();
    const int label = sheet.label(told, sheet.inside(), Tone::Warn);
    sheet.paragraph(place, {0, sheet.inside().width - label - sheet.ruler().scaled(12)}, Face::Strong,
                    Ink::Text);
    sheet.gap(4);
    sheet.paragraph(wslconfig::sentence(diagnostic));
    sheet.end_card(place, wslconfig::sentence(diagnostic));
}

std::vector<std::string> lines_of(const std::string& bytes) {
    std::vector<std::string> lines;
    const auto encoding = wslconfig::encoding_of(bytes);
    if (!encoding) {
        return lines;
    }
    const std::string_view rest = std::string_view{bytes}.substr(wslconfig::mark_length(*encoding));
    const std::string text = wslconfig::decode(rest, *encoding);
    for (std::size_t from = 0; from < text.size() && lines.size() < c_most_lines;) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        std::erase(lines.back(), '\r');
        from = end + 1;
    }
    return lines;
}

/// The file as it stands, with what is wrong marked.
void add_lines(Sheet& sheet, const std::vector<std::string>& lines, const std::vector<Diagnostic>& wrong) {
    const int numbers = sheet.ruler().scaled(40);
    sheet.heading(std::string{translated("What it says")});
    sheet.begin_card();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_wrong =
            std::ranges::any_of(wrong, [&](const Diagnostic& one) { return one.line == i + 1; });
        const bool is_comment = lines[i].find_first_not_of(" \t") == lines[i].find('#');
        const int height = sheet.line_height(Face::Mono);
        const Area at = sheet.area(sheet.inside(), 0, height);
        if (is_wrong) {
            sheet.add(Box{at, Ink::WarnTint, sheet.ruler().scaled(3)});
        }
        sheet.line(std::to_string(i + 1), {0, numbers - sheet.ruler().scaled(12)}, 0, Face::Mono, Ink::Dim,
                   Align::Right);
        sheet.line(lines[i], {numbers, sheet.inside().width - numbers}, 0, Face::Mono,
                   is_comment ? Ink::Dim : Ink::Text);
        sheet.element({at, Part::Row, line_number(i + 1), lines[i]});
        sheet.down(height);
    }
    sheet.end_card();
}

void add_sentence(Sheet& sheet, const std::string& title, const std::string& words, Tone tone) {
    const int mark = sheet.ruler().scaled(22);
    sheet.begin_card();
    sheet.mark({0, mark}, tone);
    const Sheet::Column rest{mark, sheet.inside().width - mark};
    sheet.paragraph(title, rest, Face::Strong, Ink::Text);
    sheet.paragraph(words, rest, Face::Small, Ink::Dim);
    sheet.end_card(title, words);
}

} // namespace

Scene wslconfig_page(const ConfigFile& file, const Ruler& ruler, int width) {
    Sheet sheet{ruler, width};
    if (!file.unreadable.empty()) {
        add_sentence(sheet, translated("It cannot be read: {reason}", {{"reason", file.unreadable}}),
                     file.path, Tone::Bad);
        return sheet.take();
    }
    if (!file.bytes) {
        add_sentence(
            sheet,
            std::string{translated("There is none: WSL runs with its defaults, and with NAT networking.")},
            file.path, Tone::Neutral);
        return sheet.take();
    }
    const auto settings = wslconfig::read(*file.bytes);
    if (!settings) {
        add_sentence(
            sheet,
            translated("WSL cannot read it: {reason}", {{"reason", translated(settings.error().message)}}),
            file.path, Tone::Bad);
        return sheet.take();
    }
    std::vector<Diagnostic> wrong = settings->diagnostics;
    for (Diagnostic& more : wslconfig::findings(*settings, {}, *file.bytes)) {
        wrong.push_back(std::move(more));
    }
    std::ranges::stable_sort(wrong, {}, &Diagnostic::line);
    add_sentence(sheet,
                 wrong.empty()
                     ? std::string{translated("Nothing is wrong with it.")}
                     : text::counted("One thing in it is not as it was meant.",
                                     "{count} things in it are not as they were meant.", wrong.size()),
                 file.path, wrong.empty() ? Tone::Good : Tone::Warn);
    for (const Diagnostic& one : wrong) {
        add_diagnostic(sheet, one);
    }
    add_lines(sheet, lines_of(*file.bytes), wrong);
    return sheet.take();
}

} // namespace mirrorwatch::tray
