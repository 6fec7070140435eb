// SPDX-License-Identifier: MIT
#include "service/app/loop.hpp"
#include "common/overloaded.hpp"

#include <utility>

namespace mirrorwatch::app {
namespace {

decide::Record journal_trouble(const std::string& error) {
    return {{MessageId::JournalNotWritten, {error}}, {}, true};
}

} // namespace

bool is_change(const agent::Request& request) {
    return std::visit(Overloaded{
                          [](const agent::ObserveWsl&) { return false; },
                          [](const agent::AskGuest&) { return false; },
                          [](const agent::ProbeFromGuest&) { return false; },
                          [](const agent::ProbeAsUser&) { return false; },
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
        for (const decide::Action& action : core_.step(next, core_.now())) {
            carry_out(action);
        }
    }
    running_ = false;
}

void Loop::carry_out(const decide::Action& action) {
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

void Loop::carry_out_save(const decide::SaveJournal& save) {
    const bool was_written = !unsaved_;
    unsaved_ = save;
    if (!journal_is_written() && was_written) {
        effects_.record(journal_trouble(journal_error_));
    }
}

bool Loop::journal_is_written() {
    if (unsaved_) {
        const Result<void> saved = effects_.save_journal(*unsaved_);
        if (saved) {
            unsaved_.reset();
        } else {
            journal_error_ = saved.error().message;
        }
    }
    return !unsaved_;
}

void Loop::carry_out_ask(const decide::AskAgent& ask) {
    if (!is_change(ask.request) || journal_is_written()) {
        effects_.ask_agent(ask);
    } else {
        refuse(ask);
    }
}

void Loop::refuse(const decide::AskAgent& ask) {
    take(decide::AgentAnswered{ask.id,
                               agent::Refusal{Message{MessageId::JournalNotWritten, {journal_error_}}}});
}

} // namespace mirrorwatch::app
