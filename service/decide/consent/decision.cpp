// SPDX-License-Identifier: MIT
#include "service/decide/consent/decision.hpp"

#include "common/remedy_catalogue.hpp"

#include <utility>

namespace mirrorwatch::decide {
namespace {

using Permission = ConsentDecision::Permission;

bool is_looked_into(const DecisionInput& now) {
    return now.is_unclear || now.is_being_probed || now.is_too_new;
}

std::optional<MessageId> why_not_yet(const DecisionInput& now) {
    return now.is_paused         ? std::optional{MessageId::WatchingPaused}
           : now.is_in_hand      ? std::optional{MessageId::RemedyInProgress}
           : is_looked_into(now) ? std::optional{MessageId::BeingLookedInto}
           : now.is_settling     ? std::optional{MessageId::StillSettling}
           : now.wsl_is_starting ? std::optional{MessageId::WslIsStarting}
           : now.is_answered     ? std::optional{MessageId::AlreadyAnswered}
           : now.is_postponed    ? std::optional{MessageId::CountdownPostponed}
                                 : std::nullopt;
}

MessageId why_nothing_is_offered(const DecisionInput& now) {
    return now.only_notify      ? MessageId::OnlyNotifiedByOrganisation
           : now.has_remedies   ? MessageId::OnlyNotified
           : now.is_forbidden   ? MessageId::RemediesForbidden
           : now.was_tried      ? MessageId::NothingHelped
           : now.mode_is_locked ? MessageId::ModeIsLocked
                                : MessageId::OnlyWords;
}

Decision by_consent(const DecisionInput& now) {
    ConsentDecision consent = consent_for(now.consent, now.vpn);
    switch (consent.permission) {
    case Permission::Granted:
        return Act{};
    case Permission::Countdown:
        return CountDown{};
    case Permission::Ask:
        return Ask{};
    case Permission::Tell:
    case Permission::Silent:
        break;
    }
    return Tell{std::move(consent.why)};
}

} // namespace

Decision decision_on(const DecisionInput& now) {
    if (const auto why = why_not_yet(now)) {
        const bool for_probe = *why == MessageId::BeingLookedInto && !now.is_unclear && now.is_being_probed;
        return Wait{{*why, {}}, for_probe};
    }
    if (!now.has_remedies || now.consent.action == VpnPolicy::Action::Notify) {
        const bool is_aloud = !now.is_hint && now.consent.action != VpnPolicy::Action::Never;
        return Tell{Message{why_nothing_is_offered(now), {}}, is_aloud};
    }
    if (now.is_seen_once && ends_sessions(now.consent.choice)) {
        return SeeAgain{};
    }
    if (!now.use_is_known && depends_on_use(now.consent)) {
        return FindOutUse{};
    }
    return by_consent(now);
}

bool depends_on_use(const ConsentRequest& asked) {
    return asked.action == VpnPolicy::Action::Auto && ends_sessions(asked.choice) && asked.distros_run &&
           asked.idle_only && asked.may_switch;
}

} // namespace mirrorwatch::decide
