// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/state.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// Notes in a user's history what no remedy tells: VPNs that come and go, the mode that WSL runs with and its
/// end, endpoints that fail and answer again. What was so when it first looked is only noted where it fails.
class Chronicle {
public:
    void note(const Network& network, const WslWatch& wsl, const std::vector<Watched>& endpoints,
              const UserOutbox& out);

private:
    void note_vpns(const Network& network, const UserOutbox& out);
    void note_wsl(const WslWatch& wsl, const UserOutbox& out);
    void note_endpoints(const std::vector<Watched>& endpoints, const UserOutbox& out);

    std::optional<std::map<std::string, std::string>> vpns_; // those that are up, by GUID: their labels
    std::optional<NetworkingMode> mode_;                     // that WSL ran with; nothing: it did not run
    std::vector<std::string> down_;                          // endpoints
};

} // namespace mirrorwatch::decide
