// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/edit.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {

/// Chance, the same on every machine: the standard's engines are, its distributions are not.
class Dice {
public:
    explicit Dice(std::uint64_t seed)
        : engine_(seed) {}

    [[nodiscard]] std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

    [[nodiscard]] bool percent(std::size_t chance) { return below(100) < chance; }

    template <class Choices>
    [[nodiscard]] const auto& pick(const Choices& choices) {
        return choices[below(std::size(choices))];
    }

private:
    std::mt19937_64 engine_;
};

/// Makes small files of all kinds that people, tools and accidents make, and edits that suit them. The same
/// seed gives the same ones.
class NastyFiles {
public:
    explicit NastyFiles(std::uint64_t seed)
        : dice_(seed) {}

    /// One that WSL reads without a warning, in any encoding.
    [[nodiscard]] std::string good();

    /// Anything: a good one mutated, or made from fragments of the grammar, right and wrong.
    [[nodiscard]] std::string next();

    /// For the last file: often of a key that stands there.
    [[nodiscard]] Edit edit();

    /// The same, of a known key and, for Set, with a value that WSL takes.
    [[nodiscard]] Edit good_edit();

private:
    [[nodiscard]] std::string good_text();
    [[nodiscard]] std::string fragments();
    [[nodiscard]] std::string broken_line();
    [[nodiscard]] std::string header(const std::string& section);
    [[nodiscard]] std::string assignment(const std::string& key, const std::string& raw);
    [[nodiscard]] std::string key_for(bool only_once);
    [[nodiscard]] std::string written(const std::string& value);
    [[nodiscard]] std::string spelled(std::string key);
    [[nodiscard]] std::string with_line_ends(const std::string& text);
    [[nodiscard]] std::string in_some_encoding(const std::string& text);
    void enter(std::string& text, const std::string& key);
    void mutate(std::string& bytes);

    Dice dice_;
    std::vector<std::string> keys_; // of the last file
    std::string section_;
};

} // namespace mirrorwatch::wslconfig
