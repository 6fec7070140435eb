// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/story.hpp"

#include <string>
#include <vector>

/// How a story may begin, and what may befall it.
namespace mirrorwatch::support {

using Choices = std::vector<Choice>;
using Faults = std::vector<Fault>;
using Lines = std::vector<std::string>;

/// A machine of which everything can be learned that the core asks for, and nothing is wrong with it: not
/// even its VPNs break anything. It was not begun yet.
struct OpenMachine : Story {
    explicit OpenMachine(std::vector<EndpointSpec> endpoints, PolicyAction action = PolicyAction::Ask);
};

/// The same, for a minute already, and each of its endpoints answers that is asked.
struct ClearMorning : OpenMachine {
    explicit ClearMorning(std::vector<EndpointSpec> endpoints, PolicyAction action = PolicyAction::Ask);
};

/// From both sides: in the Internet, or reached only through the VPN.
[[nodiscard]] EndpointSpec website(const std::string& name = "wiki");
[[nodiscard]] EndpointSpec intranet(const std::string& name = "git");
/// From both sides, and it needs no name.
[[nodiscard]] EndpointSpec box(const std::string& name, const std::string& address);

// What may ail WSL, with or without a VPN, until a cure is found.
/// The names of these do not resolve.
[[nodiscard]] Ailment nameless(std::vector<std::string> endpoints, std::vector<RemedySpec> cures = {});
/// The names do, to 203.0.113.9, and no connection comes about.
[[nodiscard]] Ailment unconnected(std::vector<std::string> endpoints, std::vector<RemedySpec> cures = {});
/// Windows does not get there either.
[[nodiscard]] Ailment unreached(const std::string& endpoint, std::vector<RemedySpec> cures = {});
/// It answers in WSL, and Windows gets nowhere by its address.
[[nodiscard]] Ailment out_of_reach(const std::string& server, std::vector<RemedySpec> cures = {});

[[nodiscard]] Adapter open_vpn();    // a TUN
[[nodiscard]] Adapter check_point(); // an Ethernet card, as it says itself

/// This and nothing else is found, for which there are only words, and nothing came of it.
void check_only_words(const Story& story, Fault fault);

/// An hour later these are found, and nothing came of it.
void check_left_alone(Story& story, const std::vector<Fault>& causes);

} // namespace mirrorwatch::support
