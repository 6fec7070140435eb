// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/journal.hpp"

namespace mirrorwatch::act {

/// {"version": 1, "remedies": [{"sid": …, "session": …, "remedy": {…}}, …]}; another version is an error.
[[nodiscard]] JournalFormat journal_json();

} // namespace mirrorwatch::act
