// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "common/local_time.hpp"
#include "service/cli/own_endpoints_view.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::cli {

/// The endpoint of that name, or one at the address or port that the word is. Error: what it could have been.
[[nodiscard]] Result<EndpointSpec> endpoint_for(const std::string& word,
                                                const std::vector<EndpointSpec>& configured);

/// One endpoint asked from one place.
struct ProbeRow {
    EndpointSpec endpoint;
    Vantage vantage = Vantage::Windows;
    ProbeResult result;
    bool skipped = false; // WSL does not run, and nobody insisted
    std::string distro = {};
};

/// One row for each endpoint and place, in the order of the endpoints; Windows before WSL. `offset`: what the
/// clock on the wall is ahead of UTC.
[[nodiscard]] std::string probe_table(const std::vector<ProbeRow>& rows, const UtcOffset& offset);
/// {"version":1,"results":[{"name","address","vantage","ok","skipped","failed","error","latency_ms",
/// "certificate_expires","distro"}]}; see docs/json.md.
[[nodiscard]] std::string probe_json(const std::vector<ProbeRow>& rows);

inline constexpr const char* c_none_is_configured =
    "No endpoint is configured. What there may be to watch: mirrorwatch endpoints propose\n"
    "To watch something: mirrorwatch endpoints add, with an address or the port of a server in WSL\n";

/// An endpoint, and whose it is.
struct ConfiguredEndpoint {
    EndpointSpec endpoint;
    bool is_users = false; // of the user's own file
};

[[nodiscard]] std::string endpoints_table(const std::vector<ConfiguredEndpoint>& endpoints);
/// {"version":1,"endpoints":[…],"files":[{"path","source","exists","writable"}]}; see docs/json.md.
[[nodiscard]] std::string endpoints_json(const std::vector<ConfiguredEndpoint>& endpoints,
                                         const std::vector<EndpointFile>& files);
[[nodiscard]] std::vector<EndpointSpec> specs_of(const std::vector<ConfiguredEndpoint>& endpoints);

/// Who sends the probes: "the service, and within WSL".
[[nodiscard]] std::string runs_in(const EndpointSpec& endpoint);

/// What of it is not configured yet.
[[nodiscard]] std::vector<agent::Proposal> not_watched(const std::vector<agent::Proposal>& proposals,
                                                       const std::vector<EndpointSpec>& configured);
/// As TOML to be pasted; a sentence when there is nothing.
[[nodiscard]] std::string proposals_toml(const std::vector<agent::Proposal>& left);
[[nodiscard]] std::string proposals_json(const std::vector<agent::Proposal>& left);

} // namespace mirrorwatch::cli
