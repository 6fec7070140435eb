// SPDX-License-Identifier: MIT
#pragma once

#include "service/setup/version_swap.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::setup {

/// Exit codes of setup; docs/admin.md has them.
enum class Ended {
    Done = 0,
    ServiceRuns = 3,  // the service does not stop
    Files = 4,        // a file cannot be written
    Registration = 5, // the service cannot be made known to Windows
    Start = 6,        // the service does not start
};

/// What setup does to Windows beside its files. Each may be repeated. Errors are whole sentences.
class Machine {
public:
    virtual ~Machine() = default;
    /// Ends the tray programs of all sessions, and remembers which there were.
    virtual void close_trays() = 0;
    /// Those that close_trays has ended, as their users.
    virtual void bring_trays_back() = 0;
    virtual void start_trays_for_all() = 0;
    /// Waits until its process has ended.
    [[nodiscard]] virtual Result<void> stop_service() = 0;
    /// Service, folders, event source, search path: for what lies in Places::installed.
    [[nodiscard]] virtual Result<void> register_service() = 0;
    /// Waits until it runs.
    [[nodiscard]] virtual Result<void> start_service() = 0;
    /// As if it had never been registered; folders that were not there before go as well.
    virtual void unregister_service() = 0;
};

struct Replaced {
    Ended ended = Ended::Done;
    std::string message; // what is so now, for a person

    friend bool operator==(const Replaced&, const Replaced&) = default;
};

/// Puts the new version in the place of what is installed, if anything is, and has it run. Where a step
/// fails the version before runs again; where there was none, nothing of the new one is left.
[[nodiscard]] Replaced replace_version(Disk& disk, const Places& places, Machine& machine);

} // namespace mirrorwatch::setup
