// SPDX-License-Identifier: MIT
#pragma once

#include "tests/common/wslconfig/naive_reader.hpp"

#include <map>
#include <string>
#include <vector>

/// What WSL 2.9's own parser made of these files; where it was not asked, what its source says.
namespace mirrorwatch::wslconfig {

struct FactsCase {
    int number = 0; // in the table of cases that was taken from WSL's parser; 0: ours
    std::string file;
    std::map<std::string, std::string> values; // what the file leads to, by canonical name; the rest: default
    std::vector<naive::Warning> warnings;
};

[[nodiscard]] std::vector<FactsCase> header_cases();
[[nodiscard]] std::vector<FactsCase> line_cases();
[[nodiscard]] std::vector<FactsCase> encoding_cases();
[[nodiscard]] std::vector<FactsCase> value_cases();

} // namespace mirrorwatch::wslconfig
