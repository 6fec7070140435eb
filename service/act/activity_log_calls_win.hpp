// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/activity_log.hpp"

namespace mirrorwatch::act {

/// Windows' own. Others may read and rename the file meanwhile.
[[nodiscard]] ActivityLogCalls windows_history_calls();

/// By Windows' own calls.
[[nodiscard]] std::vector<Activity> read_history(const std::filesystem::path& folder,
                                                 const std::optional<std::string>& sid, std::size_t most);

} // namespace mirrorwatch::act
