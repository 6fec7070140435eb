// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a notification's buttons say, and what comes of pressing one. Pure. A notification may be pressed
/// long after it was shown: what it says counts only while the same question is open.
namespace mirrorwatch::tray {

// Which notifications take each other's place.
inline constexpr std::string_view c_question_tag = "question";
inline constexpr std::string_view c_waiting_tag = "waiting"; // for WSL to be started
inline constexpr std::string_view c_outcome_tag = "outcome"; // of a repair
inline constexpr std::string_view c_notice_tag = "notice";
inline constexpr std::string_view c_answer_tag = "answer"; // to what the user did in the tray
inline constexpr std::string_view c_hint_tag = "hint";

/// A click on the notification itself, and a button that does no more.
inline constexpr std::string_view c_opens = "open";

/// What can be done without more words has a button that does it; what ends sessions, or leads around a
/// tunnel, has one that opens the dialog, which names what is lost.
[[nodiscard]] std::vector<NotificationButton> buttons_for(const Offer& offer);

/// What to do about a pressed argument; nothing: show the question or the status.
[[nodiscard]] std::optional<protocol::Verb> activation_of(std::string_view argument,
                                                          const std::optional<Snapshot>& now);

/// The tags of which nothing is true any more.
[[nodiscard]] std::vector<std::string> tags_that_are_over(const std::optional<Snapshot>& now);

/// Those of `now` that were not over before.
[[nodiscard]] std::vector<std::string> newly_over(const std::vector<std::string>& now,
                                                  const std::vector<std::string>& before);

} // namespace mirrorwatch::tray
