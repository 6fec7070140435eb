#pragma once

#include <string>
#include <vector>

namespace mirrorwatch {

/// What can be said to a person. The words live in common/text, one row for each code; arguments are in the
/// row's order.
enum class MessageId {
    // how things stand
    AllWell,          // no arguments
    NoEndpoints,      // no arguments
    EndpointsDown,    // endpoints
    WindowsOffline,   // no arguments
    VpnBrokeMirrored, // vpn, endpoints
    WatchingPaused,   // no arguments
    WatchingAgain,    // no arguments
    LookingAtWsl,     // no arguments
    SettingsKept,     // detail
    // remedies
    Excluding,          // vpn
    ExcludedHelped,     // vpn
    ExcludedDidNotHelp, // vpn
    ExclusionLifted,    // vpn
    SwitchingMode,      // mode
    AwaitingWsl,        // mode
    CheckingMode,       // mode
    ModeHelped,         // mode
    ModeDidNotHelp,     // mode
    PuttingBack,        // mode
    AwaitingWslBack,    // mode
    PutBack,            // mode
    // why something was given up or refused
    GuestUnreachable,       // detail
    DeviceNotFound,         // vpn
    DeviceAmbiguous,        // vpn
    OnlyDefaultRoute,       // vpn
    NameserverNotKept,      // vpn
    ExclusionFailed,        // vpn, detail
    ConfigChangedMeanwhile, // mode
    ConfigUnreadable,       // detail
    ConfigNotWritten,       // detail
    ShutdownFailed,         // detail
    AgentFailed,            // detail
    NothingToRestore,       // no arguments
    AlreadyInMode,          // mode
    ModeNotKnown,           // no arguments
    RemedyInProgress,       // no arguments
    OfferIsOver,            // no arguments
    // between the programs
    RequestUnreadable, // detail
    RequestNotAllowed, // detail
    JournalNotWritten, // detail
    TroubleFound,      // detail
    // why nothing is done, or not yet
    StillSettling,      // no arguments
    BeingLookedInto,    // no arguments
    OnlyWords,          // no arguments
    AlreadyAnswered,    // no arguments
    LeftAloneAsWished,  // vpn
    OnlyNotified,       // no arguments
    DistroInUse,        // no arguments
    SwitchedLately,     // no arguments
    ExclusionForbidden, // vpn
    ModeIsLocked,       // no arguments
    NothingHelped,      // no arguments
    WslIsStarting,      // no arguments
    // more remedies
    LoweringMtu,         // vpn
    MtuHelped,           // vpn
    MtuDidNotHelp,       // vpn
    MtuRestored,         // vpn
    MtuNotChanged,       // vpn, detail
    ChangingSetting,     // detail
    AwaitingSetting,     // detail
    CheckingSetting,     // detail
    SettingHelped,       // detail
    SettingDidNotHelp,   // detail
    PuttingSettingBack,  // detail
    AwaitingSettingBack, // detail
    SettingPutBack,      // detail
    SettingChanged,      // detail
    RestartingWsl,       // no arguments
    AwaitingRestart,     // no arguments
    CheckingRestart,     // no arguments
    RestartHelped,       // no arguments
    RestartDidNotHelp,   // no arguments
    RestoreProposed,     // vpn, mode
    // answers to a user
    VpnNotKnown,        // detail
    NotExcluded,        // vpn
    ExcludedFromNowOn,  // vpn
    NeverAskedAgain,    // vpn
    AskedAgain,         // vpn
    WslNotMirrored,     // no arguments
    CountdownCancelled, // no arguments
    CountdownPostponed, // no arguments
    Excluded,           // vpn
    ModeInForce,        // mode
    SettingInForce,     // detail
};

struct Message {
    MessageId code = MessageId::AllWell;
    std::vector<std::string> arguments;

    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace mirrorwatch
