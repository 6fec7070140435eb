// SPDX-License-Identifier: MIT
#pragma once

#include "tray/languages.hpp"

#include <string_view>

namespace mirrorwatch::tray {

/// While it lives, the tray speaks that language.
struct Speaking {
    explicit Speaking(std::string_view tag) { text::speak(catalogue_named(tag)); }

    ~Speaking() { text::speak(nullptr); }

    Speaking(const Speaking&) = delete;
    Speaking& operator=(const Speaking&) = delete;
};

} // namespace mirrorwatch::tray
