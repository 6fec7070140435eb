// SPDX-License-Identifier: MIT
#pragma once

#include "common/protocol.hpp"
#include "service/decide/consent/question.hpp"
#include "service/decide/diagnosis/trouble_watch.hpp"
#include "service/decide/remedies/remedy_runner.hpp"
#include "service/decide/user/step_context.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

class Offers;

/// What a step has to do with, for one user.
struct Round {
    TroubleWatch& troubles;
    RemedyRunner& remedies;
    Offers& offers;
    StepContext& context;
    bool is_paused;
};

/// The question on the screen, one at a time, what was answered, and what was done without asking.
class Offers {
public:
    /// `journal`: what an earlier run left half way.
    Offers(const std::vector<Remedy>& journal, TimePoint now);

    [[nodiscard]] const std::optional<Question>& question() const { return question_; }

    [[nodiscard]] Answers& answers() { return answers_; }

    /// Asks the user, and records that. `choices`: besides "not now", and "postpone" for a countdown.
    void open(Question question, std::vector<Choice> choices, bool counts_down, const StepContext& context);
    /// Does the first of the choices; nobody is asked.
    void do_first(Question question, std::vector<Choice> choices, Round& round);

    void drop() { question_.reset(); }

    /// Drops a question that nobody needs to answer any more.
    void withdraw_if_over(const Round& round);
    /// The question asks nothing about endpoints that are not watched any more.
    void forget_others_than(const std::vector<EndpointSpec>& endpoints);

    /// The user's answer. What is said of it; nothing: the question is over, or does not offer that.
    [[nodiscard]] std::optional<Message> take(const protocol::AnswerOffer& answer, Round& round);
    void run_countdown(Round& round);

    /// A program says that somebody can see the question, or no more. False: it is another question.
    [[nodiscard]] bool note_shown(const protocol::OfferShown& shown, std::uint64_t connection,
                                  StepContext& context);
    void note_client_left(std::uint64_t connection, StepContext& context);
    /// Nobody sees this user's screen, or somebody does again. A countdown that runs becomes a question.
    void set_away(bool away, StepContext& context);

    /// A remedy was taken back without being asked to.
    void note_acted() { acted_ = true; }

    /// True when a remedy was begun or taken back since this was called last: nothing else wakes the core for
    /// its first step.
    [[nodiscard]] bool take_acted() { return std::exchange(acted_, false); }

    /// WSL was shut down without asking, less than the cooldown ago.
    [[nodiscard]] bool has_switched_lately(Duration cooldown, TimePoint now) const;
    /// How often that was done since this VPN came up.
    [[nodiscard]] std::ptrdiff_t count_switches(std::uint64_t vpn_epoch) const;

    /// `is_trouble`: something is wrong, or may be put back.
    void add_to(Agenda& agenda, bool is_trouble, Duration cooldown, TimePoint now) const;

private:
    struct AutomaticSwitch {
        std::uint64_t vpn_epoch = 0;
        TimePoint when;
    };

    void put(Question question, std::vector<Choice> choices, bool counts_down, const StepContext& context);
    void take_first(Round& round);
    Message apply(const Choice& choice, const Question& question, bool automatic, Round& round);
    Message begin(const RemedySpec& spec, const Question& question, bool automatic, Round& round);
    void only_ask(StepContext& context);

    std::optional<Question> question_;
    Answers answers_;
    std::vector<AutomaticSwitch> switches_;
    bool acted_ = false;
    bool is_away_ = false;
};

} // namespace mirrorwatch::decide
