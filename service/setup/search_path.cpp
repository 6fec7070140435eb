// SPDX-License-Identifier: MIT
#include "service/setup/search_path.hpp"

#include <algorithm>
#include <vector>

namespace mirrorwatch::setup {
namespace {

/// Between semicolons; one within quotes belongs to a folder's name.
std::vector<std::wstring_view> entries_of(std::wstring_view path) {
    std::vector<std::wstring_view> entries;
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < path.size(); ++at) {
        is_quoted = is_quoted != (path[at] == L'"');
        if (path[at] == L';' && !is_quoted) {
            entries.push_back(path.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    entries.push_back(path.substr(begin));
    return entries;
}

wchar_t lower(wchar_t letter) {
    return letter >= L'A' && letter <= L'Z' ? static_cast<wchar_t>(letter - L'A' + L'a') : letter;
}

bool is_folder(std::wstring_view entry, std::wstring_view folder) {
    while (!entry.empty() && (entry.front() == L' ' || entry.front() == L'"')) {
        entry.remove_prefix(1);
    }
    while (!entry.empty() && (entry.back() == L' ' || entry.back() == L'"' || entry.back() == L'\\')) {
        entry.remove_suffix(1);
    }
    return std::ranges::equal(entry, folder, [](wchar_t a, wchar_t b) { return lower(a) == lower(b); });
}

} // namespace

std::wstring with_folder(std::wstring_view path, std::wstring_view folder) {
    const auto is_ours = [&](std::wstring_view entry) { return is_folder(entry, folder); };
    std::wstring longer{path};
    if (std::ranges::any_of(entries_of(path), is_ours)) {
        return longer;
    }
    if (!longer.empty() && longer.back() != L';') {
        longer += L';';
    }
    return longer.append(folder);
}

std::wstring without_folder(std::wstring_view path, std::wstring_view folder) {
    std::wstring shorter;
    bool is_behind_another = false;
    for (const std::wstring_view entry : entries_of(path)) {
        if (!is_folder(entry, folder)) {
            shorter += (is_behind_another ? L";" : L"");
            shorter += entry;
            is_behind_another = true;
        }
    }
    return shorter;
}

} // namespace mirrorwatch::setup
