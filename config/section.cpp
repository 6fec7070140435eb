// SPDX-License-Identifier: MIT
#include "config/section.hpp"

#include "common/nearest.hpp"
#include "common/number.hpp"
#include "common/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace mirrorwatch::config {
namespace {

std::optional<std::int64_t> milliseconds_in(std::string_view unit) {
    if (unit == "ms") {
        return 1;
    }
    if (unit == "s") {
        return 1'000;
    }
    if (unit == "m") {
        return 60'000;
    }
    if (unit == "h") {
        return 3'600'000;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> duration_from(std::string_view text) {
    constexpr std::int64_t c_year = 365LL * 24 * 3'600'000;
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = number_from<std::uint64_t>(text.substr(0, end));
    const auto unit = milliseconds_in(text.substr(end));
    if (!count || !unit || *count > static_cast<std::uint64_t>(c_year / *unit)) {
        return std::nullopt;
    }
    return std::chrono::milliseconds{static_cast<std::int64_t>(*count) * *unit};
}

std::string to_string(milliseconds duration) {
    const auto count = duration.count();
    const std::array units{std::pair{3'600'000, "h"}, std::pair{60'000, "m"}, std::pair{1'000, "s"}};
    for (const auto& [size, unit] : units) {
        if (count != 0 && count % size == 0) {
            return std::to_string(count / size) + unit;
        }
    }
    return std::to_string(count) + "ms";
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
    const std::string_view near = word.size() > 60 ? std::string_view{} : nearest(word, known);
    return near.empty() ? "" : "; did you mean \"" + std::string{near} + "\"?";
}

void check_schema(Section& root) {
    int schema = c_schema;
    root.read("schema", schema, c_schema, std::numeric_limits<int>::max());
    if (schema > c_schema) {
        root.warn("schema", std::to_string(schema) + " is newer than this Mirrorwatch knows (" +
                                std::to_string(c_schema) +
                                "): what it knows of this file counts, and the rest has no effect");
        root.expect_unknown_keys();
    }
}

Section Section::section(std::string_view key) {
    const toml::node* node = find(key);
    if (node != nullptr && !node->is_table()) {
        wrong(key, "must be a table: [" + std::string{key} + "]");
    }
    return {*report_, node == nullptr ? nullptr : node->as_table(), std::string{key} + "."};
}

std::vector<Section> Section::sections(std::string_view key, std::size_t most) {
    std::vector<Section> found;
    const toml::node* node = find(key);
    if (node == nullptr) {
        return found;
    }
    if (!node->is_array_of_tables() && !(node->is_array() && node->as_array()->empty())) {
        wrong(key, "must be written as [[" + std::string{key} + "]]");
        return found;
    }
    for (const toml::node& element : *node->as_array()) {
        if (found.size() == most) {
            wrong_at(report_->at(element.source(), {}), key,
                     "is one too many: there may be " + std::to_string(most) + " in this file; remove some");
            break;
        }
        found.emplace_back(*report_, element.as_table(), std::string{key} + ".");
    }
    return found;
}

void Section::read(std::string_view key, milliseconds& value, milliseconds least, milliseconds most) {
    if (const toml::node* node = find(key)) {
        if (const auto read = duration_in(key, *node, least, most)) {
            value = *read;
        }
    }
}

void Section::read(std::string_view key, std::vector<milliseconds>& values) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    if (!node->is_array()) {
        return wrong(key, "must be a list of durations such as [\"0s\", \"500ms\"]");
    }
    if (!is_short(key, *node, node->as_array()->size())) {
        return;
    }
    values.clear();
    for (const toml::node& element : *node->as_array()) {
        if (const auto read = duration_in(key, element, milliseconds{0}, c_longest_duration)) {
            values.push_back(*read);
        }
    }
}

void Section::read(std::string_view key, int& value, int least, int most) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const auto* number = node->as_integer();
    if (number == nullptr || number->get() < least || number->get() > most) {
        const bool is_open = most == std::numeric_limits<int>::max();
        return wrong(key, is_open ? "must be a whole number from " + std::to_string(least) + " on"
                                  : "must be a whole number between " + std::to_string(least) + " and " +
                                        std::to_string(most));
    }
    value = static_cast<int>(number->get());
}

bool Section::read(std::string_view key, std::string& value, std::size_t most) {
    const toml::node* node = find(key);
    const auto* text = node == nullptr ? nullptr : node->as_string();
    if (text == nullptr) {
        if (node != nullptr) {
            wrong(key, "must be text in quotes");
        }
        return false;
    }
    if (!fits(key, *node, text->get(), most)) {
        return false;
    }
    value = text->get();
    return true;
}

bool Section::fits(std::string_view key, const toml::node& node, const std::string& text, std::size_t most) {
    const std::size_t length = count_characters(text);
    if (length > most) {
        wrong_at(report_->at(node.source(), {}), key,
                 "must not be longer than " + std::to_string(most) + " characters, and has " +
                     std::to_string(length) + ": shorten it");
    }
    return length <= most;
}

bool Section::is_short(std::string_view key, const toml::node& list, std::size_t count) {
    if (count > c_most_in_list) {
        wrong_at(report_->at(list.source(), {}), key,
                 "must not have more than " + std::to_string(c_most_in_list) + " entries, and has " +
                     std::to_string(count) + ": remove some");
    }
    return count <= c_most_in_list;
}

void Section::read(std::string_view key, bool& value) {
    if (const toml::node* node = find(key)) {
        const auto* flag = node->as_boolean();
        if (flag == nullptr) {
            return wrong(key, "must be true or false, without quotes");
        }
        value = flag->get();
    }
}

void Section::read(std::string_view key, std::optional<bool>& value) {
    bool flag = false;
    const std::size_t before = report_->errors.size();
    read(key, flag);
    if (has(key) && report_->errors.size() == before) {
        value = flag;
    }
}

void Section::read_percent(std::string_view key, int& value, int most) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    std::string text = node->is_string() ? node->as_string()->get() : "";
    if (const auto* number = node->as_integer()) {
        text = std::to_string(number->get()) + "%";
    }
    const bool is_share = text.ends_with('%') && text.size() <= 4;
    const auto share =
        number_from<unsigned>(std::string_view{text}.substr(0, is_share ? text.size() - 1 : 0));
    if (!share || *share > static_cast<unsigned>(most)) {
        return wrong(key, "must be a share such as \"10%\", at most \"" + std::to_string(most) + "%\"");
    }
    value = static_cast<int>(*share);
}

