// SPDX-License-Identifier: MIT
#include "service/decide/remedies/restart_verdict.hpp"

#include <algorithm>

namespace mirrorwatch::decide {

bool is_out_of_guests_reach(const Remedy& remedy, TimePoint began, const RemedyContext& context) {
    const TimePoint since = std::max(began, context.network.last_change());
    return std::ranges::any_of(context.endpoints.watched, [&](const Watched& endpoint) {
        return endpoint.is_named_in(remedy.endpoints) && endpoint.guest != nullptr &&
               endpoint.guest->is_down() && endpoint.guest->verdict().answered_at() >= since &&
               (endpoint.windows == nullptr || endpoint.windows->is_up());
    });
}

bool is_cured_of_its_own(const Remedy& remedy, const RemedyContext& context) {
    const auto fails_by_name = [&](const Watched& endpoint) {
        return endpoint.is_named_in(remedy.endpoints) && endpoint.guest != nullptr &&
               endpoint.guest->is_down() && endpoint.guest->verdict().last_failed() == ProbeStep::Name;
    };
    return remedy.fault == Fault::DnsTunnelBroken &&
           std::ranges::none_of(context.endpoints.watched, fails_by_name);
}

std::vector<agent::GuestTarget> targets_of(const Remedy& remedy, const RemedyContext& context) {
    std::vector<agent::GuestTarget> result;
    for (const Watched& endpoint : context.endpoints.watched) {
        const EndpointSpec& spec = endpoint.spec();
        if (endpoint.windows != nullptr && endpoint.is_named_in(remedy.endpoints)) {
            result.push_back({spec.name, spec.host, spec.port});
        }
    }
    return result;
}

} // namespace mirrorwatch::decide
