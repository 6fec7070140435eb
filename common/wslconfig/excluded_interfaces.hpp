// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/wslconfig/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// networkingMode.excludedInterfaces={"name": "…"} under [wsl2], a list of such objects for several. WSL
/// through 2.9.4 rejects the line and excludes nothing.
namespace mirrorwatch::wslconfig {

struct ExcludedInterfaces {
    std::vector<std::string> names; // as Windows shows the adapters; UTF-8
    std::size_t line = 0;           // the first physical one

    friend bool operator==(const ExcludedInterfaces&, const ExcludedInterfaces&) = default;
};

/// Nothing where there is no such line. Error: it is none of the two forms.
[[nodiscard]] Result<std::optional<ExcludedInterfaces>> excluded_interfaces(std::string_view bytes);

/// Whether this line of the document is one, right or wrong.
[[nodiscard]] bool is_exclusion(std::string_view bytes, const Document& document, const Line& line);

/// Whether WSL's grammar could carry an adapter's name in such a line. Error: why not.
[[nodiscard]] Result<void> can_be_excluded(std::string_view name);

/// The file with exactly these names; without any, the line is gone. Error: unreadable, the line there is
/// none of the two forms, or reading the result gives another setting than before.
[[nodiscard]] Result<std::string> set_excluded_interfaces(std::string_view bytes,
                                                          const std::vector<std::string>& names);

} // namespace mirrorwatch::wslconfig
