#include "service/decide/ladder/ladder.hpp"

#include "service/decide/network/routes.hpp"

#include <algorithm>

namespace mirrorwatch::decide {

std::vector<Choice> choices(const Vpn& vpn, const AdapterTable& table,
                            const std::vector<const EndpointMonitor*>& broken, bool may_not_exclude) {
    const bool needs_vpn = std::any_of(broken.begin(), broken.end(), [&](const EndpointMonitor* endpoint) {
        return endpoint->spec().when == EndpointWhen::Vpn ||
               is_routed_through(table, vpn.adapter, endpoint->spec().host);
    });
    if (needs_vpn || may_not_exclude || vpn.kind != VpnKind::Adapter) {
        return {Choice::FallBackToNat, Choice::NotNow};
    }
    return {Choice::Exclude, Choice::FallBackToNat, Choice::NotNow};
}

} // namespace mirrorwatch::decide
