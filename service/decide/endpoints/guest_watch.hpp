// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "service/decide/endpoints/question_budget.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One user's endpoints as asked from within that user's WSL, all that are due by one question. Each question
/// keeps a running WSL from going idle: so there must be a reason, or the routine time over, and the budget
/// of questions not used up. One that does not run is never asked.
class GuestWatch {
public:
    explicit GuestWatch(Settings::Wsl times)
        : times_(times) {}

    void use(Settings::Wsl times) { times_ = times; }

    /// These are asked from now on; a monitor whose endpoint is unchanged stays.
    void use(const std::vector<const EndpointSpec*>& endpoints);
    [[nodiscard]] EndpointMonitor* find(const std::string& name) const;
    /// What Windows finds of the same endpoint; must outlive this, or be told again.
    void set_windows_view(const std::string& name, const EndpointMonitor* windows);

    // Reasons to ask
    void on_resume(TimePoint grace_until, TimePoint now);
    void on_network_change(TimePoint now); // WSL mirrors it some time later
    void on_windows_view_changed(const EndpointMonitor& windows, TimePoint now);
    void look(TimePoint now); // somebody looks at the status
    /// WSL runs, and did not at the last look, or is another VM.
    void on_start(std::optional<TimePoint> grace_until, TimePoint now);
    void set_running(bool running, TimePoint now);
    void set_paused(bool paused, TimePoint now);
    void set_awaited(bool awaited, TimePoint now);
    /// What Windows does not reach either is excused, as all is while Windows is offline.
    void set_offline(bool offline, TimePoint now);
    void verify(TimePoint now); // a remedy was applied

    template <class Change>
    void for_each(Change change) {
        for (const auto& entry : entries_) {
            change(entry->monitor);
        }
    }

    void ask_if_due(const UserId& user, const AdapterTable& table, TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;

    enum class Answer { NotOurs, Told, Refused };
    Answer on_reply(ActionId id, const agent::Reply& reply, TimePoint now);
    /// The agent has gone with its user.
    void reset();

    struct Listening {
        std::vector<std::uint16_t> ports; // that Windows' 127.0.0.1 leads to
        TimePoint asked_at;
    };

    /// As it was told last. No ports are known before anybody has told, and after WSL has ended.
    [[nodiscard]] const Listening& listening() const { return listening_; }

private:
    struct GuestEndpoint {
        EndpointMonitor monitor;
        const EndpointMonitor* windows = nullptr;
        TimePoint wanted = TimePoint::max(); // there is a reason
        std::optional<TimePoint> asked_at;
        std::vector<TimePoint> more_looks =
            {}; // after a change whose effects may come late; the next one last

        void want(TimePoint when) { wanted = std::min(wanted, when); }

        /// It is asked now: the next reason is the next look that is still to come.
        void begin(TimePoint now);

        /// A standing check, and Windows does not reach the same, or never has.
        [[nodiscard]] bool is_beyond_windows() const;
        /// When it is asked without a reason.
        [[nodiscard]] TimePoint routine(Duration pause) const;
    };

    [[nodiscard]] bool is_in_a_hurry(TimePoint now) const;
    void want_all(TimePoint when) const;
    void on_answered(GuestEndpoint& entry, TimePoint now) const;

    Settings::Wsl times_;
    std::vector<std::unique_ptr<GuestEndpoint>> entries_;
    std::optional<ActionId> waiting_;
    std::vector<GuestEndpoint*> asked_; // by the question that is waited for; null: dropped since
    Listening listening_{{}, TimePoint::min()};
    TimePoint question_at_ = TimePoint::min(); // the one that is waited for, or was last
    QuestionBudget budget_;
    TimePoint hurry_until_ = TimePoint::min();
    TimePoint changed_at_ = TimePoint::min();  // the network, the last time
    TimePoint mirrored_at_ = TimePoint::min(); // the last change of the network, as far as is known
    bool running_ = false;
    bool paused_ = false;
    bool awaited_ = false;
    bool somebody_looks_ = false;
};

} // namespace mirrorwatch::decide
