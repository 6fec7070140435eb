// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mirrorwatch {

/// What can be said to a person. common/message_table.hpp has the words of each, with braces for its
/// arguments.
enum class MessageId {
    // how things stand
    AllWell,
    NoEndpoints,
    NothingToGuard,
    EndpointsDown,
    WindowsOffline,
    VpnBrokeMirrored,
    WatchingPaused,
    WatchingAgain,
    LookingAtWsl,
    SettingsKept,
    PolicyRejected,
    // what hinders Mirrorwatch itself
    PartFailed,
    WindowsDoesNotAnswer,
    WslDoesNotAnswer,
    // remedies
    Excluding,
    ExcludedHelped,
    ExcludedDidNotHelp,
    ExclusionLifted,
    SwitchingMode,
    AwaitingWsl,
    CheckingMode,
    ModeHelped,
    ModeDidNotHelp,
    PuttingBack,
    AwaitingWslBack,
    PutBack,
    // why something was given up or refused
    GuestUnreachable,
    DeviceNotFound,
    DeviceAmbiguous,
    OnlyDefaultRoute,
    NameserverNotKept,
    ExclusionFailed,
    ConfigChangedMeanwhile,
    ConfigUnreadable,
    ConfigNotWritten,
    ShutdownFailed,
    ShutdownNotRepeated,
    AgentFailed,
    NothingToRestore,
    AlreadyInMode,
    ModeNotKnown,
    RemedyInProgress,
    OfferIsOver,
    // between the programs
    RequestUnreadable,
    RequestNotAllowed,
    ServiceBusy,
    OfferNoted,
    JournalNotWritten,
    TroubleFound,
    // why nothing is done, or not yet
    StillSettling,
    BeingLookedInto,
    OnlyWords,
    AlreadyAnswered,
    LeftAloneAsWished,
    OnlyNotified,
    OnlyNotifiedByOrganisation,
    DistroInUse,
    SwitchedLately,
    ExclusionForbidden,
    ModeChangeForbidden,
    RemediesForbidden,
    TakenBackAsForbidden,
    ModeIsLocked,
    NothingHelped,
    WslIsStarting,
    // more remedies
    LoweringMtu,
    MtuHelped,
    MtuDidNotHelp,
    MtuRestored,
    MtuNotChanged,
    ChangingSetting,
    AwaitingSetting,
    CheckingSetting,
    SettingHelped,
    SettingDidNotHelp,
    PuttingSettingBack,
    AwaitingSettingBack,
    SettingPutBack,
    SettingChanged,
    RestartingWsl,
    AwaitingRestart,
    CheckingRestart,
    RestartHelped,
    RestartDidNotHelp,
    RestoreProposed,
    // answers to a user
    VpnNotKnown,
    NotExcluded,
    ExcludedFromNowOn,
    NeverAskedAgain,
    AskedAgain,
    WslNotMirrored,
    CountdownCancelled,
    CountdownPostponed,
    CountdownUnseen,
    RepairOffered,
    Excluded,
    ModeInForce,
    SettingInForce,
    // what happened by itself, for the history
    VpnConnected,
    VpnDisconnected,
    AnswersAgain,
    WslEnded,
};

inline constexpr std::size_t c_message_count = static_cast<std::size_t>(MessageId::WslEnded) + 1;

struct Message {
    MessageId code = MessageId::AllWell;
    std::vector<std::string> arguments;

    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace mirrorwatch
