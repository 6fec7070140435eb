// SPDX-License-Identifier: MIT
#include "service/decide/user/offers.hpp"

#include "common/remedy_catalogue.hpp"
#include "service/decide/consent/consent.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr std::chrono::minutes c_postponed_for{10};

constexpr std::size_t c_most_switches = 64;

// For a tray to draw a dialog on a busy machine.
constexpr std::chrono::seconds c_to_be_seen_within{10};

void remember(const Question& question, const Choice& choice, StepContext& context) {
    if (question.vpn && (is<Exclude>(choice) || is<NotNow>(choice))) {
        set_preference(context.preferences,
                       {context.user.sid, question.offer.vpn,
                        is<Exclude>(choice) ? Preference::AlwaysExclude : Preference::NeverAsk});
    }
}

bool is_moot(const Question& question, const Round& round) {
    const StepContext& context = round.context;
    const bool vpn_is_up = question.vpn && context.network.vpns().is_up(*question.vpn);
    if (!question.remedy.empty()) {
        const RemedyFlow* flow = round.remedies.about_wsl();
        if (flow == nullptr || flow->remedy().id != question.remedy || is_undoing(flow->remedy())) {
            return true;
        }
        return question.is_about_restore() ? vpn_is_up
                                           : !has_failed(flow->remedy()) || (question.vpn && !vpn_is_up);
    }
    const Offer& offer = question.offer;
    const bool has_healed = are_well(context.endpoints, offer.endpoints);
    const bool is_unfounded =
        offer.endpoints.empty() && round.troubles.findings().find(*offer.fault) == nullptr;
    return (has_healed && (is_unfounded || !offer.endpoints.empty())) || (question.vpn && !vpn_is_up) ||
           !context.wsl.is_running() || (context.connectivity.is_offline() && !is_seen_offline(*offer.fault));
}

Message announcement_of(const Question& question) {
    if (question.is_about_restore()) {
        return question.says;
    }
    const std::string& vpn = question.offer.vpn;
    return {MessageId::RepairOffered, {vpn.empty() ? "WSL's network" : vpn}};
}

std::vector<std::string> choices_in_words(const Offer& offer) {
    std::vector<std::string> words;
    for (const Choice& choice : offer.choices) {
        if (const auto* remedy = std::get_if<RemedySpec>(&choice)) {
            words.push_back(with_vpn(row_of(*remedy).words.plan, offer.vpn));
        } else if (is<Restore>(choice)) {
            words.emplace_back("put WSL's networking mode back; WSL is shut down for that");
        }
    }
    return words;
}

} // namespace

Offers::Offers(const std::vector<Remedy>& journal, TimePoint now) {
    for (const Remedy& remedy : journal) {
        if (remedy.automatic && ends_sessions(remedy.spec)) {
            switches_.push_back({0, now}); // when exactly is not known any more
        }
    }
}

void Offers::open(Question question, std::vector<Choice> choices, bool counts_down,
                  const StepContext& context) {
    put(std::move(question), std::move(choices), counts_down, context);
    context.record(announcement_of(*question_), choices_in_words(question_->offer));
}

void Offers::do_first(Question question, std::vector<Choice> choices, Round& round) {
    put(std::move(question), std::move(choices), false, round.context);
    take_first(round);
}

void Offers::put(Question question, std::vector<Choice> choices, bool counts_down,
                 const StepContext& context) {
    choices.push_back(NotNow{});
    if (counts_down && !is_away_) {
        choices.push_back(Postpone{});
        question.countdown = Countdown{context.settings.policy.countdown, context.now + c_to_be_seen_within};
    }
    question.offer.id = context.out.unique_name();
    question.offer.distros = context.wsl.seen().running;
    question.offer.choices = std::move(choices);
    question_ = std::move(question);
}

void Offers::withdraw_if_over(const Round& round) {
    if (!question_) {
        return;
    }
    if (is_moot(*question_, round)) {
        question_.reset();
    } else {
        question_->offer.distros = round.context.wsl.seen().running;
    }
}

void Offers::forget_others_than(const std::vector<EndpointSpec>& endpoints) {
    if (question_) {
        std::erase_if(question_->offer.endpoints, [&](const std::string& name) {
            return std::none_of(endpoints.begin(), endpoints.end(),
                                [&](const EndpointSpec& spec) { return spec.name == name; });
        });
    }
}

void Offers::run_countdown(Round& round) {
    if (!question_ || !question_->countdown || round.context.now < question_->countdown->due()) {
        return;
    }
    if (question_->countdown->witness) {
        take_first(round);
    } else {
        only_ask(round.context);
    }
}

