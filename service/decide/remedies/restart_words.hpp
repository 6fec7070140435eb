#pragma once

#include "common/remedy.hpp"

namespace mirrorwatch::decide {

/// What is said of a remedy that restarts WSL, at each step of its way. They share one argument: the mode
/// that is switched to, the setting's name, or none; on the way back of a SwitchMode it is the mode of
/// before.
struct RestartWords {
    MessageId begins;
    MessageId awaits;
    MessageId checks;
    MessageId helped;
    MessageId did_not_help;
    MessageId goes_back;
    MessageId awaits_back;
    MessageId is_back;
    MessageId in_force; // whatever comes of it
};

[[nodiscard]] const RestartWords& restart_words(RemedyKind kind);

} // namespace mirrorwatch::decide
