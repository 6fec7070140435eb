#pragma once

#include "common/protocol.hpp"
#include "service/cli/offline_rollback.hpp"
#include "service/cli/verbs_win.hpp"

#include <functional>
#include <string>

namespace mirrorwatch::cli {

/// Rollback and restore: both switch the networking mode and shut WSL down, so both name the running distros
/// and act only when that is agreed to. Where no service is, or it knows of nothing to restore, they do it
/// themselves, as the user.
struct ModeVerb {
    std::string command; // "rollback --mode virtioproxy"
    std::string what;    // "switches WSL to NAT networking"
    protocol::Verb verb;
    bool is_way_back = false;
    /// `noted`: what a stopped service has in its journal.
    std::function<Result<OfflinePlan>(const std::optional<Remedy>& noted, agent::Ports& ports)> plan;
};

/// --yes, of both.
void add_consent(boost::program_options::options_description& options);

[[nodiscard]] int run_mode_verb(const ModeVerb& verb, bool agreed);

} // namespace mirrorwatch::cli
