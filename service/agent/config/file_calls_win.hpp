// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"

namespace mirrorwatch::agent {

/// Windows' own. Has no state.
///
/// WSL opens .wslconfig without sharing deletion, and takes all defaults when it cannot: so nothing here has
/// it open with the right to delete, but for the one call that renames or removes.
class WindowsFileCalls : public AgentFileCalls {
public:
    [[nodiscard]] FileResult<std::optional<std::string>> read(const std::string& path) override;
    [[nodiscard]] FileResult<std::optional<FileFacts>> look(const std::string& path) override;
    [[nodiscard]] FileResult<std::string> final_path(const std::string& link) override;
    [[nodiscard]] FileResult<std::unique_ptr<HeldFile>> hold(const std::string& path) override;
    [[nodiscard]] FileResult<std::unique_ptr<NewFile>> create(const std::string& path) override;
    [[nodiscard]] FileResult<void> remove(const std::string& path) override;
    [[nodiscard]] FileResult<std::vector<std::string>> list(const std::string& folder) override;
    [[nodiscard]] FileResult<void> make_folder(const std::string& folder) override;
    [[nodiscard]] bool is_elevated() override;
};

} // namespace mirrorwatch::agent
