#pragma once

#include "service/act/history.hpp"

namespace mirrorwatch::act {

/// Windows' own. Others may read and rename the file meanwhile.
[[nodiscard]] HistoryCalls windows_history_calls();

/// By Windows' own calls.
[[nodiscard]] std::vector<HistoryEntry> read_history(const std::filesystem::path& folder,
                                                     const std::string& sid, std::size_t most);

} // namespace mirrorwatch::act
