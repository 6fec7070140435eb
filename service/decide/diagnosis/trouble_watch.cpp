// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/trouble_watch.hpp"

#include "service/decide/core/search.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

bool is_any_of(const std::vector<std::string>& endpoints, const std::vector<std::string>& names) {
    return std::any_of(endpoints.begin(), endpoints.end(),
                       [&](const std::string& name) { return contains(names, name); });
}

} // namespace

TroubleWatch::Turn TroubleWatch::look(const EvidenceContext& context) {
    const bool was_wrong = diagnosis_.is_wrong;
    Turn turn = Turn::None;
    const Vpn* vpn = nullptr;
    if (!may_be_wrong(context)) { // nothing costs nothing
        diagnosis_ = {};
        turn = note_end(was_wrong);
    } else {
        const Evidence evidence = collector_.evidence(context);
        Diagnosis diagnosis = diagnose(evidence);
        if (!diagnosis.is_wrong && is_out_of_sight(context)) {
            return Turn::None;
        }
        diagnosis_ = std::move(diagnosis);
        vpn = evidence.vpn;
        if (diagnosis_.is_wrong) {
            turn = was_wrong ? Turn::None : Turn::Begins;
            collector_.gather(diagnosis_.wants, evidence, context);
        } else {
            turn = note_end(was_wrong);
        }
    }
    findings_.update(diagnosis_, vpn, vpn == nullptr ? std::string{} : label(*vpn), context.now);
    findings_.tell_what_is_over(context.settings.notify, context.out);
    return turn;
}

/// Another break is another question.
TroubleWatch::Turn TroubleWatch::note_end(bool was_wrong) {
    if (!was_wrong) {
        return Turn::None;
    }
    collector_.forget_answers();
    return Turn::Ends;
}

/// Who was to ask for what was found got no answer: that is no sign that it is over.
bool TroubleWatch::is_out_of_sight(const EvidenceContext& context) const {
    return std::any_of(
        findings_.current().begin(), findings_.current().end(), [&](const Findings::Current& found) {
            return std::any_of(
                context.endpoints.begin(), context.endpoints.end(), [&](const Watched& endpoint) {
                    return endpoint.is_named_in(found.finding.endpoints) && endpoint.guest != nullptr &&
                           endpoint.guest->verdict().is_unaskable() && !endpoint.guest->is_skipped();
                });
        });
}

bool TroubleWatch::may_be_wrong(const EvidenceContext& context) const {
    const WslObservation& wsl = context.wsl.seen();
    const bool is_other_mode = context.wsl.is_running() && wsl.effective != wsl.configured;
    return !findings_.current().empty() || context.now < context.network.dial_matters_until() ||
           context.is_offline || is_other_mode || !wsl.config_mistakes.empty() ||
           std::any_of(context.endpoints.begin(), context.endpoints.end(),
                       [](const Watched& endpoint) { return endpoint.is_down(); });
}

void TroubleWatch::add_to(Agenda& agenda, bool is_trouble, const EvidenceContext& context) const {
    if (is_trouble) {
        collector_.add_settling_to(agenda, context);
        agenda.add_if_ahead(context.network.dial_matters_until());
        agenda.add_if_ahead(context.wsl.will_have_started());
        agenda.add_if_ahead(findings_.due(context.settings.notify, context.now));
    }
    if (is_incomplete() || (diagnosis_.is_wrong && !collector_.is_confirmed())) {
        agenda.add_if_ahead(collector_.due(context.now));
    }
}

bool TroubleWatch::leaves_by_vpn(const Finding& finding) const {
    return is_any_of(finding.endpoints, diagnosis_.leave_by_vpn);
}

bool TroubleWatch::needs_vpn(const Finding& finding) const {
    return is_any_of(finding.endpoints, collector_.behind_vpn());
}

} // namespace mirrorwatch::decide
