// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

namespace mirrorwatch::sense {

/// Where a sensor says what it cannot do, in one sentence for the log. Called on the loop's thread.
using Complain = std::function<void(const std::string& sentence)>;

} // namespace mirrorwatch::sense
