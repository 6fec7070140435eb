// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <windows.h>

#include <filesystem>

/// The search path of the machine, or of another key that has a value "Path". Its type stays as it is, and
/// a value longer than a program's environment may be is left alone.
namespace mirrorwatch::setup {

struct SearchPathPlace {
    HKEY root = HKEY_LOCAL_MACHINE;
    const wchar_t* key = LR"(SYSTEM\CurrentControlSet\Control\Session Manager\Environment)";
};

[[nodiscard]] Result<void> add_to_search_path(const std::filesystem::path& folder,
                                              const SearchPathPlace& place = {});
[[nodiscard]] Result<void> remove_from_search_path(const std::filesystem::path& folder,
                                                   const SearchPathPlace& place = {});

} // namespace mirrorwatch::setup
