#include "service/decide/remedy/restart_words.hpp"

namespace mirrorwatch::decide {
namespace {

constexpr RestartWords c_mode{Say::SwitchingMode,   Say::AwaitingWsl,    Say::CheckingMode,
                              Say::ModeHelped,      Say::ModeDidNotHelp, Say::PuttingBack,
                              Say::AwaitingWslBack, Say::PutBack,        Say::ModeInForce};
constexpr RestartWords c_setting{Say::ChangingSetting,     Say::AwaitingSetting,   Say::CheckingSetting,
                                 Say::SettingHelped,       Say::SettingDidNotHelp, Say::PuttingSettingBack,
                                 Say::AwaitingSettingBack, Say::SettingPutBack,    Say::SettingInForce};
// Nothing was changed, so nothing goes back.
constexpr RestartWords c_restart{Say::RestartingWsl,   Say::AwaitingRestart,   Say::CheckingRestart,
                                 Say::RestartHelped,   Say::RestartDidNotHelp, Say::AwaitingRestart,
                                 Say::AwaitingRestart, Say::AwaitingRestart,   Say::RestartHelped};

} // namespace

const RestartWords& restart_words(RemedyKind kind) {
    switch (kind) {
    case RemedyKind::ChangeSetting:
        return c_setting;
    case RemedyKind::RestartWsl:
        return c_restart;
    default:
        return c_mode;
    }
}

} // namespace mirrorwatch::decide
