// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// WSL's way of reading .wslconfig a second time: written from WSL's own source and not from
/// common/wslconfig, slow and simple, so that the two can be held against each other.
namespace mirrorwatch::wslconfig::naive {

struct Warning {
    std::size_t line = 0;
    std::string code; // "invalid-section"
    std::string key;  // as the file has it, with its section; empty where no key is concerned

    friend bool operator==(const Warning&, const Warning&) = default;
};

struct Value {
    std::string text;     // canonical
    std::size_t line = 0; // where the value ends

    friend bool operator==(const Value&, const Value&) = default;
};

/// A place where a key is assigned, all in bytes, from where its first line begins to behind its end of line,
/// a trailing comment included.
struct Occurrence {
    std::string key; // canonical; of an unknown one as written
    std::string raw; // as WSL hands it to the key
    std::size_t begin = 0;
    std::size_t value_begin = 0; // behind '='
    std::size_t value_end = 0;   // of the blanks behind it: where the comment or the end of line stands
    std::size_t end = 0;
};

struct Reading {
    bool is_readable = true;
    std::vector<Warning> warnings;       // in WSL's order
    std::map<std::string, Value> values; // what the file sets validly, by canonical name
    bool is_tunneling_off = false; // because of an invalid address, which counts more than a value before it
    std::vector<Occurrence> occurrences; // all that WSL takes for a key, known or not, in the file's order
};

[[nodiscard]] Reading read(std::string_view bytes);

/// The canonical name of a key by its dotted name or alias, in any case.
[[nodiscard]] std::optional<std::string> canonical_name(std::string_view dotted);

[[nodiscard]] std::vector<std::string> canonical_names();

/// How WSL takes a C string for one key.
struct Conversion {
    std::optional<std::string> value;  // canonical; nothing: invalid
    std::vector<std::string> warnings; // a code for each
};

[[nodiscard]] Conversion convert(const std::string& canonical_name, const std::string& raw);

} // namespace mirrorwatch::wslconfig::naive
