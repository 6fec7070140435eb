// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"
#include "service/agent/ports.hpp"

#include <string>

namespace mirrorwatch::agent {

/// The history in one folder, which is made when it is first needed.
class BackupFolder : public BackupStore {
public:
    BackupFolder(AgentFileCalls& calls, std::string folder);

    [[nodiscard]] Result<std::unique_ptr<Lock>> lock() override;
    [[nodiscard]] Result<std::vector<std::string>> list() override;
    [[nodiscard]] Result<std::optional<std::string>> read(const std::string& name) override;
    [[nodiscard]] Result<void> write(const std::string& name, std::string_view bytes) override;
    [[nodiscard]] Result<void> remove(const std::string& name) override;

private:
    [[nodiscard]] std::string path_of(const std::string& name) const;

    AgentFileCalls& calls_; // the caller's
    std::string folder_;
};

} // namespace mirrorwatch::agent
