#pragma once

#include "config/duration.hpp"
#include "config/parse.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How parse.cpp reads a document. A header of its own, and of that file alone: toml++ is compiled once.
namespace mirrorwatch::config {

using std::chrono::milliseconds;

constexpr milliseconds c_longest_duration{24 * 3'600'000};

/// Collects what is wrong with one file. Reading goes on after an error, so that the first one in the file is
/// told.
struct Report {
    std::string file;
    std::vector<ConfigError> errors;
    std::vector<ConfigError> warnings;

    [[nodiscard]] ConfigError at(const toml::source_region& where, std::string message) const {
        return {file, where.begin.line, where.begin.column, std::move(message)};
    }

    void error(const toml::source_region& where, std::string message) {
        errors.push_back(at(where, std::move(message)));
    }

    void warn(const toml::source_region& where, std::string message) {
        warnings.push_back(at(where, std::move(message)));
    }
};

inline std::string to_string(milliseconds duration) {
    const auto count = duration.count();
    const std::array units{std::pair{3'600'000, "h"}, std::pair{60'000, "m"}, std::pair{1'000, "s"}};
    for (const auto& [size, unit] : units) {
        if (count != 0 && count % size == 0) {
            return std::to_string(count / size) + unit;
        }
    }
    return std::to_string(count) + "ms";
}

/// One table of the file. Each read leaves its target alone when the key is absent or wrong.
class Section {
public:
    /// `path` is what its keys are called by: "adapters." or "". A null table is one that the file does not
    /// have.
    Section(Report& report, const toml::table* table, std::string path)
        : report_(report)
        , table_(table)
        , path_(std::move(path)) {}

    [[nodiscard]] Section section(std::string_view key) {
        const toml::node* node = find(key);
        if (node != nullptr && !node->is_table()) {
            wrong(key, "must be a table: [" + std::string{key} + "]");
        }
        return {report_, node == nullptr ? nullptr : node->as_table(), std::string{key} + "."};
    }

    /// The tables of [[key]].
    [[nodiscard]] std::vector<Section> sections(std::string_view key) {
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
            found.emplace_back(report_, element.as_table(), std::string{key} + ".");
        }
        return found;
    }

    void read(std::string_view key, milliseconds& value, milliseconds least = milliseconds{1}) {
        if (const toml::node* node = find(key)) {
            if (const auto read = duration_in(key, *node, least)) {
                value = *read;
            }
        }
    }

    void read(std::string_view key, std::vector<milliseconds>& values) {
        const toml::node* node = find(key);
        if (node == nullptr) {
            return;
        }
        if (!node->is_array()) {
            return wrong(key, "must be a list of durations such as [\"0s\", \"500ms\"]");
        }
        values.clear();
        for (const toml::node& element : *node->as_array()) {
            if (const auto read = duration_in(key, element, milliseconds{0})) {
                values.push_back(*read);
            }
        }
    }

    void read(std::string_view key, int& value, int least, int most) {
        const toml::node* node = find(key);
        if (node == nullptr) {
            return;
        }
        const auto* number = node->as_integer();
        if (number == nullptr || number->get() < least || number->get() > most) {
            return wrong(key, "must be a whole number between " + std::to_string(least) + " and " +
                                  std::to_string(most));
        }
        value = static_cast<int>(number->get());
    }

    void read(std::string_view key, std::string& value) {
        if (const toml::node* node = find(key)) {
            const auto* text = node->as_string();
            if (text == nullptr) {
                return wrong(key, "must be text in quotes");
            }
            value = text->get();
        }
    }

    void read(std::string_view key, bool& value) {
        if (const toml::node* node = find(key)) {
            const auto* flag = node->as_boolean();
            if (flag == nullptr) {
                return wrong(key, "must be true or false");
            }
            value = flag->get();
        }
    }

    void read(std::string_view key, std::optional<bool>& value) {
        bool flag = false;
        read(key, flag);
        if (has(key)) {
            value = flag;
        }
    }

    /// One text, or a list of at least one.
    void read(std::string_view key, std::vector<std::string>& values) {
        read_some(key, "must be text in quotes, or a list of such", [&](const toml::node& element) {
            const auto* text = element.as_string();
            if (text == nullptr || text->get().empty()) {
                return false;
            }
            values.push_back(text->get());
            return true;
        });
    }

    /// One number, or a list of at least one.
    void read(std::string_view key, std::vector<std::uint32_t>& values, std::int64_t least,
              std::int64_t most) {
        const std::string what = "must be a whole number between " + std::to_string(least) + " and " +
                                 std::to_string(most) + ", or a list of such";
        read_some(key, what, [&](const toml::node& element) {
            const auto* number = element.as_integer();
            if (number == nullptr || number->get() < least || number->get() > most) {
                return false;
            }
            values.push_back(static_cast<std::uint32_t>(number->get()));
            return true;
        });
    }

    /// One of a few words.
    template <class E, std::size_t N>
    void read(std::string_view key, E& value, const std::array<std::pair<std::string_view, E>, N>& words) {
        std::string text;
        read(key, text);
        if (!has(key) || !table_->get(key)->is_string()) {
            return;
        }
        const auto found =
            std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == text; });
        if (found != words.end()) {
            value = found->second;
            return;
        }
        std::string choices;
        for (const auto& [word, meaning] : words) {
            choices += (choices.empty() ? "\"" : ", \"") + std::string{word} + "\"";
        }
        wrong(key, "must be one of " + choices);
    }

    [[nodiscard]] bool has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }

    /// An error at the key's value, or at the table's head when the key is absent.
    void wrong(std::string_view key, const std::string& what) {
        if (table_ == nullptr) {
            return report_.error({}, path_ + std::string{key} + " " + what);
        }
        const toml::node* node = table_->get(key);
        report_.error((node != nullptr ? *node : *table_).source(), path_ + std::string{key} + " " + what);
    }

    void warn_of_unknown_keys() {
        if (table_ == nullptr) {
            return;
        }
        for (const auto& [key, node] : *table_) {
            if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) {
                report_.warn(key.source(),
                             path_ + std::string{key.str()} + " is not a known setting and has no effect");
            }
        }
    }

private:
    /// `take` says whether it could use a node: the key's value, or each element of its list.
    template <class Take>
    void read_some(std::string_view key, const std::string& what, Take take) {
        const toml::node* node = find(key);
        if (node == nullptr) {
            return;
        }
        const toml::array* list = node->as_array();
        if (list == nullptr ? !take(*node) : list->empty()) {
            return wrong(key, what);
        }
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            if (const toml::node& element = *list->get(i); !take(element)) {
                report_.error(element.source(), path_ + std::string{key} + " " + what);
            }
        }
    }

    const toml::node* find(std::string_view key) {
        known_.emplace_back(key);
        return table_ == nullptr ? nullptr : table_->get(key);
    }

    std::optional<milliseconds> duration_in(std::string_view key, const toml::node& node,
                                            milliseconds least) {
        const auto* text = node.as_string();
        const auto duration = text == nullptr ? std::nullopt : duration_from(text->get());
        const std::string name = path_ + std::string{key};
        if (!duration) {
            report_.error(node.source(),
                          name + " must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"");
        } else if (*duration < least || *duration > c_longest_duration) {
            report_.error(node.source(), name + " must be between " + to_string(least) + " and " +
                                             to_string(c_longest_duration));
            return std::nullopt;
        }
        return duration;
    }

    Report& report_;
    const toml::table* table_;
    std::string path_;
    std::vector<std::string> known_;
};

} // namespace mirrorwatch::config
