#pragma once

#include <string>
#include <vector>

namespace mirrorwatch {

/// What can be said to a person. The words live in common/text, one row for each code; arguments are in the
/// row's order.
enum class Say {
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
};

struct Sentence {
    Say code = Say::AllWell;
    std::vector<std::string> arguments;

    friend bool operator==(const Sentence&, const Sentence&) = default;
};

/// Something wrong, with what it rests on.
struct Finding {
    Sentence what;
    std::vector<std::string> evidence; // one observation each, for `explain` and the log

    friend bool operator==(const Finding&, const Finding&) = default;
};

} // namespace mirrorwatch
