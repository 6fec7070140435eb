// SPDX-License-Identifier: MIT
#include "config/settings_edit.hpp"

#include "config/document.hpp"
#include "config/readers.hpp"
#include "config/text_lines.hpp"

#include <algorithm>
#include <optional>

namespace mirrorwatch::config {
namespace {

/// A document that is known to be right.
toml::table document_of(std::string_view text, std::string_view file_name) {
    Report report{std::string{file_name}, {}, {}, {}};
    auto root = document_in(text, report);
    return root ? std::move(*root) : toml::table{};
}

std::string typed(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* flag = node.as_boolean()) {
        return flag->get() ? "true" : "false";
    }
    if (const auto* number = node.as_integer()) {
        return std::to_string(number->get());
    }
    std::string all;
    if (const toml::array* list = node.as_array()) {
        for (const toml::node& one : *list) {
            all += (all.empty() ? "" : ", ") + typed(one);
        }
    }
    return all;
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view word = text.substr(0, comma);
        while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) {
            word.remove_prefix(1);
        }
        while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) {
            word.remove_suffix(1);
        }
        if (!word.empty()) {
            words.emplace_back(word);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return words;
}

bool is_number(std::string_view text) {
    constexpr std::size_t c_most_digits = 18; // what is longer is a text to TOML's 64 bits
    return !text.empty() && text.size() <= c_most_digits && (text == "0" || text.front() != '0') &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What is no number or no flag is written as a text, so that the parser says what would be right.
std::string toml_of(const toml::node& like, const std::string& value) {
    if (like.is_array()) {
        std::string list;
        for (const std::string& word : words_in(value)) {
            list += (list.empty() ? "" : ", ") + (is_number(word) ? word : quoted(word));
        }
        return "[" + list + "]";
    }
    const bool is_flag = like.is_boolean() && (value == "true" || value == "false");
    const bool is_raw = is_flag || (like.is_integer() && is_number(value));
    return is_raw ? value : quoted(value);
}

struct Key {
    std::string section;
    std::string name;
};

/// Where the shipped file has it; null: nowhere.
const toml::node* find(const toml::table& root, const Key& key) {
    const toml::table* section = root.get_as<toml::table>(key.section);
    return section == nullptr ? nullptr : section->get(key.name);
}

Result<Key> known_key(const toml::table& shipped, const std::string& spelled) {
    const std::size_t dot = spelled.find('.');
    const Key key{spelled.substr(0, dot), dot == std::string::npos ? "" : spelled.substr(dot + 1)};
    if (find(shipped, key) != nullptr) {
        return key;
    }
    std::vector<std::string> names;
    for (const TypedSetting& setting : typed_settings(shipped_settings())) {
        names.push_back(setting.key);
    }
    const std::vector<std::string_view> known{names.begin(), names.end()};
    return Error{"there is no setting \"" + spelled + "\"" + suggestion(spelled, known)};
}

/// The byte at a place of the parser's, which counts characters.
std::size_t offset_of(const TextLines& lines, std::string_view text, const toml::source_position& place) {
    std::size_t at = lines.begin_of(place.line);
    for (toml::source_index column = 1; column < place.column && at < text.size(); ++column) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
            ++at;
        }
    }
    return at;
}

std::string_view line_end_of(std::string_view text) {
    const std::size_t first = text.find('\n');
    return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

std::string replaced(std::string_view text, const toml::node& node, const std::string& value) {
    const TextLines lines{text};
    const std::size_t from = offset_of(lines, text, node.source().begin);
    const std::size_t to = offset_of(lines, text, node.source().end);
    return std::string{text.substr(0, from)} + value + std::string{text.substr(to)};
}

/// Right below the section's head.
std::string inserted(std::string_view text, std::uint32_t head, const std::string& line) {
    const TextLines lines{text};
    const std::size_t at = lines.begin_of(head + 1);
    const std::string_view line_end = line_end_of(text);
    const bool is_open = at == text.size() && !text.ends_with('\n');
    std::string all{text.substr(0, at)};
    all += is_open ? std::string{line_end} + line : line + std::string{line_end};
    return all.append(text.substr(at));
}

std::string appended(std::string_view text, const std::string& section, const std::string& line) {
    const std::string line_end{line_end_of(text)};
    const bool is_empty = text.empty() || text == c_byte_order_mark;
    std::string all{text};
    all += is_empty ? "" : text.ends_with('\n') ? line_end : line_end + line_end;
    return all + "[" + section + "]" + line_end + line + line_end;
}

std::string with_value(std::string_view text, const toml::table& root, const Key& key,
                       const std::string& value) {
    if (const toml::node* node = find(root, key)) {
        return replaced(text, *node, value);
    }
    const std::string line = key.name + " = " + value;
    const toml::node* section = root.get(key.section);
    return section == nullptr ? appended(text, key.section, line)
                              : inserted(text, section->source().begin.line, line);
}

toml::table meant(toml::table root, const Key& key, const std::string& value) {
    const toml::table parsed = document_of("value = " + value, "value");
    if (!root.contains(key.section)) {
        root.insert(key.section, toml::table{});
    }
    if (toml::table* section = root.get_as<toml::table>(key.section);
        section != nullptr && parsed.contains("value")) {
        parsed.get("value")->visit([&](const auto& node) { section->insert_or_assign(key.name, node); });
    }
    return root;
}

} // namespace

std::vector<TypedSetting> typed_settings(std::string_view text) {
    std::vector<std::pair<toml::source_position, TypedSetting>> found;
    for (const auto& [section, node] : document_of(text, "")) {
        const toml::table* table = node.as_table();
        for (auto entry = table == nullptr ? toml::table::const_iterator{} : table->begin();
             table != nullptr && entry != table->end(); ++entry) {
            found.push_back(
                {entry->second.source().begin,
                 {std::string{section.str()} + "." + std::string{entry->first.str()}, typed(entry->second)}});
        }
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<TypedSetting> settings;
    settings.reserve(found.size());
    for (auto& [place, setting] : found) {
        settings.push_back(std::move(setting));
    }
    return settings;
}

Result<std::string> set_setting(std::string_view text, std::string_view file_name,
                                const TypedSetting& setting) {
    const toml::table shipped = document_of(shipped_settings(), "");
    const auto key = known_key(shipped, setting.key);
    if (!key) {
        return key.error();
    }
    if (const auto before = check_settings(text, file_name); !before.errors.empty()) {
        return Error{to_string(before.errors.front())};
    }
    const toml::table root = document_of(text, file_name);
    const std::string value = toml_of(*find(shipped, *key), setting.value);
    std::string all = with_value(text, root, *key, value);
    if (const auto after = check_settings(all, file_name); !after.errors.empty()) {
        return Error{after.errors.front().message}; // what is wrong is the value, which has no place yet
    }
    if (document_of(all, file_name) != meant(root, *key, value)) {
        return Error{std::string{file_name} +
                     " would not say what was meant, so it was left alone: write \"" + setting.key +
                     "\" below the head [" + key->section + "], and try again"};
    }
    return text_result(std::move(all));
}

} // namespace mirrorwatch::config
