// SPDX-License-Identifier: MIT
#include "service/decide/remedies/remedy_runner.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

using Flows = std::vector<std::unique_ptr<RemedyFlow>>;

template <class Test>
bool is_any(const Flows& flows, Test test) {
    return std::any_of(flows.begin(), flows.end(), [&](const auto& flow) { return test(*flow); });
}

bool is_at_work_in_guest(const RemedyFlow& flow) {
    return !is_about_wsl(flow.remedy()) && (is_undoing(flow.remedy()) || flow.is_waiting());
}

} // namespace

RemedyRunner::RemedyRunner(const std::vector<Remedy>& journal, TimePoint now) {
    for (const Remedy& remedy : journal) {
        flows_.push_back(make_flow(remedy, now));
        taken_up_.push_back(remedy.id);
    }
}

const RemedyFlow& RemedyRunner::start(Remedy remedy, const RemedyContext& context) {
    remedy.id = context.out.unique_name();
    flows_.push_back(make_flow(std::move(remedy), context.now));
    const RemedyFlow& flow = *flows_.back();
    context.out.record_step(flow.remedy().spec, flow.sentence());
    return flow;
}

std::vector<Remedy> RemedyRunner::advance(const RemedyContext& context) {
    advance_each(context);
    return take_ended();
}

/// Of those about WSL only the first one takes steps; the second one waits until the file is as it was
/// before. What is done in the guest waits for those, and they for what is under way there.
void RemedyRunner::advance_each(const RemedyContext& context) {
    RemedyFlow* first = nullptr;
    bool guest_is_busy = false;
    const auto changes_wsl = [](const RemedyFlow& flow) { return would_change_wsl(flow.remedy()); };
    for (const auto& flow : flows_) {
        if (!is_about_wsl(flow->remedy())) {
            const bool begins = flow->remedy().state == RemedyState::Applying;
            const bool has_to_wait = (begins && guest_is_busy) || is_any(flows_, changes_wsl);
            if (is_undoing(flow->remedy()) || !has_to_wait) {
                flow->advance(context);
            }
            guest_is_busy = guest_is_busy || begins;
        } else if (first == nullptr) {
            first = flow.get();
            if (!would_change_wsl(flow->remedy()) || !is_any(flows_, is_at_work_in_guest)) {
                flow->advance(context);
            }
        } else {
            first->make_way(context);
            if (is_over(first->remedy().state)) {
                flow->advance(context);
                first = flow.get();
            }
        }
    }
}

std::vector<Remedy> RemedyRunner::take_ended() {
    std::vector<Remedy> ended;
    for (const auto& flow : flows_) {
        if (is_over(flow->remedy().state)) {
            ended.push_back(flow->remedy());
            last_ended_ = flow->remedy();
        }
    }
    std::erase_if(flows_, [](const auto& flow) { return is_over(flow->remedy().state); });
    return ended;
}

bool RemedyRunner::on_reply(ActionId id, const agent::Reply& reply, const RemedyContext& context) {
    return is_any(flows_, [&](RemedyFlow& flow) { return flow.on_reply(id, reply, context); });
}

void RemedyRunner::forget_questions() {
    for (const auto& flow : flows_) {
        flow->forget_question();
    }
}

void RemedyRunner::undo_all(const RemedyContext& context) {
    for (const auto& flow : flows_) {
        flow->undo(context, false);
    }
}

RemedyFlow* RemedyRunner::about_wsl() const {
    RemedyFlow* last = nullptr;
    for (const auto& flow : flows_) {
        last = is_about_wsl(flow->remedy()) ? flow.get() : last;
    }
    return last;
}

RemedyFlow* RemedyRunner::exclusion() const {
    const auto found = std::find_if(flows_.begin(), flows_.end(),
                                    [](const auto& flow) { return is<Exclude>(flow->remedy().spec); });
    return found == flows_.end() ? nullptr : found->get();
}

const AdapterIdentity* RemedyRunner::excluded_vpn() const {
    const RemedyFlow* flow = exclusion();
    return flow != nullptr && is_in_force(flow->remedy()) ? &*flow->remedy().vpn : nullptr;
}

bool RemedyRunner::awaits_wsl() const {
    return is_any(flows_, [](const RemedyFlow& flow) { return decide::awaits_wsl(flow.remedy()); });
}

bool RemedyRunner::is_verifying() const {
    return is_any(flows_, [](const RemedyFlow& flow) { return decide::is_verifying(flow.remedy()); });
}

bool RemedyRunner::refers_to(const AdapterIdentity& vpn) const {
    return is_any(flows_, [&](const RemedyFlow& flow) {
        return flow.remedy().vpn && flow.remedy().vpn->guid == vpn.guid;
    });
}

bool RemedyRunner::is_taken_up(const std::string& id) const {
    return std::find(taken_up_.begin(), taken_up_.end(), id) != taken_up_.end();
}

std::vector<Remedy> RemedyRunner::journal() const {
    std::vector<Remedy> remedies;
    remedies.reserve(flows_.size());
    for (const auto& flow : flows_) {
        remedies.push_back(flow->remedy());
    }
    return remedies;
}

void RemedyRunner::add_to(Agenda& agenda) const {
    for (const auto& flow : flows_) {
        flow->add_to(agenda);
    }
}

} // namespace mirrorwatch::decide
