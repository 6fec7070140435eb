// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "tests/simulate/random.hpp"
#include "tests/support/world/behaviour.hpp"
#include "tests/support/world/world.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mirrorwatch::simulate {

using world::Time;

/// What happens in a history, besides what the core does.
enum class What {
    VpnUp,          // `which`
    VpnDown,        // `which`
    Begin,          // the moment of the behaviour: its VPNs come up, what has an onset sets in
    Turn,           // which of the behaviour's timeline
    Passes,         // Windows' network has changed by itself
    Unplug,         // Windows is offline
    PlugIn,         // and online again
    SwitchNetwork,  // another LAN
    UpdateAdapter,  // which = world::Update
    Sleep,          // for `takes`; told of by Resumed
    ModernStandby,  // for `takes`; nobody tells
    LogOff,         // all users
    LogOn,          // all users
    StartWsl,       // by `user`
    StopWsl,        // by `user`
    EditConfig,     // by `user`: another line
    SetMode,        // by `user`: which = NetworkingMode
    ServerDies,     // of `user`
    ServerRises,    // of `user`
    InternetDies,   // names and all
    InternetRises,  //
    InUse,          // by `user`: somebody types; which = 0: no more
    Pause,          // by `user`, for 5 minutes
    Resume,         // by `user`
    RollBack,       // by `user`; which = NetworkingMode
    Restore,        // by `user`
    ExcludeVpn,     // by `user`; which VPN
    IncludeVpn,     // by `user`; which VPN
    LookAtStatus,   // by `user`
    KillService,    // it starts again after `takes`
    StartService,   //
    ChangeSettings, // which = a new seed
    AgentDies,      // every question to it fails, until
    AgentLives,     //
    AgentHangs,     // answers come 20 s late, until AgentLives
    Answer,         // by `user`: the offer that is on the screen
    ShowOffer,      // by `user`'s tray: the offer can be seen; which = 0: no more
    TrayDies,       // of `user`; what it showed is gone
    Disconnect,     // `user`, from the session, which goes on
    Reconnect,      // `user`
    Check,          // what would others do now?
    Quiet,          // no more noise from now on
    Rest,           // everything should have come to rest: from now on calls are counted
    Judge,          // the first break is over and done with
};

struct Happening {
    What what = What::Check;
    std::size_t user = 0;
    std::uint64_t which = 0;
    Time takes{0};
    std::string offer = {}; // Answer: its id
    Choice choice = NotNow{};
    bool remember = false;
};

/// What the guests of a history are like, and whether WSL empties our table in them.
struct Guests {
    bool have_systemd = false;
    bool have_nexthops = true;
    bool are_disturbed = false;    // adapters are updated while an exclusion is in force
    bool ignore_refreshes = false; // a broken agent, for who wants to see that it is noticed
};

/// What somebody makes of the questions about the first break.
enum class Person {
    Agrees,  // to what is proposed
    Refuses, // whatever it is
    IsAway,  // and answers nothing
};

/// One history, before it is played. Everything in it follows from the seed and the number.
struct Plan {
    std::uint64_t seed = 0;
    std::uint64_t number = 0;
    const world::Behaviour* behaviour = nullptr;
    world::Profile profile = world::Profile::Plain;
    unsigned noise = 0;          // percent of the observations
    bool is_scored = true;       // calm before the first break, and only noise until it is judged
    bool is_for_judging = false; // ends when it is judged
    bool is_doubled = false;     // played against a second core as well
    std::size_t users = 1;
    Person person = Person::Agrees;
    Guests guests;
    std::vector<EndpointSpec> needs; // what is watched, by settings or without them
    Settings settings;
    std::vector<EndpointSpec> own; // what each user has named, beside the settings
    Time begin{0};                 // of the behaviour
    Time judged{0};
    Time quiet{0}; // no happenings and no noise from here on
    Time end{0};
    std::vector<std::pair<Time, Happening>> happenings; // in any order
};

/// How long a break is watched before it is judged.
inline constexpr Time c_judged_after{480'000};
/// How long the world is quiet at the end of each history.
inline constexpr Time c_quiet_for{900'000};

/// What the people in the histories have done.
enum class Watching {
    Configured, // people with endpoints of their own
    Bare,       // people who have installed it, and no more
    Both,       // half and half
};

/// `is_for_judging`: it breaks once, and ends when that is judged.
[[nodiscard]] Plan make_plan(std::uint64_t seed, std::uint64_t number, const world::Behaviour& behaviour,
                             unsigned noise, bool is_for_judging = false,
                             Watching watching = Watching::Configured);
/// The table of VPNs as it is shipped.
[[nodiscard]] const VpnRules& shipped_rules();
[[nodiscard]] Settings random_settings(Random& random, world::Profile profile, bool is_scored);

} // namespace mirrorwatch::simulate
