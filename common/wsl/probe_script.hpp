// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "common/wsl/guest_script.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// How endpoints are probed from within the guest: one script that asks them all at the same time, and how to
/// read what it saw.
namespace mirrorwatch::wsl {

/// Whether the guest can be asked about this endpoint at all: nothing in it is more than a line, a header or
/// a host may be. Error: what cannot be, in words.
[[nodiscard]] Result<void> can_be_probed(const EndpointSpec& endpoint);

struct ProbeScript {
    GuestScript script;
    std::vector<std::chrono::milliseconds> allowed; // to each; less than its own where they are many, or slow
    std::chrono::seconds limit{0};                  // until the script has ended
};

/// The endpoints are those that can be probed, at most 64 are asked at the same time. Each is asked until it
/// answers, `attempts` times at most, which begin c_attempt_every apart and may overlap. All is over within
/// 40 s. One with headers of its own is not followed to where it is redirected, as they may be secret.
[[nodiscard]] ProbeScript probe_script(const std::vector<EndpointSpec>& endpoints, int attempts = 1);

/// Which program asked. None: the guest has none for this. Name: none was asked, as the name was not found.
enum class GuestTool { None, Name, Curl, Bash, Nc, Wget, Telnet, Getent, Proc };

/// What the guest's tool said of one endpoint.
struct GuestSighting {
    GuestTool tool = GuestTool::None;
    int code = 0;    // of the tool's end
    std::string why; // one of the script's words, or empty
    std::chrono::milliseconds took{0};
    std::optional<int> status; // HTTP; 0: something that is not HTTP
    std::string body;          // the first 64 KiB, if somebody wants it
    std::vector<std::string> addresses;
    // curl's: seconds from the beginning until the name was known, connected, encrypted, first byte, the end
    std::vector<double> seconds;
    int redirects = 0; // that curl followed
    int attempts = 1;  // all else is of the last one
    // the guest's network
    std::vector<std::string> routes_v4;    // "eth0 004DA8C0 0001 00FFFFFF": device, destination, flags, mask
    std::vector<std::string> addresses_v6; // "eth0 fe80…02 40 20": device, address, length, scope
    std::vector<std::string> routes_v6;    // of defaults: "eth0 00450003": device, flags
    std::vector<std::string> listening;    // "1F90": TCP ports that Windows' 127.0.0.1 leads to
};

/// One for each endpoint, in order. Nothing for one of which the guest did not get to its end; an error says
/// that what it said is none of the script's words.
[[nodiscard]] std::vector<std::optional<Result<GuestSighting>>> read_sightings(const GuestReport& report,
                                                                               std::size_t endpoints);

} // namespace mirrorwatch::wsl
