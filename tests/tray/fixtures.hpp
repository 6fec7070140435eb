// SPDX-License-Identifier: MIT
#pragma once

#include "tray/present.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// One user's tray, and snapshots to show it.
namespace mirrorwatch::tray {

inline EndpointView endpoint(std::string name, EndpointState state) {
    return {std::move(name), "tcp://127.0.0.1:5432", state, state == EndpointState::Down ? "timed out" : "",
            std::chrono::milliseconds{12}};
}

inline Snapshot all_well() {
    Snapshot snapshot;
    snapshot.wsl_running = true;
    snapshot.effective = snapshot.configured = NetworkingMode::Mirrored;
    snapshot.distros = {"Ubuntu-24.04", "docker-desktop"};
    snapshot.endpoints = {endpoint("api", EndpointState::Up), endpoint("db", EndpointState::Up)};
    snapshot.can_roll_back = true;
    return snapshot;
}

inline Snapshot broken_by_cisco() {
    Snapshot snapshot = all_well();
    snapshot.health = Health::Trouble;
    snapshot.headline = {MessageId::VpnBrokeMirrored, {"Cisco Secure Client", "api and db"}};
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    snapshot.endpoints = {endpoint("api", EndpointState::Down), endpoint("db", EndpointState::Down)};
    snapshot.offer = Offer{"offer-1",
                           "Ethernet 4",
                           {"api", "db"},
                           {"Ubuntu-24.04", "docker-desktop"},
                           {Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}},
                           false};
    return snapshot;
}

inline RemedyView remedy(RemedySpec spec, RemedyState state, Message sentence) {
    return {spec, state, std::move(sentence)};
}

/// One user's tray: what it shows, snapshot after snapshot.
struct Tray {
    View view;

    const View& sees(const std::optional<Snapshot>& snapshot) {
        view = present(snapshot, view.shown);
        return view;
    }
};

inline std::optional<protocol::Verb> answer(Choice choice) {
    return protocol::AnswerOffer{"offer-1", choice};
}

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace mirrorwatch::tray