void Offers::only_ask(StepContext& context) {
    question_->only_ask();
    context.record({MessageId::CountdownUnseen, {}});
}

bool Offers::note_shown(const protocol::OfferShown& shown, std::uint64_t connection, StepContext& context) {
    if (!question_ || question_->offer.id != shown.offer) {
        return false;
    }
    auto& countdown = question_->countdown;
    if (countdown && shown.visible && !countdown->witness) {
        countdown->witness = connection;
        countdown->runs_out = context.now + countdown->length;
    } else if (countdown && !shown.visible && countdown->witness == connection) {
        only_ask(context);
    }
    return true;
}

void Offers::note_client_left(std::uint64_t connection, StepContext& context) {
    if (question_ && question_->countdown && question_->countdown->witness == connection) {
        only_ask(context);
    }
}

void Offers::set_away(bool away, StepContext& context) {
    is_away_ = away;
    if (away && question_ && question_->countdown) {
        only_ask(context);
    }
}

void Offers::take_first(Round& round) {
    const Question question = *std::exchange(question_, std::nullopt);
    (void)apply(question.offer.choices.front(), question, true, round);
}

std::optional<Message> Offers::take(const protocol::AnswerOffer& answer, Round& round) {
    if (!question_ || question_->offer.id != answer.offer || !question_->offers(answer.choice)) {
        return std::nullopt;
    }
    const Question question = *std::exchange(question_, std::nullopt);
    if (answer.remember) {
        remember(question, answer.choice, round.context);
    }
    return apply(answer.choice, question, false, round);
}

/// What was chosen, by the user or by a countdown. What is said of it.
Message Offers::apply(const Choice& choice, const Question& question, bool automatic, Round& round) {
    acted_ = true;
    StepContext& context = round.context;
    const std::uint64_t occasion =
        question.offer.fault ? Answers::key(question.epoch, *question.offer.fault) : Answers::c_remedy;
    if (is<Postpone>(choice)) {
        answers_.postpone(question.remedy.empty() ? occasion : Answers::c_remedy,
                          context.now + c_postponed_for);
        return {MessageId::CountdownPostponed, {}};
    }
    if (!question.remedy.empty()) {
        answers_.answer_remedy(question.remedy + (question.is_about_restore() ? "/restore" : ""));
    }
    if (is<NotNow>(choice)) {
        answers_.decline(occasion);
        return question.countdown ? Message{MessageId::CountdownCancelled, {}} : question.says;
    }
    answers_.answer(occasion);
    if (automatic && ends_sessions(choice)) {
        if (switches_.size() >= c_most_switches) {
            switches_.erase(switches_.begin()); // since this VPN came up there are never so many
        }
        switches_.push_back({question.epoch, context.now});
    }
    if (is<Restore>(choice)) {
        RemedyFlow* standing = round.remedies.about_wsl();
        if (standing != nullptr) {
            standing->undo(context.for_remedies(), true);
        }
        return standing == nullptr ? Message{MessageId::NothingToRestore, {}} : standing->sentence();
    }
    return begin(std::get<RemedySpec>(choice), question, automatic, round);
}

Message Offers::begin(const RemedySpec& spec, const Question& question, bool automatic, Round& round) {
    if (ends_sessions(spec)) {
        // An exclusion has no place in a WSL without mirrored devices.
        round.remedies.undo_all(round.context.for_remedies());
    }
    Remedy remedy;
    remedy.spec = spec;
    remedy.vpn = question.vpn;
    remedy.endpoints = question.offer.endpoints;
    remedy.fault = question.offer.fault;
    remedy.automatic = automatic;
    // Without a countdown nothing ran that it could end, and what is started meanwhile is not ended.
    remedy.may_shut_down = !automatic || question.countdown.has_value();
    return round.remedies.start(std::move(remedy), round.context.for_remedies()).sentence();
}

bool Offers::has_switched_lately(Duration cooldown, TimePoint now) const {
    return !switches_.empty() && now < switches_.back().when + cooldown;
}

std::ptrdiff_t Offers::count_switches(std::uint64_t vpn_epoch) const {
    return std::count_if(switches_.begin(), switches_.end(),
                         [&](const AutomaticSwitch& one) { return one.vpn_epoch == vpn_epoch; });
}

void Offers::add_to(Agenda& agenda, bool is_trouble, Duration cooldown, TimePoint now) const {
    if (question_ && question_->countdown) {
        agenda.add_if_ahead(question_->countdown->due());
    }
    if (is_trouble) {
        agenda.add_if_ahead(answers_.due(now));
        if (!switches_.empty()) {
            agenda.add_if_ahead(switches_.back().when + cooldown);
        }
    }
}

} // namespace mirrorwatch::decide
