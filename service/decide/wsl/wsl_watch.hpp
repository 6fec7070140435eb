// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"

#include <cstdint>
#include <optional>

namespace mirrorwatch::decide {

/// By then WSL's guest has followed a change of Windows' network: in most things at once, in the rest half a
/// second later.
inline constexpr Duration c_mirrored_after{1'000};

/// What is known of one user's WSL, and when to look again. Looking never starts WSL, but it costs a process,
/// and asking the guest for the effective mode keeps a running one alive a little longer: both are done only
/// when there is a reason, never at rest.
///
/// On a machine where no sign of WSL's start and end reaches us they are noticed late: when an endpoint
/// changes, a VPN comes or goes, .wslconfig is edited, the machine wakes up, somebody looks at the status;
/// and while a remedy waits for a start, within `awaiting_poll` for ten minutes, later within `poll`.
class WslWatch {
public:
    WslWatch(Settings::Wsl times, TimePoint now);

    void use(Settings::Wsl times) { times_ = times; }

    /// Look as soon as possible; `ask_guest`: also for the effective mode, should a distro run.
    void look(bool ask_guest, TimePoint now);
    /// A reason that may come often: look, but not if that was done a moment ago.
    void look_again(TimePoint now);
    /// A sign that costs nothing to see: somebody's WSL has come, or gone.
    void on_vm_presence(bool present, TimePoint now);
    /// We have shut it down. Somebody may have started it again by now.
    void on_shut_down(TimePoint now);
    /// Look, unless a look begun since then is under way. An agent that fails is not asked more often for it.
    void need_look_since(TimePoint when, TimePoint now);
    /// The same, for the effective mode too.
    void need_mode_since(TimePoint when, TimePoint now);
    /// A remedy waits for WSL to be started: look more often.
    void set_awaiting(bool awaiting, TimePoint now);
    void ask_if_due(const UserId& user, TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;

    struct LookResult {
        bool answered = false; // the id was ours
        bool started = false;  // WSL was not running at the last look and is now, or runs as another machine
        bool first = false;    // nothing was known before: it may have run for long
    };

    LookResult on_reply(ActionId id, const agent::Reply& reply, TimePoint now);
    /// The agent has gone with its user.
    void reset(TimePoint now);

    [[nodiscard]] bool is_running() const { return !seen_.running.empty(); }

    /// Why WSL cannot be asked, after several times in a row; nothing: it can, as far as is known.
    [[nodiscard]] std::optional<Message> failure() const;

    [[nodiscard]] const WslObservation& seen() const { return seen_; }

    /// The one in force, as far as is known; else the one in .wslconfig.
    [[nodiscard]] NetworkingMode mode() const;

    /// The last look was begun at or after that moment.
    [[nodiscard]] bool is_seen_since(TimePoint when) const { return looked_at_ && *looked_at_ >= when; }

    /// WSL does not run, or it has told its effective mode, or does not even when asked again, at or after
    /// that moment.
    [[nodiscard]] bool is_mode_known_since(TimePoint when) const;

    /// Grows with every start of WSL that was noticed.
    [[nodiscard]] std::uint64_t start_count() const { return start_count_; }

    /// When the last start was noticed; nothing: it ran when we first looked, or does not run.
    [[nodiscard]] std::optional<TimePoint> started_at() const { return started_at_; }

    /// The virtual machine that runs, as it was last told; empty when that is not known.
    [[nodiscard]] const std::string& vm_id() const { return vm_id_; }

    /// Its network is being made: nothing may be changed now. False when that takes suspiciously long.
    [[nodiscard]] bool is_starting(TimePoint now) const;
    /// When is_starting ends without any event.
    [[nodiscard]] TimePoint will_have_started() const;

private:
    void forget_machine();
    void note_mode(NetworkingMode before, TimePoint now);
    [[nodiscard]] Duration awaiting_pause(TimePoint now) const;

    Settings::Wsl times_;
    WslObservation seen_;
    std::string vm_id_; // the last one that was told
    TimePoint next_look_;
    bool want_guest_ = true;
    std::optional<TimePoint> awaiting_since_;
    int refusals_ = 0;                          // in a row
    Message refused_;                           // why, the last time
    TimePoint try_again_at_ = TimePoint::min(); // after the last one
    std::optional<ActionId> waiting_;
    bool waiting_for_guest_ = false;
    TimePoint asked_at_{};
    std::optional<TimePoint> looked_at_;
    std::optional<TimePoint> mode_asked_at_;
    int untold_ = 0; // questions for the mode in a row that told none
    std::uint64_t start_count_ = 0;
    std::optional<TimePoint> started_at_;
    std::optional<TimePoint> gone_at_; // its process, and nobody has looked since
    std::optional<TimePoint> came_at_; // its process, and no distro was seen to run since
};

} // namespace mirrorwatch::decide
