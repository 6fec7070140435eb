// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What the service says in English words of its own, where no code stands for them: its observations, why a
/// probe failed, and what it calls the checks that are built in. Pure.
namespace mirrorwatch::tray {

/// In the language of the tray, as far as tray/observations.hpp has it; else as it is.
[[nodiscard]] std::string retold(std::string_view english);
[[nodiscard]] std::vector<std::string> retold(const std::vector<std::string>& english);

/// What a message says. `now` has the names that a list in it may be made of; null: none is known.
[[nodiscard]] std::string said(const Message& message, const Snapshot* now = nullptr);

/// What is wrong, in one sentence.
[[nodiscard]] std::string said(const Finding& finding);

} // namespace mirrorwatch::tray
