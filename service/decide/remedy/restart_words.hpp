#pragma once

#include "common/remedy.hpp"

namespace mirrorwatch::decide {

/// What is said of a remedy that restarts WSL, at each step of its way. They share one argument: the mode
/// that is switched to, the setting's name, or none; on the way back of a SwitchMode it is the mode of
/// before.
struct RestartWords {
    Say begins;
    Say awaits;
    Say checks;
    Say helped;
    Say did_not_help;
    Say goes_back;
    Say awaits_back;
    Say is_back;
    Say in_force; // whatever comes of it
};

[[nodiscard]] const RestartWords& restart_words(RemedyKind kind);

} // namespace mirrorwatch::decide
