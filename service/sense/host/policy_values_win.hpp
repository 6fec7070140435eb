// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/policy_values.hpp"

#include <windows.h>

namespace mirrorwatch::sense {

/// All values of one key, of the registry's 64-bit view. Opens it to read values, nothing else. Empty where
/// the key is not there. Of more than 64 values the others are left out; one of more than 64 KiB is a
/// StrangeValue. Any thread.
[[nodiscard]] Result<PolicyValues> policy_values(HKEY root = HKEY_LOCAL_MACHINE,
                                                 const wchar_t* key = LR"(Software\Policies\Mirrorwatch)");

} // namespace mirrorwatch::sense
