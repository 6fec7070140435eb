// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/document.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <vector>

/// Headers and settings that somebody meant, and that WSL does not read where they stand: behind a #, or in
/// one line with their header. Linear in time.
namespace mirrorwatch::wslconfig {

/// The comments since the last header that are nothing but a header of .wslconfig, like "# [experimental]".
class HeadersInComments {
public:
    void take(std::string_view bytes, const Document& document, const Line& line);

    /// Line of the last one with that name, in any case.
    [[nodiscard]] std::optional<std::size_t> line_of(std::string_view section) const;

private:
    std::array<std::size_t, 3> lines_{}; // one for each section; 0: none
};

/// SettingsInOneLine for each such line. Settings are told where a header stands before them and nothing else
/// does, or where the file sets nothing otherwise: a comment that speaks of a setting is none.
[[nodiscard]] std::vector<Diagnostic> settings_in_one_line(std::string_view bytes, const Document& document);

} // namespace mirrorwatch::wslconfig
