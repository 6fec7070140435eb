// SPDX-License-Identifier: MIT
#define TOML_IMPLEMENTATION
#include "config/document.hpp"

#include "common/text.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <tuple>
#include <utility>

namespace mirrorwatch::config {
namespace {

constexpr std::size_t c_largest_file = std::size_t{1024} * 1024;

bool is_utf16(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
}

bool continues_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The library names the place behind the last character, and now and then one behind that.
void move_into(ConfigError& place, std::string_view text) {
    const auto last = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    place.line = std::clamp(place.line, 1U, last);
    for (std::uint32_t line = 1; line < place.line; ++line) {
        text.remove_prefix(text.find('\n') + 1);
    }
    text = text.substr(0, text.find('\n'));
    const auto length = text.size() - static_cast<std::size_t>(
                                          std::count_if(text.begin(), text.end(), continues_a_character));
    place.column = std::clamp(place.column, 1U, static_cast<std::uint32_t>(length) + 1);
}

std::optional<toml::parse_result> parsed(std::string_view text, std::string_view file) {
    try {
        return toml::parse(text, file);
    } catch (const BrokenAssertion&) {
        return std::nullopt;
    }
}

/// The first line without which the library could say itself what is wrong. It reads from front to back.
std::uint32_t line_of_broken_assertion(std::string_view text) {
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || i + 1 == text.size()) {
            ends.push_back(i + 1);
        }
    }
    const auto first = std::partition_point(ends.begin(), ends.end(),
                                            [&](std::size_t end) { return parsed(text.substr(0, end), {}); });
    return static_cast<std::uint32_t>(first - ends.begin()) + 1;
}

void add_note_of_unknown(Report& report) {
    constexpr std::size_t c_named = 5;
    if (report.unknown.empty()) {
        return;
    }
    std::stable_sort(report.unknown.begin(), report.unknown.end(), comes_before);
    const std::size_t count = report.unknown.size();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(count, c_named); ++i) {
        names.push_back(std::move(report.unknown[i].message));
    }
    if (count > c_named) {
        names.push_back(std::to_string(count - c_named) + " more");
    }
    report.notes.push_back(std::move(report.unknown.front()));
    report.notes.back().message = "not known here, and without effect: " + text::list_of(names);
}

} // namespace

ConfigError Report::at(const toml::source_region& where, std::string message) const {
    return {file, std::max(where.begin.line, 1U), std::max(where.begin.column, 1U), std::move(message)};
}

std::optional<toml::table> document_in(std::string_view text, Report& report) {
    if (text.size() > c_largest_file) {
        report.errors.push_back(
            {report.file, 1, 1, "the file is larger than 1 MiB, which is no size for it"});
        return std::nullopt;
    }
    if (is_utf16(text)) {
        report.errors.push_back({report.file, 1, 1, "the file is UTF-16 text: save it as UTF-8"});
        return std::nullopt;
    }
    std::optional<toml::parse_result> document = parsed(text, report.file);
    if (!document) {
        report.errors.push_back({report.file, line_of_broken_assertion(text), 1, "cannot be read as TOML"});
        return std::nullopt;
    }
    if (!*document) {
        report.errors.push_back(
            report.at(document->error().source(), std::string{document->error().description()}));
        move_into(report.errors.back(), text);
        return std::nullopt;
    }
    return std::move(*document).table();
}

bool comes_before(const ConfigError& a, const ConfigError& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

void finish(Report& report) {
    add_note_of_unknown(report);
    for (auto* list : {&report.errors, &report.warnings, &report.notes}) {
        std::stable_sort(list->begin(), list->end(), comes_before);
    }
}

TableReport::TableReport(Report& report, const toml::table* table, std::string path)
    : report_(&report)
    , table_(table)
    , path_(std::move(path)) {}

ConfigError TableReport::place(std::string_view key, std::string message) const {
    if (table_ == nullptr) {
        return {report_->file, 1, 1, std::move(message)};
    }
    const toml::node* node = table_->get(key);
    return report_->at((node != nullptr ? *node : *table_).source(), std::move(message));
}

void TableReport::tell(std::vector<ConfigError>& list, std::string_view key, const std::string& what) {
    list.push_back(place(key, full_name(key) + " " + what));
}

void TableReport::wrong_at(ConfigError place, std::string_view key, const std::string& what) {
    place.message = full_name(key) + " " + what;
    report_->errors.push_back(std::move(place));
}

std::string quoted(std::string_view text) {
    const toml::value<std::string> value{text};
    toml::toml_formatter formatter{value, toml::format_flags::allow_unicode_strings};
    std::ostringstream stream;
    stream << formatter;
    return stream.str();
}

} // namespace mirrorwatch::config
