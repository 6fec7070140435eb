// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::tray {

/// What is asked of Windows here; a test puts other functions in their place.
struct LanguageCalls {
    decltype(&GetUserPreferredUILanguages) preferred = &GetUserPreferredUILanguages;
};

/// The languages in which the user wants Windows to speak, the first one first: "de-DE". Empty: it does not
/// say.
[[nodiscard]] std::vector<std::string> preferred_languages(const LanguageCalls& calls = {});

/// Speaks the language of that setting from now on, as tray/languages.hpp chooses it. The variable
/// MIRRORWATCH_LANGUAGE, for tests and pictures, is before both. True: it is another one than before. On the
/// main thread.
bool choose_language(std::string_view setting = {});

} // namespace mirrorwatch::tray
