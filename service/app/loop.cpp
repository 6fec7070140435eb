// SPDX-License-Identifier: MIT
#include "service/app/loop.hpp"
#include "common/overloaded.hpp"

#include <exception>
#include <utility>

namespace mirrorwatch::app {
namespace {

/// What is behind an action, as a person would call it.
std::string_view name_of(const decide::Action& action) {
    return std::visit(Overloaded{
                          [](const decide::WakeAt&) { return "the clock"; },
                          [](const decide::ReadAdapters&) { return "the reader of the adapters"; },
                          [](const decide::StartProbe&) { return "a probe"; },
                          [](const decide::AskAgent&) { return "an agent"; },
                          [](const decide::SaveJournal&) { return "the journal"; },
                          [](const decide::Publish&) { return "a snapshot"; },
                          [](const decide::Reply&) { return "an answer to a client"; },
                          [](const decide::Record&) { return "a record"; },
                          [](const decide::CheckConnectivity&) { return "the check of the Internet"; },
                          [](const decide::ReadHostFacts&) { return "the reader of Windows' state"; },
                      },
                      action);
}

decide::Record journal_trouble(const std::string& sid, const std::string& error) {
    return {{MessageId::JournalNotWritten, {error}}, {"of " + sid}, true};
}

} // namespace

bool is_change(const agent::Request& request) {
    return std::visit(Overloaded{
                          [](const agent::ObserveWsl&) { return false; },
                          [](const agent::AskGuest&) { return false; },
                          [](const agent::ProbeFromGuest&) { return false; },
                          [](const agent::ProposeEndpoints&) { return false; },
                          [](const agent::ReadUserSettings&) { return false; },
                          [](const auto&) { return true; },
                      },
                      request);
}

Loop::Loop(Core core, Effects effects)
    : core_(std::move(core))
    , effects_(std::move(effects)) {}

void Loop::take(decide::Event event) {
    waiting_.push_back(std::move(event));
    if (std::exchange(running_, true)) {
        return;
    }
    while (!waiting_.empty()) {
        const decide::Event next = std::move(waiting_.front());
        waiting_.pop_front();
        pass_on(next);
    }
    running_ = false;
}

void Loop::pass_on(const decide::Event& event) {
    std::vector<decide::Action> actions;
    try {
        actions = core_.step(event, core_.now());
        effects_.worked("the core");
    } catch (const std::exception& error) {
        effects_.failed("the core", error.what());
    }
    for (const decide::Action& action : actions) {
        carry_out(action);
    }
    effects_.has_stepped();
}

void Loop::carry_out(const decide::Action& action) {
    try {
        start(action);
        effects_.worked(name_of(action));
    } catch (const std::exception& error) {
        effects_.failed(name_of(action), error.what());
        answer_failed(action, error.what());
    }
}

/// The core waits for an answer to each action that has an id.
void Loop::answer_failed(const decide::Action& action, const std::string& what) {
    std::visit(Overloaded{
                   [&](const decide::AskAgent& ask) {
                       take(decide::AgentAnswered{ask.id, agent::Refusal{{MessageId::AgentFailed, {what}}}});
                   },
                   [&](const decide::StartProbe& probe) {
                       take(decide::ProbeDone{probe.id, {}, what});
                   },
                   // Not known is not offline.
                   [&](const decide::CheckConnectivity& check) {
                       take(decide::ConnectivitySeen{check.id, true});
                   },
                   [&](const decide::ReadHostFacts& read) {
                       take(decide::HostFactsRead{read.id, {}});
                   },
                   // Not known is not "no adapters": it is read again after a while.
                   [](const auto&) {},
               },
               action);
}

void Loop::start(const decide::Action& action) {
    std::visit(Overloaded{
                   [this](const decide::WakeAt& wake) { effects_.wake_at(wake.when); },
                   [this](const decide::ReadAdapters& read) { effects_.read_adapters(read); },
                   [this](const decide::StartProbe& probe) { effects_.start_probe(probe); },
                   [this](const decide::AskAgent& ask) { carry_out_ask(ask); },
                   [this](const decide::SaveJournal& save) { carry_out_save(save); },
                   [this](const decide::Publish& publish) { effects_.publish(publish.user); },
                   [this](const decide::Reply& reply) { effects_.reply(reply); },
                   [this](const decide::Record& record) { effects_.record(record); },
                   [this](const decide::CheckConnectivity& check) { effects_.check_connectivity(check); },
                   [this](const decide::ReadHostFacts& read) { effects_.read_host_facts(read); },
               },
               action);
}

/// Said of each user once, until it works again.
void Loop::carry_out_save(const decide::SaveJournal& save) {
    last_save_ = save;
    const Unsaved before = unsaved_.value_or(Unsaved{});
    write_journal();
    for (const auto& [sid, why] : *unsaved_) {
        if (!before.contains(sid)) {
            effects_.record(journal_trouble(sid, why));
        }
    }
}

void Loop::write_journal() {
    unsaved_.reset(); // should it throw
    unsaved_ = effects_.save_journal(*last_save_);
}

/// Why the user's part is not on the disk; nothing: it is. One user's does not wait for another's.
std::optional<std::string> Loop::unsaved_of(const std::string& sid) {
    if (!unsaved_ || unsaved_->contains(sid)) {
        write_journal();
    }
    const auto found = unsaved_->find(sid);
    return found == unsaved_->end() ? std::nullopt : std::optional{found->second};
}

void Loop::carry_out_ask(const decide::AskAgent& ask) {
    const auto unsaved = is_change(ask.request) ? unsaved_of(ask.user.sid) : std::nullopt;
    if (unsaved) {
        refuse(ask, *unsaved);
    } else {
        effects_.ask_agent(ask);
    }
}

void Loop::refuse(const decide::AskAgent& ask, const std::string& why) {
    take(decide::AgentAnswered{ask.id, agent::Refusal{Message{MessageId::JournalNotWritten, {why}}}});
}

} // namespace mirrorwatch::app