template <class Take>
void Section::read_some(std::string_view key, const std::string& what, Take take, bool may_be_empty) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const toml::array* list = node->as_array();
    if (list != nullptr && !is_short(key, *node, list->size())) {
        return;
    }
    if (list == nullptr ? !take(*node) : list->empty() && !may_be_empty) {
        return wrong(key, what);
    }
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        if (const toml::node& element = *list->get(i); !take(element)) {
            wrong_at(report_->at(element.source(), {}), key, what);
        }
    }
}

void Section::read(std::string_view key, std::vector<std::string>& values) {
    read_some(key, "must be text in quotes, or a list of such", [&](const toml::node& element) {
        const auto* text = element.as_string();
        if (text == nullptr || text->get().empty()) {
            return false;
        }
        if (fits(key, element, text->get(), c_longest_text)) {
            values.push_back(text->get());
        }
        return true;
    });
}

void Section::read(std::string_view key, std::vector<std::uint32_t>& values, std::int64_t least,
                   std::int64_t most, bool may_be_empty) {
    const std::string what = "must be a whole number between " + std::to_string(least) + " and " +
                             std::to_string(most) + ", or a list of such";
    read_some(
        key, what,
        [&](const toml::node& element) {
            const auto* number = element.as_integer();
            if (number == nullptr || number->get() < least || number->get() > most) {
                return false;
            }
            values.push_back(static_cast<std::uint32_t>(number->get()));
            return true;
        },
        may_be_empty);
}

