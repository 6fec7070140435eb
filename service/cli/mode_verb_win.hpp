#pragma once

#include "common/protocol.hpp"
#include "service/cli/verbs_win.hpp"

#include <string>

namespace mirrorwatch::cli {

/// Rollback and restore: both switch the networking mode and shut WSL down, so both name the running distros
/// and act only with --yes. `what`: "switches WSL to NAT networking".
[[nodiscard]] int mode_verb(const Words& words, const std::string& name, const std::string& what,
                            const protocol::Verb& verb);

} // namespace mirrorwatch::cli
