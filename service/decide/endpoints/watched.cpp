// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/watched.hpp"

#include "common/masked.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::decide {
namespace {

/// Of two vantages the one with more is shown. That one is not known yet is no bad news.
int badness(EndpointState state) {
    constexpr std::array c_rising{EndpointState::Paused, EndpointState::Skipped, EndpointState::Unknown,
                                  EndpointState::Up,     EndpointState::Pending, EndpointState::Down};
    return static_cast<int>(std::find(c_rising.begin(), c_rising.end(), state) - c_rising.begin());
}

/// A guest that cannot be asked is no bad news, unless it failed when it could.
bool is_well_from(const EndpointMonitor* monitor) {
    return monitor == nullptr || monitor->is_steadily_up() || monitor->is_skipped() ||
           (monitor->vantage() == Vantage::Wsl && monitor->verdict().is_long_unaskable() &&
            !monitor->is_down());
}

} // namespace

bool Watched::is_named_in(const std::vector<std::string>& names) const {
    return std::find(names.begin(), names.end(), spec().name) != names.end();
}

bool Watched::is_down() const {
    return (windows != nullptr && windows->is_down()) || (guest != nullptr && guest->is_down());
}

bool Watched::is_well() const {
    return is_well_from(windows) && is_well_from(guest);
}

void Watched::forget_vpn() const {
    for (EndpointMonitor* monitor : {windows, guest}) {
        if (monitor != nullptr) {
            monitor->verdict().forget_vpn();
        }
    }
}

EndpointView Watched::view(std::optional<TimePoint> now) const {
    EndpointView view;
    view.name = spec().name;
    view.address = shown_address(spec());
    view.group = spec().group;
    view.source = spec().source;
    if (windows != nullptr) {
        view.vantages.push_back(windows->view(windows_runs_in, now));
        view.certificate_expires = windows->certificate_expires();
    }
    if (guest != nullptr) {
        view.vantages.push_back(guest->view(RunsIn::Guest, now));
    }
    const auto worst =
        std::max_element(view.vantages.begin(), view.vantages.end(),
                         [](const auto& a, const auto& b) { return badness(a.state) < badness(b.state); });
    view.state = worst->state;
    view.last_error = worst->last_error;
    view.latency = worst->latency;
    return view;
}

bool are_well(const std::vector<Watched>& endpoints, const std::vector<std::string>& names) {
    return std::all_of(endpoints.begin(), endpoints.end(), [&](const Watched& endpoint) {
        return !endpoint.is_named_in(names) || endpoint.is_well();
    });
}

std::vector<std::string> names_of_down(const std::vector<Watched>& endpoints) {
    std::vector<std::string> names;
    for (const Watched& endpoint : endpoints) {
        if (endpoint.windows != nullptr && endpoint.windows->is_down()) {
            names.push_back(endpoint.spec().name);
        } else if (endpoint.is_down()) {
            names.push_back(endpoint.spec().name + " (from WSL)");
        }
    }
    return names;
}

} // namespace mirrorwatch::decide