std::vector<std::pair<std::string, ConfigError>>
Section::read_words(std::string_view key, const std::string& what, bool may_be_empty) {
    std::vector<std::pair<std::string, ConfigError>> words;
    read_some(
        key, what,
        [&](const toml::node& element) {
            const auto* text = element.as_string();
            const auto* number = element.as_integer();
            if (text == nullptr && number == nullptr) {
                return false;
            }
            if (text != nullptr && !fits(key, element, text->get(), c_longest_name)) {
                return true;
            }
            words.emplace_back(text != nullptr ? text->get() : std::to_string(number->get()),
                               report_->at(element.source(), {}));
            return true;
        },
        may_be_empty);
    return words;
}

std::vector<std::pair<std::string, std::string>> Section::read_texts(std::string_view key) {
    std::vector<std::pair<std::string, std::string>> texts;
    const toml::node* node = find(key);
    if (node == nullptr) {
        return texts;
    }
    if (!node->is_table()) {
        wrong(key, "must be a table such as { Accept = \"text/plain\" }");
        return texts;
    }
    if (!is_short(key, *node, node->as_table()->size())) {
        return texts;
    }
    std::vector<std::pair<ConfigError, std::pair<std::string, std::string>>> found;
    for (const auto& [name, value] : *node->as_table()) {
        if (const auto* text = value.as_string(); text != nullptr &&
                                                  fits(key, value, text->get(), c_longest_text) &&
                                                  fits(key, value, std::string{name.str()}, c_longest_name)) {
            found.push_back({report_->at(name.source(), {}), {std::string{name.str()}, text->get()}});
        } else if (text == nullptr) {
            wrong_at(report_->at(value.source(), {}), key, "must have text in quotes as values");
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
    std::transform(found.begin(), found.end(), std::back_inserter(texts),
                   [](const auto& entry) { return entry.second; });
    return texts;
}

void Section::warn_of_unknown_keys() {
    if (table_ == nullptr) {
        return;
    }
    const std::vector<std::string_view> known{known_.begin(), known_.end()};
    for (const auto& [key, node] : *table_) {
        if (std::find(known.begin(), known.end(), key.str()) != known.end()) {
            continue;
        }
        ConfigError found = report_->at(key.source(), full_name(shortened(key.str(), c_longest_name)));
        if (report_->is_newer) {
            report_->unknown.push_back(std::move(found));
        } else {
            found.message += " is not a known setting and has no effect" + suggestion(key.str(), known);
            report_->warnings.push_back(std::move(found));
        }
    }
}

const toml::node* Section::find(std::string_view key) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        known_.emplace_back(key);
    }
    return table_ == nullptr ? nullptr : table_->get(key);
}

std::optional<milliseconds> Section::duration_in(std::string_view key, const toml::node& node,
                                                 milliseconds least, milliseconds most) {
    const auto* text = node.as_string();
    const auto duration = text == nullptr ? std::nullopt : duration_from(text->get());
    if (!duration) {
        wrong_at(report_->at(node.source(), {}), key,
                 "must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"");
    } else if (*duration < least || *duration > most) {
        wrong_at(report_->at(node.source(), {}), key,
                 "must be between " + to_string(least) + " and " + to_string(most));
        return std::nullopt;
    }
    return duration;
}

std::optional<std::size_t> Section::word_in(std::string_view key, std::span<const std::string_view> known) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    std::string word;
    if (const auto* text = node->as_string()) {
        word = text->get();
    } else if (const auto* number = node->as_integer()) {
        word = std::to_string(number->get());
    }
    const auto found = std::find(known.begin(), known.end(), word);
    if (found != known.end()) {
        return static_cast<std::size_t>(found - known.begin());
    }
    std::string choices;
    for (const std::string_view choice : known) {
        choices += (choices.empty() ? "\"" : ", \"") + std::string{choice} + "\"";
    }
    wrong(key, "must be one of " + choices + suggestion(word, known));
    return std::nullopt;
}

} // namespace mirrorwatch::config
