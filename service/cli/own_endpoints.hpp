// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "config/edit.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/cli/command_line.hpp"

#include <string>
#include <string_view>
#include <vector>

/// How `endpoints add` and its neighbours change the user's own mirrorwatch.toml: `ports.config` is that
/// file, `ports.history` what it was before each change. Only who runs this is touched by it. Errors are
/// sentences for that person; the file is as it was then.
namespace mirrorwatch::cli {

/// The address that was typed; for a port that of a server in WSL, as Windows reaches it. Throws UsageError
/// for a number that is no port.
[[nodiscard]] std::string url_of(const std::string& word);

/// What was typed: an address or a port, and what is said of it. Throws UsageError.
[[nodiscard]] config::NewEndpoint endpoint_wished(const Given& given);

/// What is proposed, as it is to be added.
[[nodiscard]] std::vector<config::NewEndpoint> as_new(const std::vector<agent::Proposal>& proposals);

/// All of them or none, at the end of the file; a file that is not there yet is made. `taken`: the names of
/// the endpoints that all users of this machine have.
[[nodiscard]] Result<agent::FileChange> add_own(const std::vector<config::NewEndpoint>& endpoints,
                                                const config::Names& taken, agent::Ports& ports);

[[nodiscard]] Result<agent::FileChange> remove_own(const std::string& name, const config::Names& taken,
                                                   agent::Ports& ports);

/// The way back of a change, which is one itself.
struct TakenBack {
    std::string what; // "add \"port 8080\""
    agent::FileChange change;
};

/// The file as it was before our newest change that is to be seen in it; a file that this change has made
/// goes. Error also: somebody else has changed it since, or we have changed nothing.
[[nodiscard]] Result<TakenBack> undo_own(agent::Ports& ports);

} // namespace mirrorwatch::cli
