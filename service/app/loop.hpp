// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "service/decide/core/time.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::app {

/// Whose part of the journal is not on the disk, by SID, and why.
using Unsaved = std::map<std::string, std::string>;

/// What carries actions out: one function for each kind, filled by the composition root, or by a test. Each
/// returns soon and reports back through Loop::take, also from within the call.
struct Effects {
    std::function<void(decide::TimePoint)> wake_at;
    std::function<void(const decide::ReadAdapters&)> read_adapters;
    std::function<void(const decide::StartProbe&)> start_probe;
    std::function<void(const decide::AskAgent&)> ask_agent;
    std::function<Unsaved(const decide::SaveJournal&)>
        save_journal; // on the disk when it returns, but for these
    std::function<void(const UserId&)> publish;
    std::function<void(const decide::Reply&)> reply;
    std::function<void(const decide::Record&)> record;
    std::function<void(const decide::CheckConnectivity&)> check_connectivity;
    std::function<void(const decide::ReadHostFacts&)> read_host_facts;
    /// An event's actions have been carried out. Does not throw.
    std::function<void()> has_stepped = [] {};
    /// An effect, or the core, threw. That one is ended; the loop goes on.
    std::function<void(std::string_view part, const std::string& what)> failed;
    /// It did not. Does not throw.
    std::function<void(std::string_view part)> worked = [](std::string_view) {};
};

/// The core and the clock that it is shown.
struct Core {
    std::function<std::vector<decide::Action>(const decide::Event&, decide::TimePoint)> step;
    std::function<decide::TimePoint()> now;
};

/// One event at a time goes through the core, and its actions are carried out in order.
/// An effect that throws counts as one that answered that it failed; an event that makes the core throw is
/// dropped. While a user's part of the journal is not on the disk nothing is changed for that user: each
/// request to an agent that would is answered by a refusal instead, after the journal was tried once more.
/// Asking and watching go on. On the loop's thread only; what an effect puts in meanwhile waits its turn.
class Loop {
public:
    Loop(Core core, Effects effects);

    void take(decide::Event event);

private:
    void pass_on(const decide::Event& event);
    void carry_out(const decide::Action& action);
    void start(const decide::Action& action);
    void answer_failed(const decide::Action& action, const std::string& what);
    void carry_out_save(const decide::SaveJournal& save);
    void carry_out_ask(const decide::AskAgent& ask);
    void refuse(const decide::AskAgent& ask, const std::string& why);
    void write_journal();
    [[nodiscard]] std::optional<std::string> unsaved_of(const std::string& sid);

    Core core_;
    Effects effects_;
    std::deque<decide::Event> waiting_;
    std::optional<decide::SaveJournal> last_save_;
    std::optional<Unsaved> unsaved_ = Unsaved{}; // of the last one; absent: that is not known
    bool running_ = false;
};

/// Whether the request changes anything for the user.
[[nodiscard]] bool is_change(const agent::Request& request);

} // namespace mirrorwatch::app
