#include "service/decide/remedies/restart_words.hpp"

namespace mirrorwatch::decide {
namespace {

constexpr RestartWords c_mode{MessageId::SwitchingMode,   MessageId::AwaitingWsl,    MessageId::CheckingMode,
                              MessageId::ModeHelped,      MessageId::ModeDidNotHelp, MessageId::PuttingBack,
                              MessageId::AwaitingWslBack, MessageId::PutBack,        MessageId::ModeInForce};
constexpr RestartWords c_setting{
    MessageId::ChangingSetting,     MessageId::AwaitingSetting,   MessageId::CheckingSetting,
    MessageId::SettingHelped,       MessageId::SettingDidNotHelp, MessageId::PuttingSettingBack,
    MessageId::AwaitingSettingBack, MessageId::SettingPutBack,    MessageId::SettingInForce};
// Nothing was changed, so nothing goes back.
constexpr RestartWords c_restart{
    MessageId::RestartingWsl,   MessageId::AwaitingRestart,   MessageId::CheckingRestart,
    MessageId::RestartHelped,   MessageId::RestartDidNotHelp, MessageId::AwaitingRestart,
    MessageId::AwaitingRestart, MessageId::AwaitingRestart,   MessageId::RestartHelped};

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
