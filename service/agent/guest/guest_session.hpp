// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/guest_script.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// The running WSL2 distros now, as guest commands are to try them. Error: wsl.exe did not say.
[[nodiscard]] Result<std::vector<std::string>> running_distros(Ports& ports);

/// wsl.exe's complaint in one line: what it said last, be it on standard output, where its own errors are.
/// Its warnings are none.
[[nodiscard]] std::string complaint_of(const RunResult& result);

/// The running distros to run scripts in: the first one, or the next where it lacks a program, as all of them
/// share one network. One may stop at any moment; a script that does not get to its end is an error.
class GuestSession {
public:
    /// At least one distro.
    GuestSession(std::vector<std::string> distros, Ports& ports)
        : distros_(std::move(distros))
        , ports_(ports) {}

    /// The one that the last script ran in.
    [[nodiscard]] const std::string& distro() const { return distros_[at_]; }

    /// No other distro runs, but for Docker's own, in which nobody works.
    [[nodiscard]] bool is_alone() const { return wsl::are_dockers_but(distro(), distros_); }

    /// `limit`: until the guest ends it. When each distro lacks something or fails: what the first one
    /// said.
    [[nodiscard]] Result<wsl::GuestReport> run(const wsl::GuestScript& script,
                                               std::chrono::seconds limit = c_script_limit) const;

    static constexpr std::chrono::seconds c_script_limit{20};

private:
    struct Trial;
    [[nodiscard]] Trial try_in(const std::string& distro, const wsl::GuestScript& script,
                               std::chrono::seconds limit) const;

    std::vector<std::string> distros_;
    mutable std::size_t at_ = 0; // what one script lacked there, the next one would
    Ports& ports_;
};

/// Nothing when no WSL2 distro runs.
[[nodiscard]] Result<std::optional<GuestSession>> open_guest(Ports& ports);

} // namespace mirrorwatch::agent
