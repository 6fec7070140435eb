// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/findings.hpp"

#include <windows.h>

namespace mirrorwatch::agent {

/// What the administrator of this machine has decided about WSL's networking, as WSL reads it. What is absent
/// or makes no sense counts as not decided.
[[nodiscard]] wslconfig::Policies read_policies(HKEY root = HKEY_LOCAL_MACHINE,
                                                const wchar_t* key = LR"(Software\Policies\WSL)");

} // namespace mirrorwatch::agent
