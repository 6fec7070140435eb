// SPDX-License-Identifier: MIT
#include "common/vpn_rules.hpp"

#include <iterator>

namespace mirrorwatch {

void add_users_rules(VpnRules& table, VpnRules users) {
    const VpnRules usual;
    for (VpnRule& rule : users.rules) {
        rule.is_users = true;
    }
    // In front: the first row that knows the client names it.
    table.rules.insert(table.rules.begin(), std::make_move_iterator(users.rules.begin()),
                       std::make_move_iterator(users.rules.end()));
    table.services.insert(table.services.begin(), std::make_move_iterator(users.services.begin()),
                          std::make_move_iterator(users.services.end()));
    table.synthetic_dns.insert(table.synthetic_dns.begin(),
                               std::make_move_iterator(users.synthetic_dns.begin()),
                               std::make_move_iterator(users.synthetic_dns.end()));
    if (users.vpn_score != usual.vpn_score) {
        table.vpn_score = users.vpn_score;
    }
    if (users.maybe_score != usual.maybe_score) {
        table.maybe_score = users.maybe_score;
    }
}

} // namespace mirrorwatch
