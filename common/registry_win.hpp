// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/handle_win.hpp"

#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>

/// Single values of the registry's 64-bit view. Nothing where the key or the value is not there, or where the
/// value is of another type, as Windows itself takes it then; an error where it cannot be read.
namespace mirrorwatch {

struct KeyPolicy {
    using Type = HKEY;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type key) noexcept { RegCloseKey(key); }
};

using KeyHandle = UniqueHandle<KeyPolicy>;

[[nodiscard]] Result<std::optional<std::uint32_t>> registry_number(HKEY root, const std::wstring& key,
                                                                   const std::wstring& name);
/// REG_SZ, as UTF-8.
[[nodiscard]] Result<std::optional<std::string>> registry_text(HKEY root, const std::wstring& key,
                                                               const std::wstring& name);
/// How many keys lie directly below; none where the key is not there.
[[nodiscard]] Result<std::uint32_t> registry_subkeys(HKEY root, const std::wstring& key);

} // namespace mirrorwatch
