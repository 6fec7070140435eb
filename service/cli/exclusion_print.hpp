// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/agent/guest/guest.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::cli {

/// What `vpn exclude --print-script STEP --device NAME` prints. Error: the step is none, or the device has no
/// name that a device can have.
[[nodiscard]] Result<std::string> printed_step(std::string_view step, std::string_view device);

/// What `vpn exclude NAME --dry-run` prints. `word`: NAME as it was given.
[[nodiscard]] std::string preview_words(const std::string& word, const std::string& vpn,
                                        const agent::ExclusionPreview& preview);

} // namespace mirrorwatch::cli
