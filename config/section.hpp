// SPDX-License-Identifier: MIT
#pragma once

#include "config/document.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How a document is read. For the files of this room that know what stands in it.
namespace mirrorwatch::config {

using std::chrono::milliseconds;

constexpr milliseconds c_longest_duration{24 * 3'600'000};

// How long a text may be, in characters, and how many a list or a table may have: more is a slip, or means
// harm, and each is kept, sent and shown.
constexpr std::size_t c_longest_name = 256;
constexpr std::size_t c_longest_url = 2'048;
constexpr std::size_t c_longest_text = 4'096;
constexpr std::size_t c_most_in_list = 256;
constexpr std::size_t c_most_tables = 2'000;

/// "; did you mean "…"?", or nothing when no known word is near.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string_view> known);

/// Reads one table of the file. Each read leaves its target alone when the key is absent or wrong.
class Section : public TableReport {
public:
    using TableReport::TableReport;

    [[nodiscard]] Section section(std::string_view key);
    /// The tables of [[key]]; what is behind `most` is told, and left out.
    [[nodiscard]] std::vector<Section> sections(std::string_view key, std::size_t most = c_most_tables);

    void read(std::string_view key, milliseconds& value, milliseconds least = milliseconds{1},
              milliseconds most = c_longest_duration);
    void read(std::string_view key, std::vector<milliseconds>& values);
    void read(std::string_view key, int& value, int least, int most);
    /// False: it is absent, no text, or longer than `most` characters.
    bool read(std::string_view key, std::string& value, std::size_t most = c_longest_text);
    void read(std::string_view key, bool& value);
    void read(std::string_view key, std::optional<bool>& value);
    /// "10%", or 10.
    void read_percent(std::string_view key, int& value, int most);

    /// One text or a list of such, none empty.
    void read(std::string_view key, std::vector<std::string>& values);
    /// One number or a list of such.
    void read(std::string_view key, std::vector<std::uint32_t>& values, std::int64_t least, std::int64_t most,
              bool may_be_empty = false);
    /// A number or a text, as a text; one or a list of such, with the place in which each stands.
    [[nodiscard]] std::vector<std::pair<std::string, ConfigError>>
    read_words(std::string_view key, const std::string& what, bool may_be_empty = false);
    /// { Name = "text", … }, in the order of the file.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> read_texts(std::string_view key);

    /// One of a few words. False: it is none of them, or absent.
    template <class E, std::size_t N>
    bool read(std::string_view key, E& value, const std::array<std::pair<std::string_view, E>, N>& words) {
        std::array<std::string_view, N> known;
        for (std::size_t i = 0; i < N; ++i) {
            known[i] = words[i].first;
        }
        if (const auto found = word_in(key, known)) {
            value = words[*found].second;
            return true;
        }
        return false;
    }

    /// Whether it has the key; makes it a known one.
    [[nodiscard]] bool takes(std::string_view key) { return find(key) != nullptr; }

    /// To be called last: a key is known when somebody has asked for it.
    void warn_of_unknown_keys();

    /// The file is of a later release: what we do not know in it is no slip.
    void expect_unknown_keys() { report_->is_newer = true; }

private:
    [[nodiscard]] const toml::node* find(std::string_view key);
    // What is too long is told.
    bool fits(std::string_view key, const toml::node& node, const std::string& text, std::size_t most);
    bool is_short(std::string_view key, const toml::node& list, std::size_t count);
    [[nodiscard]] std::optional<milliseconds> duration_in(std::string_view key, const toml::node& node,
                                                          milliseconds least, milliseconds most);
    [[nodiscard]] std::optional<std::size_t> word_in(std::string_view key,
                                                     std::span<const std::string_view> known);
    /// `take` says whether it could use a node: the key's value, or each element of its list.
    template <class Take>
    void read_some(std::string_view key, const std::string& what, Take take, bool may_be_empty = false);

    std::vector<std::string> known_;
};

/// The words by which an enumeration is spelled everywhere, as Section::read wants them.
template <class E, std::size_t N>
[[nodiscard]] constexpr auto words_of(const std::array<std::string_view, N>& names) {
    std::array<std::pair<std::string_view, E>, N> words{};
    for (std::size_t i = 0; i < N; ++i) {
        words[i] = {names[i], static_cast<E>(i)};
    }
    return words;
}

constexpr int c_schema = 1; // of the files as this release knows them

/// To be called first. A newer one is a warning: a machine that lags behind keeps what it understands.
void check_schema(Section& root);

} // namespace mirrorwatch::config
