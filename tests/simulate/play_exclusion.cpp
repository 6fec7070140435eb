// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include <algorithm>
#include <array>
#include <string>

/// What WSL does to an exclusion, and what the core makes of it.
namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr int c_most_disturbances = 6;
// A change is seen when the adapters were quiet for 350 ms, and refreshed so long after that.
constexpr Time c_seen_after{365};
constexpr std::array<Time, 3> c_refreshed_after{500ms, 2s, 5s};

/// Of the device that the guest has.
AdapterIdentity identity_of(const world::Wsl& wsl, std::size_t vpn) {
    const auto device = std::find_if(wsl.devices.begin(), wsl.devices.end(),
                                     [&](const world::Device& candidate) { return candidate.vpn == vpn; });
    return {device == wsl.devices.end() ? "" : device->guid, {}, {}, {}};
}

/// Of "tcp://10.20.0.7:5432" or "https://www.example/".
std::string host_of(const EndpointView& endpoint) {
    const std::size_t scheme = endpoint.address.find("://");
    const std::string rest =
        scheme == std::string::npos ? endpoint.address : endpoint.address.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of(":/"));
}

} // namespace

void Play::look_at_exclusions() {
    invariants_.at(step_, now_);
    if (core_ == nullptr || !is_logged_on_ || agent_dead_ || agent_hangs_) {
        invariants_.excuse();
    }
    for (std::size_t user = 0; user < users_.size(); ++user) {
        const world::Wsl& wsl = world_.wsl(user);
        if (wsl.exclusion && world_.is_vpn_up(wsl.exclusion->vpn)) {
            invariants_.on_exclusion(user, world::is_whole(wsl, *wsl.exclusion));
        }
    }
}

/// While one is in force, WSL works on the adapters: here and there twice, the second time at a moment
/// before, at or after a refresh that answers the first.
void Play::disturb_exclusion() {
    if (!plan_->guests.are_disturbed || disturbed_ == c_most_disturbances || now_ < disturbed_until_) {
        return;
    }
    ++disturbed_;
    const Time first = disturbances_.between(1s, 60s);
    const Time refresh = c_seen_after + c_refreshed_after.at(disturbances_.below(c_refreshed_after.size()));
    const Time second = first + refresh + disturbances_.between(0ms, 900ms) - 300ms;
    for (const Time when : {first, second}) {
        if (when == first && (plan_->guests.have_nexthops || disturbances_.chance(30))) {
            later(when, Happening{What::Unplug});
            later(when + disturbances_.between(50ms, 900ms), Happening{What::PlugIn});
        } else {
            later(when, Happening{What::UpdateAdapter, 0, disturbances_.below(3)});
        }
        if (disturbances_.chance(40)) {
            break;
        }
    }
    disturbed_until_ = now_ + second + 10s;
}

/// One that the user is asked to agree to must be able to cure something.
void Play::look_at_offer_of_exclusion(const Snapshot& snapshot, std::size_t user) {
    const Offer& offer = *snapshot.offer;
    if (std::ranges::count(offer.choices, Choice{Exclude{}}) == 0 || !world_.is_settled()) {
        return;
    }
    const bool is_about_vpn = std::ranges::any_of(snapshot.endpoints, [&](const EndpointView& endpoint) {
        return std::ranges::count(offer.endpoints, endpoint.name) > 0 &&
               world_.leaves_by_vpn(user, host_of(endpoint));
    });
    invariants_.on_exclusion_offered(is_about_vpn);
}

/// Before it says that one did not help, it has to try it once more.
void Play::look_at_end_of_exclusion(const Snapshot& snapshot, std::size_t user) {
    const auto& exclusion = world_.wsl(user).exclusion;
    if (!invariants_.says_that_exclusion_did_not_help(user, snapshot) || !exclusion) {
        return;
    }
    const auto& endpoints = plan_->needs;
    world::World tried = world_;
    tried.act(user, agent::ApplyExclusion{identity_of(world_.wsl(user), exclusion->vpn)});
    const bool fails =
        !world::failing(world_, user, endpoints).empty(); // what heals by itself proves nothing
    invariants_.on_exclusion_given_up(fails && world::failing(tried, user, endpoints).empty());
}

} // namespace mirrorwatch::simulate
