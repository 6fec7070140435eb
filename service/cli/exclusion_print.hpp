#pragma once

#include "common/error.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::cli {

/// What `exclude --print-script STEP --device NAME` prints. Error: the step is none, or the device has no
/// name that a device can have.
[[nodiscard]] Result<std::string> printed_step(std::string_view step, std::string_view device);

} // namespace mirrorwatch::cli
