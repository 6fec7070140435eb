// SPDX-License-Identifier: MIT
#include "service/decide/user/chronicle.hpp"

#include "common/names.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

std::vector<std::string> missing_in(const std::vector<std::string>& names,
                                    const std::vector<std::string>& others) {
    std::vector<std::string> missing;
    std::ranges::copy_if(names, std::back_inserter(missing),
                         [&](const std::string& name) { return !contains(others, name); });
    return missing;
}

/// Of those that were down: they answer. One that is gone, or is not asked now, is not heard of.
std::vector<std::string> those_up(const std::vector<std::string>& names,
                                  const std::vector<Watched>& endpoints) {
    std::vector<std::string> up;
    for (const Watched& endpoint : endpoints) {
        const std::string& name = endpoint.spec().name;
        if ((contains(names, name) || contains(names, name + " (from WSL)")) && endpoint.is_well()) {
            up.push_back(name);
        }
    }
    return up;
}

} // namespace

void Chronicle::note(const Network& network, const WslWatch& wsl, const std::vector<Watched>& endpoints,
                     const UserOutbox& out) {
    if (network.is_known()) {
        note_vpns(network, out);
    }
    note_wsl(wsl, out);
    note_endpoints(endpoints, out);
}

void Chronicle::note_vpns(const Network& network, const UserOutbox& out) {
    std::map<std::string, std::string> now;
    for (const Vpn& vpn : network.vpns().all()) {
        if (vpn.is_up()) {
            now.emplace(vpn.identity.guid, label(vpn));
            if (vpns_ && !vpns_->contains(vpn.identity.guid)) {
                out.record({MessageId::VpnConnected, {label(vpn)}}, vpn.seen);
            }
        }
    }
    for (const auto& [guid, name] : vpns_.value_or(std::map<std::string, std::string>{})) {
        if (!now.contains(guid)) {
            out.record({MessageId::VpnDisconnected, {name}});
        }
    }
    vpns_ = std::move(now);
}

void Chronicle::note_wsl(const WslWatch& wsl, const UserOutbox& out) {
    const NetworkingMode mode = wsl.seen().effective;
    if (!wsl.is_running()) {
        if (std::exchange(mode_, std::nullopt)) {
            out.record({MessageId::WslEnded, {}});
        }
    } else if (mode != NetworkingMode::Unknown && mode_ != mode) {
        out.record({MessageId::ModeInForce, {std::string{name_of(mode)}}});
        mode_ = mode;
    }
}

void Chronicle::note_endpoints(const std::vector<Watched>& endpoints, const UserOutbox& out) {
    std::vector<std::string> down = names_of_down(endpoints);
    if (auto failing = missing_in(down, down_); !failing.empty()) {
        out.record({MessageId::EndpointsDown, std::move(failing)}, {}, true);
    }
    const std::vector<std::string> ended = missing_in(down_, down);
    if (auto back = those_up(ended, endpoints); !back.empty()) {
        out.record({MessageId::AnswersAgain, std::move(back)});
    }
    down_ = std::move(down);
}

} // namespace mirrorwatch::decide
