// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/user.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "service/decide/core/time.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mirrorwatch::act {

/// Starts a user's prober. The seam between UserProbers and Windows; on the loop's thread.
class ProberLauncher {
public:
    /// One that runs. Destroying it ends the process, whatever it is doing; it calls nothing after that.
    class Process {
    public:
        virtual ~Process() = default;
        /// Puts the bytes behind those that its standard input has not taken yet. Does not wait.
        virtual void write(std::string bytes) = 0;
    };

    /// Both are called on the loop's thread, never from within start or write, and may destroy the Process.
    struct Hearing {
        std::function<void(std::string_view bytes)> said; // on standard output
        std::function<void(std::string why)> ended;       // by itself; nothing is called after it
    };

    virtual ~ProberLauncher() = default;
    [[nodiscard]] virtual Result<std::unique_ptr<Process>> start(const UserId& user, Hearing hearing) = 0;
};

/// Carries out StartProbe as a user: one process for each user, started at the first probe, kept for the
/// next, and ended when nothing was to be probed for five minutes or when the user is not there any more.
///
/// The process is the user's, so nothing that it does can harm: when it dies, says anything but answers that
/// are waited for, or owes one for longer than the probe's time and five seconds, it is ended. What was under
/// way is answered by "nobody asked" then, and so is all that comes until ten seconds after its start, which
/// is when another one may start. On the loop's thread only.
class UserProbers {
public:
    /// The time, and who calls `look` when it has come to that.
    struct Clock {
        std::function<decide::TimePoint()> now;
        std::function<void(decide::TimePoint)> wake_at; // replaces the time before
    };

    /// `sink` gets exactly one ProbeDone for each probe, also from within these calls. `tell` gets sentences
    /// for the log, about one user at most one a minute. `most`: probes under way at once, of each user.
    UserProbers(ProberLauncher& launcher, decide::EventSink sink, Clock clock,
                std::function<void(const std::string&)> tell, int most);
    ~UserProbers();
    UserProbers(const UserProbers&) = delete;
    UserProbers& operator=(const UserProbers&) = delete;

    /// `as_user` is set. The time allowed to a probe counts from its turn.
    void start(const decide::StartProbe& probe);
    void look();
    /// The processes of all others are ended.
    void keep_only(const std::vector<UserId>& users);
    /// From now on; what is under way goes on.
    void allow(int most);
    /// Nothing is under way and nothing waits.
    [[nodiscard]] bool is_idle() const;

private:
    struct Prober;
    using Answers = std::vector<decide::ProbeDone>;

    [[nodiscard]] std::optional<std::string> why_not_running(const UserId& user, Prober& prober);
    void on_said(const UserId& user, std::string_view bytes);
    [[nodiscard]] static Answers take_answers(Prober& prober, std::string& trouble);
    void send_waiting(const UserId& user);
    void end(const UserId& user, const std::string& why);
    [[nodiscard]] static Answers all_lost(Prober& prober, const std::string& why);
    void settle(const UserId& user);
    void answer(Answers answers);
    void tell_of(const UserId& user, Prober& prober, const std::string& what);
    void rearm();

    ProberLauncher& launcher_;
    decide::EventSink sink_;
    Clock clock_;
    std::function<void(const std::string&)> tell_;
    std::size_t most_;
    std::map<UserId, Prober> probers_;
    decide::TimePoint armed_ = decide::TimePoint::max();
};

} // namespace mirrorwatch::act
