// SPDX-License-Identifier: MIT
#include "common/wslconfig/look_alikes.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mirrorwatch::wslconfig {
namespace {

constexpr std::string_view c_right = ".wslconfig";
// What editors add by themselves, and what people take for the right end of a settings file.
constexpr std::array<std::string_view, 8> c_ends{".txt",    ".ini",  ".cfg", ".conf",
                                                 ".config", ".toml", ".rtf", c_right};
constexpr std::array<std::string_view, 6> c_stems{c_right,    "wslconfig",   "_wslconfig",
                                                  ".wslconf", ".wsl.config", ".wsl-config"};

bool is_stem(std::string_view name) {
    return std::ranges::find(c_stems, name) != c_stems.end();
}

bool is_look_alike(const std::string& name) { // in lower case
    return name != c_right && (is_stem(name) || std::ranges::any_of(c_ends, [&](std::string_view end) {
                                   return name.ends_with(end) &&
                                          is_stem(std::string_view{name}.substr(0, name.size() - end.size()));
                               }));
}

} // namespace

std::vector<Diagnostic> look_alikes(std::vector<std::string> names) {
    const bool is_there =
        std::ranges::any_of(names, [](const auto& name) { return equal_ignoring_case(name, c_right); });
    std::ranges::sort(names);
    std::vector<Diagnostic> found;
    for (std::string& name : names) {
        if (is_look_alike(lower(name))) {
            found.push_back(
                {0, is_there ? Code::LookAlikeFile : Code::LookAlikeInstead, {}, {std::move(name)}});
        }
    }
    return found;
}

} // namespace mirrorwatch::wslconfig
