// SPDX-License-Identifier: MIT
#include "service/decide/consent/consent.hpp"

#include "common/ascii.hpp"
#include "common/remedy_catalogue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mirrorwatch::decide {
namespace {

using Allowed = VpnPolicy::Action;
using Permission = ConsentDecision::Permission;

Allowed action_of(PolicyAction action) {
    switch (action) {
    case PolicyAction::Auto:
        return Allowed::Auto;
    case PolicyAction::Notify:
        return Allowed::Notify;
    case PolicyAction::Ask:
        break;
    }
    return Allowed::Ask;
}

/// How much is done without the user: the organisation sets the most.
int extent_of(Allowed action) {
    switch (action) {
    case Allowed::Never:
        return 0;
    case Allowed::Notify:
        return 1;
    case Allowed::Ask:
        return 2;
    case Allowed::Auto:
        return 3;
    case Allowed::Exclude:
        break;
    }
    return 4;
}

Allowed at_most(const std::optional<PolicyAction>& limit, Allowed action) {
    return limit && extent_of(action_of(*limit)) < extent_of(action) ? action_of(*limit) : action;
}

Allowed by_preference(Preference preference, const std::optional<PolicyAction>& limit) {
    if (preference == Preference::NeverAsk) {
        return Allowed::Never;
    }
    return limit == PolicyAction::Notify ? Allowed::Notify : Allowed::Exclude;
}

bool fits_any(std::string_view pattern, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return fits(pattern, name); });
}

/// WSL is shut down for it, and nobody has said so in this case.
ConsentDecision rule_on_restart(const ConsentRequest& asked) {
    if (!asked.may_switch) {
        return {Permission::Ask, Message{MessageId::SwitchedLately, {}}};
    }
    if (!asked.distros_run) {
        return {Permission::Granted, {}};
    }
    if (asked.idle_only && asked.in_use.value_or(true)) { // unknown counts as in use
        return {Permission::Ask, Message{MessageId::DistroInUse, {}}};
    }
    return {Permission::Countdown, {}};
}

ConsentDecision rule_on_auto(const ConsentRequest& asked) {
    if (asked.confidence == Confidence::Possible || is<RestartWsl>(asked.choice)) {
        return {};
    }
    if (ends_sessions(asked.choice)) {
        return rule_on_restart(asked);
    }
    return {asked.bypasses_tunnel && is<Exclude>(asked.choice) ? Permission::Ask : Permission::Granted, {}};
}

} // namespace

bool set_preference(std::vector<VpnPreference>& preferences, VpnPreference preference) {
    const auto erased = std::erase_if(preferences, [&](const VpnPreference& other) {
        return other.sid == preference.sid && other.vpn == preference.vpn;
    });
    if (preference.preference != Preference::Ask) {
        preferences.push_back(std::move(preference));
    }
    return erased != 0;
}

std::vector<VpnPreference> preferences_of(std::string_view sid,
                                          const std::vector<VpnPreference>& preferences) {
    std::vector<VpnPreference> own;
    std::copy_if(preferences.begin(), preferences.end(), std::back_inserter(own),
                 [&](const VpnPreference& preference) { return preference.sid == sid; });
    return own;
}

/// Each star takes as little as possible; where that fails, the last one takes one letter more.
bool fits(std::string_view pattern, std::string_view name) {
    constexpr auto c_none = std::string_view::npos;
    std::size_t at = 0;
    std::size_t star = c_none;
    std::size_t after_star = 0; // where in the name the last star's letters end
    for (std::size_t i = 0; i < name.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            after_star = i;
        } else if (at < pattern.size() && lower(pattern[at]) == lower(name[i])) {
            ++at;
            ++i;
        } else if (star != c_none) {
            at = star + 1;
            i = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == c_none;
}

Allowed action_for(const Settings::Policy& policy, const std::vector<VpnPreference>& preferences,
                   std::string_view sid, const std::vector<std::string>& names) {
    for (const VpnPreference& preference : preferences) {
        const bool is_of_user =
            preference.sid == sid && std::find(names.begin(), names.end(), preference.vpn) != names.end();
        if (is_of_user && preference.preference != Preference::Ask) {
            return by_preference(preference.preference, policy.limits.action);
        }
    }
    const auto row = std::find_if(policy.vpns.begin(), policy.vpns.end(),
                                  [&](const VpnPolicy& vpn) { return fits_any(vpn.name, names); });
    return row == policy.vpns.end() ? action_of(policy.action) : at_most(policy.limits.action, row->action);
}

ConsentDecision consent_for(const ConsentRequest& asked, const std::string& vpn) {
    switch (asked.action) {
    case Allowed::Never:
        return {Permission::Silent, Message{MessageId::LeftAloneAsWished, {vpn}}};
    case Allowed::Notify:
        return {Permission::Tell, Message{MessageId::OnlyNotified, {}}};
    case Allowed::Exclude:
        return {is<Exclude>(asked.choice) ? Permission::Granted : Permission::Ask, {}};
    case Allowed::Auto:
        return rule_on_auto(asked);
    case Allowed::Ask:
        break;
    }
    return {};
}

ConsentDecision consent_for_restore(RestorePolicy policy, const ConsentRequest& asked) {
    switch (policy) {
    case RestorePolicy::Never:
        return {Permission::Silent, {}};
    case RestorePolicy::Auto:
        return rule_on_restart(asked);
    case RestorePolicy::Ask:
        break;
    }
    return {};
}

} // namespace mirrorwatch::decide
