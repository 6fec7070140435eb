// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/ports.hpp"

#include <string>

namespace mirrorwatch::agent {

/// Runs wsl.exe of the system folder: no window, nothing inherited but its own three
/// handles.
class WslExe : public WslRunner {
public:
    WslExe(); // sets WSL_UTF8=1 in this process's environment, which wsl.exe inherits
    explicit WslExe(std::wstring program);

    [[nodiscard]] Result<RunResult> run(const wsl::Arguments& arguments, std::chrono::seconds deadline,
                                        std::string_view input = {}) override;

private:
    std::wstring program_;
};

/// Another program, by its full path, in the same way. Errors as of WslRunner, which name it.
[[nodiscard]] Result<RunResult> run_program(const std::wstring& program, const wsl::Arguments& arguments,
                                            std::chrono::seconds deadline, std::string_view input = {});

/// One below the system folder, in the same way: "netsh.exe",
/// R"(WindowsPowerShell\v1.0\powershell.exe)".
[[nodiscard]] Result<RunResult> run_system_program(const std::wstring& name, const wsl::Arguments& arguments,
                                                   std::chrono::seconds deadline,
                                                   std::string_view input = {});

} // namespace mirrorwatch::agent
