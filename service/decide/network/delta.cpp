// SPDX-License-Identifier: MIT
#include "service/decide/network/delta.hpp"

#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace mirrorwatch::decide {
namespace {

bool is_wsls_switch(const Adapter& adapter) {
    return std::string_view{adapter.friendly_name}.starts_with("vEthernet (WSL");
}

bool is_to_all_or_many(const Route& route) {
    const std::string_view to = route.destination.address;
    const bool is_multicast = (to == "224.0.0.0" && route.destination.length == 4) ||
                              (to.starts_with("ff") && to.find(':') != std::string_view::npos);
    return is_multicast || to == "255.255.255.255";
}

const Adapter* find(const AdapterTable& table, std::string_view guid) {
    const auto found = std::find_if(table.adapters.begin(), table.adapters.end(),
                                    [&](const Adapter& a) { return a.guid == guid; });
    return found == table.adapters.end() ? nullptr : &*found;
}

Adapter bare(const Adapter& adapter) {
    Adapter result;
    result.guid = adapter.guid;
    result.friendly_name = adapter.friendly_name;
    return result;
}

/// Of two with one GUID the one that is up stays.
void add_adapter(AdapterTable& table, const Adapter& adapter) {
    const auto same = std::find_if(table.adapters.begin(), table.adapters.end(),
                                   [&](const Adapter& a) { return a.guid == adapter.guid; });
    if (same == table.adapters.end()) {
        table.adapters.push_back(adapter.up ? adapter : bare(adapter));
    } else if (adapter.up && !same->up) {
        *same = adapter;
    }
}

bool is_of_one_up(const Route& route, const AdapterTable& table) {
    return std::any_of(table.adapters.begin(), table.adapters.end(), [&](const Adapter& adapter) {
        return adapter.up && adapter.index == route.interface_index;
    });
}

auto key_of(const Route& route) {
    return std::tie(route.interface_index, route.destination.address, route.destination.length,
                    route.next_hop, route.metric);
}

/// What the routes of an adapter say, whatever its index is.
std::vector<Route> routes_of(const AdapterTable& table, const Adapter& adapter) {
    std::vector<Route> routes;
    for (const Route& route : table.routes) {
        if (route.interface_index == adapter.index) {
            routes.push_back(route);
            routes.back().interface_index = 0;
        }
    }
    return routes;
}

template <class T>
bool differs(const std::optional<T>& a, const std::optional<T>& b) {
    return a && b && *a != *b;
}

using Metric = std::optional<std::uint32_t> Adapter::*;

/// -1, 0, 1: which of the two comes first. Nothing when a metric is not known.
std::optional<int> order(const Adapter& a, const Adapter& b, Metric metric) {
    if (!(a.*metric) || !(b.*metric)) {
        return std::nullopt;
    }
    return *(a.*metric) == *(b.*metric) ? 0 : *(a.*metric) < *(b.*metric) ? -1 : 1;
}

/// A Wi-Fi card's automatic metric follows its speed all day: only what it changes counts.
bool changes_places(const Adapter& was, const Adapter& is, const AdapterTable& before,
                    const AdapterTable& after, Metric metric) {
    if (!differs(was.*metric, is.*metric)) {
        return false;
    }
    return std::any_of(after.adapters.begin(), after.adapters.end(), [&](const Adapter& other) {
        const Adapter* once = find(before, other.guid);
        return once != nullptr && differs(order(was, *once, metric), order(is, other, metric));
    });
}

class Comparison {
public:
    Comparison(const AdapterTable& before, const AdapterTable& after)
        : before_(before)
        , after_(after) {}

    void look_at(const Adapter& is) {
        const Adapter* was = find(before_, is.guid);
        if (is.up && (was == nullptr || !was->up)) {
            note(was == nullptr ? AdapterEvent::Appeared : AdapterEvent::Up, is);
        } else if (was != nullptr && was->up && !is.up) {
            note(AdapterEvent::Down, is);
        } else if (was != nullptr && is.up) {
            look_at_properties(*was, is);
        }
    }

    void look_for_absent(const Adapter& was) {
        if (was.up && find(after_, was.guid) == nullptr) {
            note(AdapterEvent::Gone, was);
        }
    }

    void look_at_machine() {
        if (differs(before_.services, after_.services)) {
            delta_.push_back({AdapterEvent::Services, {}});
        }
        if (differs(before_.proxy, after_.proxy)) {
            delta_.push_back({AdapterEvent::Proxy, {}});
        }
    }

    [[nodiscard]] Delta take() {
        std::stable_sort(delta_.begin(), delta_.end(),
                         [](const AdapterChange& a, const AdapterChange& b) { return a.guid < b.guid; });
        return std::move(delta_);
    }

private:
    void note(AdapterEvent what, const Adapter& adapter) { delta_.push_back({what, adapter.guid}); }

    void look_at_properties(const Adapter& was, const Adapter& is) {
        const auto note_if = [&](bool changed, AdapterEvent what) {
            if (changed) {
                note(what, is);
            }
        };
        const bool default_changed = carries_default_route(before_, was) != carries_default_route(after_, is);
        note_if(was.luid != is.luid || was.index != is.index, AdapterEvent::Recreated);
        note_if(was.addresses != is.addresses || was.mac != is.mac, AdapterEvent::Addresses);
        note_if(was.gateways != is.gateways, AdapterEvent::Gateways);
        note_if(default_changed, AdapterEvent::DefaultRoute);
        note_if(!default_changed && routes_of(before_, was) != routes_of(after_, is), AdapterEvent::Routes);
        note_if(was.dns_servers != is.dns_servers || was.dns_suffix != is.dns_suffix, AdapterEvent::Dns);
        note_if(was.mtu != 0 && is.mtu != 0 && was.mtu != is.mtu, AdapterEvent::Mtu);
        note_if(changes_places(was, is, before_, after_, &Adapter::metric_ipv4) ||
                    changes_places(was, is, before_, after_, &Adapter::metric_ipv6),
                AdapterEvent::Metric);
        note_if(was.forwarding != is.forwarding, AdapterEvent::Forwarding);
        note_if(differs(was.nlm_connected, is.nlm_connected), AdapterEvent::Mirrored);
    }

    const AdapterTable& before_;
    const AdapterTable& after_;
    Delta delta_;
};

} // namespace

AdapterTable what_matters(const AdapterTable& table) {
    AdapterTable result{{}, {}, table.phonebook, table.services, table.proxy, table.internet_test};
    for (const Adapter& adapter : table.adapters) {
        if (!is_wsls_switch(adapter)) {
            add_adapter(result, adapter);
        }
    }
    for (const Route& route : table.routes) {
        if (is_of_one_up(route, result) && !is_to_all_or_many(route)) {
            result.routes.push_back(route);
        }
    }
    std::sort(result.adapters.begin(), result.adapters.end(),
              [](const Adapter& a, const Adapter& b) { return a.guid < b.guid; });
    std::sort(result.routes.begin(), result.routes.end(),
              [](const Route& a, const Route& b) { return key_of(a) < key_of(b); });
    return result;
}

Delta difference(const AdapterTable& before, const AdapterTable& after) {
    Comparison comparison{before, after};
    for (const Adapter& adapter : after.adapters) {
        comparison.look_at(adapter);
    }
    for (const Adapter& adapter : before.adapters) {
        comparison.look_for_absent(adapter);
    }
    comparison.look_at_machine();
    return comparison.take();
}

} // namespace mirrorwatch::decide
