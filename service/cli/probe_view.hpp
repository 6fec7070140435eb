// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/endpoint.hpp"
#include "common/error.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::cli {

/// The endpoint of that name, or one at the address that the word is. Error: what it could have been.
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

/// One row for each endpoint and place, in the order of the endpoints; Windows before WSL.
[[nodiscard]] std::string probe_table(const std::vector<ProbeRow>& rows);
/// {"version":1,"results":[{"name","address","vantage","ok","skipped","failed","error","latency_ms",
/// "certificate_expires","distro"}]}; see the README.
[[nodiscard]] std::string probe_json(const std::vector<ProbeRow>& rows);

/// An endpoint, and whose it is.
struct ConfiguredEndpoint {
    EndpointSpec endpoint;
    bool is_users = false; // of the user's own file
};

[[nodiscard]] std::string endpoints_table(const std::vector<ConfiguredEndpoint>& endpoints);
[[nodiscard]] std::string endpoints_json(const std::vector<ConfiguredEndpoint>& endpoints);

/// Who sends the probes: "the service, and within WSL".
[[nodiscard]] std::string runs_in(const EndpointSpec& endpoint);

/// What is proposed and not yet configured, as TOML to be pasted; a sentence when there is nothing.
[[nodiscard]] std::string proposals_toml(const std::vector<agent::Proposal>& proposals,
                                         const std::vector<EndpointSpec>& configured);
[[nodiscard]] std::string proposals_json(const std::vector<agent::Proposal>& proposals,
                                         const std::vector<EndpointSpec>& configured);

} // namespace mirrorwatch::cli
