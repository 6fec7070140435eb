// SPDX-License-Identifier: MIT
#include "common/wslconfig/settings.hpp"
#include "tests/common/wslconfig/facts_cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::wslconfig {
namespace {

std::map<std::string, std::string> values_of(const naive::Reading& reading) {
    std::map<std::string, std::string> values;
    for (const auto& [key, value] : reading.values) {
        values[key] = value.text;
    }
    if (reading.is_tunneling_off) {
        values["wsl2.dnsTunneling"] = "false";
    }
    return values;
}

std::vector<naive::Warning> warnings_of(const FileSettings& settings) {
    std::vector<naive::Warning> warnings;
    for (const auto& diagnostic : settings.diagnostics) {
        warnings.push_back({diagnostic.line, std::string{name_of(diagnostic.code)}, diagnostic.key});
    }
    return warnings;
}

void check_naive_reader(const FactsCase& facts) {
    CAPTURE(facts.number);
    CAPTURE(facts.file);
    const auto reading = naive::read(facts.file);
    CHECK((values_of(reading) == facts.values));
    CHECK((reading.warnings == facts.warnings));
}

void check_parser(const FactsCase& facts) {
    CAPTURE(facts.number);
    CAPTURE(facts.file);
    const auto settings = read(facts.file);
    if (settings.has_error()) {
        CHECK((facts.warnings == std::vector<naive::Warning>{{0, "unreadable", ""}}));
        return;
    }
    CHECK((warnings_of(*settings) == facts.warnings));
    for (std::size_t i = 0; i < known_keys().size(); ++i) {
        const KnownKey& key = known_keys()[i];
        CAPTURE(key.name);
        const auto expected = facts.values.find(std::string{key.name});
        const auto standard = std::optional<std::string>{key.standard};
        CHECK(settings->values[i].value == (expected == facts.values.end() ? standard : expected->second));
    }
}

void check(const std::vector<FactsCase>& cases) {
    for (const auto& facts : cases) {
        check_naive_reader(facts);
        check_parser(facts);
    }
}

} // namespace

TEST_CASE("headers are read as WSL reads them, and the broken ones spoil the keys after them as there") {
    check(header_cases());
}

TEST_CASE("lines are read as WSL reads them: comments, quotes, escapes, continuations, duplicates") {
    check(line_cases());
}

TEST_CASE("encodings, line ends and what ends a text are read as WSL reads them") {
    check(encoding_cases());
}

TEST_CASE("values are read as WSL reads them, each type with its quirks") {
    check(value_cases());
}

TEST_CASE("both readings know the same keys") {
    std::vector<std::string> names;
    for (const auto& key : known_keys()) {
        names.emplace_back(key.name);
        CHECK(naive::canonical_name(key.name) == std::string{key.name});
        CHECK((key.alias.empty() || naive::canonical_name(key.alias) == std::string{key.name}));
    }
    auto naive_names = naive::canonical_names();
    std::sort(names.begin(), names.end());
    std::sort(naive_names.begin(), naive_names.end());
    CHECK(names == naive_names);
}

} // namespace mirrorwatch::wslconfig
