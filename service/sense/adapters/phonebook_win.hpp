// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "service/sense/adapters/vpn_indicators.hpp"

#include <windows.h>
#include <ras.h>

#include <string>
#include <vector>

namespace mirrorwatch::sense {

struct LibraryPolicy {
    using Type = HMODULE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type library) noexcept { FreeLibrary(library); }
};

/// The dial-up phonebooks of all users and of the account that the program runs as; those of others cannot be
/// seen. What a connection is for is read again only when the list or one of the files has changed. Any
/// thread, one at a time.
class Phonebook {
public:
    Phonebook();

    /// Empty when Windows has no dial-up networking, or it does not answer.
    [[nodiscard]] const std::vector<PhonebookRow>& rows();

private:
    /// A connection, with the time at which its file was written.
    struct Entry {
        std::wstring file;
        std::wstring name;
        std::uint64_t written = 0;

        friend bool operator==(const Entry&, const Entry&) = default;
    };

    [[nodiscard]] std::vector<Entry> entries() const;
    [[nodiscard]] std::uint32_t type_of(const Entry& entry) const;

    UniqueHandle<LibraryPolicy> library_;
    decltype(&RasEnumEntriesW) enumerate_ = nullptr;
    decltype(&RasGetEntryPropertiesW) properties_ = nullptr;
    std::vector<Entry> entries_; // as rows_ has them
    std::vector<PhonebookRow> rows_;
};

} // namespace mirrorwatch::sense
