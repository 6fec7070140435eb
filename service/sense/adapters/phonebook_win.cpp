// SPDX-License-Identifier: MIT
#include "service/sense/adapters/phonebook_win.hpp"

#include "common/text_win.hpp"

#include <raserror.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mirrorwatch::sense {
namespace {

template <class Function>
Function* function(HMODULE library, const char* name) {
    return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

std::uint64_t time_written(const wchar_t* file) {
    WIN32_FILE_ATTRIBUTE_DATA data{};
    if (GetFileAttributesExW(file, GetFileExInfoStandard, &data) == FALSE) {
        return 0;
    }
    return std::uint64_t{data.ftLastWriteTime.dwHighDateTime} << 32 | data.ftLastWriteTime.dwLowDateTime;
}

} // namespace

Phonebook::Phonebook()
    : library_(LoadLibraryExW(L"rasapi32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32)) {
    if (library_) {
        enumerate_ = function<decltype(RasEnumEntriesW)>(library_.get(), "RasEnumEntriesW");
        properties_ = function<decltype(RasGetEntryPropertiesW)>(library_.get(), "RasGetEntryPropertiesW");
    }
}

std::vector<Phonebook::Entry> Phonebook::entries() const {
    std::vector<RASENTRYNAMEW> names(16);
    DWORD count = 0;
    DWORD error = ERROR_BUFFER_TOO_SMALL;
    // The list may grow between two calls.
    for (int attempt = 0; attempt < 4 && error == ERROR_BUFFER_TOO_SMALL; ++attempt) {
        names.front().dwSize = sizeof(RASENTRYNAMEW);
        auto size = static_cast<DWORD>(names.size() * sizeof(RASENTRYNAMEW));
        error = enumerate_(nullptr, nullptr, names.data(), &size, &count);
        if (error == ERROR_BUFFER_TOO_SMALL) {
            names.resize(size / sizeof(RASENTRYNAMEW) + 4);
        }
    }
    std::vector<Entry> entries;
    for (DWORD i = 0; error == ERROR_SUCCESS && i < count && i < names.size(); ++i) {
        const RASENTRYNAMEW& from = names[i];
        entries.push_back({from.szPhonebookPath, from.szEntryName, time_written(from.szPhonebookPath)});
    }
    return entries;
}

std::uint32_t Phonebook::type_of(const Entry& entry) const {
    DWORD size = 0; // larger than RASENTRYW: numbers of other telephones follow it
    properties_(entry.file.c_str(), entry.name.c_str(), nullptr, &size, nullptr, nullptr);
    std::vector<std::byte> memory(std::max<std::size_t>(size, sizeof(RASENTRYW)));
    auto* properties = reinterpret_cast<RASENTRYW*>(memory.data());
    properties->dwSize = sizeof(RASENTRYW);
    size = static_cast<DWORD>(memory.size());
    const DWORD error =
        properties_(entry.file.c_str(), entry.name.c_str(), properties, &size, nullptr, nullptr);
    return error == ERROR_SUCCESS ? properties->dwType : 0;
}

const std::vector<PhonebookRow>& Phonebook::rows() {
    if (enumerate_ == nullptr || properties_ == nullptr) {
        return rows_;
    }
    std::vector<Entry> now = entries();
    if (now != entries_) {
        rows_.clear();
        for (const Entry& entry : now) {
            rows_.push_back({narrow(entry.name), type_of(entry)});
        }
        entries_ = std::move(now);
    }
    return rows_;
}

} // namespace mirrorwatch::sense
