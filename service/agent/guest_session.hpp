#pragma once

#include "common/wsl/guest_script.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// The running distros now. Error: wsl.exe did not say.
[[nodiscard]] Result<std::vector<std::string>> running_distros(Ports& ports);

/// wsl.exe's complaint in one line: what it said last, wherever it said it.
[[nodiscard]] std::string complaint_of(const RunResult& result);

/// One running distro to run scripts in. It may stop at any moment; a script that does not get to its end is
/// an error.
class GuestSession {
public:
    GuestSession(std::string distro, bool is_alone, Ports& ports)
        : distro_(std::move(distro))
        , is_alone_(is_alone)
        , ports_(ports) {}

    [[nodiscard]] const std::string& distro() const { return distro_; }

    /// No other distro runs, but for Docker's own, in which nobody works.
    [[nodiscard]] bool is_alone() const { return is_alone_; }

    /// `limit`: until the guest ends it.
    [[nodiscard]] Result<wsl::GuestReport> run(const wsl::GuestScript& script,
                                               std::chrono::seconds limit = c_script_limit) const;

    static constexpr std::chrono::seconds c_script_limit{20};

private:
    std::string distro_;
    bool is_alone_;
    Ports& ports_;
};

/// Nothing when no distro runs.
[[nodiscard]] Result<std::optional<GuestSession>> open_guest(Ports& ports);

} // namespace mirrorwatch::agent
