// SPDX-License-Identifier: MIT
// How long a big table of adapters takes from the system's rows to the verdicts. One line for each part;
// fails where the limit for all is passed. Usage: adapters-bench
#include "service/decide/network/delta.hpp"
#include "service/decide/network/vpn.hpp"
#include "service/sense/adapters/adapter_rows.hpp"
#include "tests/support/adapter_dumps.hpp"
#include "tests/support/shipped_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch {
namespace {

using Millis = std::chrono::duration<double, std::milli>;

constexpr std::size_t c_adapters = 60;
constexpr std::size_t c_routes = 300;
constexpr std::size_t c_runs = 501;
constexpr Millis c_limit{10};

/// What the system's tables hold.
struct Rows {
    std::vector<sense::AdapterRow> adapters;
    std::vector<sense::RouteRow> routes;
    sense::Details details;
};

std::vector<support::Dump> dumps() {
    std::vector<support::Dump> all = support::known_vpns();
    for (const auto* more : {&support::unlisted_vpns(), &support::look_alikes()}) {
        all.insert(all.end(), more->begin(), more->end());
    }
    return all;
}

/// As the system writes it: with lower case, which the reader has to mend.
std::string guid(std::size_t number) {
    return fmt::format("{{37217669-42da-4657-a55b-{:012x}}}", number);
}

std::uint8_t byte(std::size_t number) {
    return static_cast<std::uint8_t>(number);
}

sense::AdapterRow adapter_row(const support::Dump& dump, std::size_t number) {
    sense::AdapterRow row;
    row.guid = guid(number);
    row.luid = number << 24;
    row.index = row.ipv6_index = static_cast<std::uint32_t>(number);
    row.friendly_name = dump.name + " " + std::to_string(number);
    row.description = dump.description;
    row.if_type = dump.if_type;
    row.mac = {0x00, 0x15, 0x5D, 0x01, 0x02, byte(number)};
    row.up = true;
    row.addresses = {{{10, 8, byte(number), 2}, 24},
                     {{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, byte(number)}, 64}};
    row.gateways = {{10, 8, byte(number), 1}};
    row.dns_servers = {{10, 8, byte(number), 53}, {10, 8, byte(number), 54}};
    row.dns_suffix = "corp.example";
    row.mtu = 1500;
    return row;
}

void add_details(sense::Details& details, const support::Dump& dump, std::size_t number) {
    const std::uint64_t luid = number << 24;
    details.interfaces.push_back({luid, false, dump.hardware.value_or(true), true, 14, 1});
    // Each has three packet filters, which are interfaces of their own to Windows.
    for (std::size_t filter = 1; filter <= 3; ++filter) {
        details.interfaces.push_back({luid + filter, true, false, true, 14, 1});
    }
    details.ip_interfaces.push_back({luid, false, 25, 1500, false});
    details.ip_interfaces.push_back({luid, true, 25, 1500, false});
    details.devices.push_back({guid(number), dump.component_id, "service"});
}

sense::RouteRow route(sense::Bytes to, std::uint8_t length, std::size_t adapter) {
    sense::RouteRow row;
    row.destination.address = std::move(to);
    row.destination.length = length;
    row.next_hop = {10, 8, byte(adapter), 1};
    row.interface_index = static_cast<std::uint32_t>(adapter);
    row.metric = 25;
    return row;
}

Rows big_machine() {
    const std::vector<support::Dump> all = dumps();
    Rows rows;
    for (std::size_t i = 0; i < c_adapters; ++i) {
        rows.adapters.push_back(adapter_row(all[i % all.size()], i + 1));
        add_details(rows.details, all[i % all.size()], i + 1);
    }
    for (std::size_t i = 0; i < c_routes; ++i) {
        rows.routes.push_back(route({10, byte(i / c_adapters), byte(i), 0}, 24, i % c_adapters + 1));
    }
    return rows;
}

/// The same machine after a VPN took over everything, and each adapter got another address.
Rows changed(Rows rows) {
    for (sense::AdapterRow& adapter : rows.adapters) {
        adapter.addresses.front().address.back() = 3;
    }
    rows.routes.push_back(route({0, 0, 0, 0}, 1, c_adapters));
    rows.routes.push_back(route({128, 0, 0, 0}, 1, c_adapters));
    return rows;
}

Millis median(const std::string& name, const std::function<void()>& work) {
    std::vector<Millis> times;
    for (std::size_t i = 0; i < c_runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        times.emplace_back(std::chrono::steady_clock::now() - begin);
    }
    std::nth_element(times.begin(), times.begin() + c_runs / 2, times.end());
    fmt::print("{:52} {:8.3f} ms\n", name, times[c_runs / 2].count());
    return times[c_runs / 2];
}

bool run() {
    const VpnRules rules = support::shipped_rules();
    const Rows before_rows = big_machine();
    const Rows after_rows = changed(before_rows);
    AdapterTable before;
    AdapterTable after;
    std::size_t changes = 0;
    std::size_t vpns = 0;
    Millis all = median("read: rows to a table", [&] {
        after = sense::to_table(after_rows.adapters, after_rows.routes, after_rows.details);
    });
    before =
        decide::what_matters(sense::to_table(before_rows.adapters, before_rows.routes, before_rows.details));
    all += median("compared: what matters, and what differs",
                  [&] { changes = decide::difference(before, decide::what_matters(after)).size(); });
    all += median("judged: every adapter, by the shipped table", [&] {
        vpns = static_cast<std::size_t>(
            std::count_if(after.adapters.begin(), after.adapters.end(),
                          [&](const Adapter& adapter) { return decide::judge(adapter, rules).is_vpn(); }));
    });
    const bool is_over = all > c_limit;
    fmt::print("{:52} {:8.3f} ms (at most {:.0f}){}\n",
               fmt::format("all: {} adapters, {} routes, {} rules", after.adapters.size(),
                           after.routes.size(), rules.rules.size()),
               all.count(), c_limit.count(), is_over ? " OVER" : "");
    fmt::print("{} changes, {} VPNs\n", changes, vpns);
    // Of nothing compared and nothing judged the times would say nothing.
    return !is_over && after.adapters.size() == c_adapters && changes > c_adapters && vpns > 0;
}

} // namespace
} // namespace mirrorwatch

int main() {
    return mirrorwatch::run() ? 0 : 1;
}
