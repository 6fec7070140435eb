// SPDX-License-Identifier: MIT
#include "tray/language_win.hpp"

#include "common/text_win.hpp"
#include "tray/languages.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr wchar_t c_variable[] = L"MIRRORWATCH_LANGUAGE";

std::string language_of_environment() {
    wchar_t tag[32]{};
    const DWORD length = GetEnvironmentVariableW(c_variable, tag, 32);
    return length < 32 ? narrow(tag) : std::string{};
}

} // namespace

/// Windows gives names that end with a null each, and one more null behind the last.
std::vector<std::string> preferred_languages(const LanguageCalls& calls) {
    ULONG count = 0;
    ULONG size = 0;
    std::vector<std::string> names;
    if (!calls.preferred(MUI_LANGUAGE_NAME, &count, nullptr, &size) || size == 0) {
        return names;
    }
    std::wstring all(size, L'\0');
    if (!calls.preferred(MUI_LANGUAGE_NAME, &count, all.data(), &size)) {
        return names;
    }
    for (std::size_t from = 0; from < all.size() && all[from] != L'\0';) {
        const std::size_t end = std::min(all.find(L'\0', from), all.size());
        names.push_back(narrow(std::wstring_view{all}.substr(from, end - from)));
        from = end + 1;
    }
    return names;
}

bool choose_language(std::string_view setting) {
    const std::string forced = language_of_environment();
    const std::string_view wanted = forced.empty() ? setting : std::string_view{forced};
    const text::Catalogue* before = text::spoken();
    text::speak(catalogue_named(language_for(wanted, preferred_languages())));
    return text::spoken() != before;
}

} // namespace mirrorwatch::tray
