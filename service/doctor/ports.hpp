// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "common/vpn_rules.hpp"
#include "service/agent/ports.hpp"
#include "service/doctor/facts.hpp"
#include "service/sense/host/host_facts.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// All that `doctor` asks of a machine. A test fills it.
namespace mirrorwatch::doctor {

/// A server of this process on 127.0.0.1, for as long as it lives. It takes connections and says nothing.
class LoopbackServer {
public:
    virtual ~LoopbackServer() = default;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

/// The name of a program's file, and the names of what it has to have for others to call.
struct WantedExports {
    std::string library; // of the system folder
    std::vector<std::string> names;
};

/// A file that is a program's settings: nothing where there is none.
using SettingsText = std::optional<std::string>;

/// Each may block, for seconds at most, and says in one sentence why it could not answer.
struct DoctorPorts {
    agent::Ports& agent;    // wsl.exe and .wslconfig, as the user
    bool is_system = false; // this is LocalSystem, which WSL refuses
    sense::HostCalls host = {};
    VpnRules vpn_rules = {};
    std::function<bool(const WantedExports&)> has_exports = {};
    std::function<Result<ConfigFacts>()> config = {};
    std::function<Result<AdapterTable>()> adapters = {};
    std::function<std::vector<ProbeResult>(const std::vector<EndpointSpec>&)> probe = {}; // from Windows
    std::function<Result<std::vector<InstalledProgram>>()> programs = {};
    std::function<Result<std::vector<std::uint16_t>>()> windows_listens = {};
    std::function<Result<std::string>()> excluded_ranges = {}; // as netsh.exe prints them
    std::function<Result<std::vector<InboundRule>>()> windows_rules = {};
    std::function<Result<std::unique_ptr<LoopbackServer>>()> listen = {};
    std::function<Result<SettingsText>()> docker_settings = {}; // its JSON
    std::function<bool()> config_is_newer_than_docker = {};     // and Docker Desktop runs
    std::function<std::vector<EndpointSpec>()> endpoints = {};  // all that are configured
    std::function<ProductFacts()> product = {};
};

} // namespace mirrorwatch::doctor
