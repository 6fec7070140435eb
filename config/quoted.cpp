// SPDX-License-Identifier: MIT
#include "config/quoted.hpp"

#include "config/section.hpp"

#include <sstream>

namespace mirrorwatch::config {

std::string quoted(std::string_view text) {
    const toml::value<std::string> value{text};
    toml::toml_formatter formatter{value, toml::format_flags::allow_unicode_strings};
    std::ostringstream stream;
    stream << formatter;
    return stream.str();
}

} // namespace mirrorwatch::config
