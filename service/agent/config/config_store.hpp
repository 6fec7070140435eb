// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"
#include "service/agent/ports.hpp"

#include <string>

namespace mirrorwatch::agent {

/// .wslconfig on a disk, or another file of the user's. A new file is written beside it, then renamed over it
/// while nobody can write the old one in place. Only who renames another file over it in the moment between
/// our last look and our rename is overwritten: Windows knows no rename that compares. A link is followed,
/// and kept; with administrator rights it is refused, as a user could have laid it to any file. So is a
/// read-only file.
class ConfigStore : public ConfigFile {
public:
    ConfigStore(AgentFileCalls& calls, std::string path);

    [[nodiscard]] std::string path() const override { return path_; }

    [[nodiscard]] Result<std::optional<std::string>> read() override;
    [[nodiscard]] Result<bool> replace(const std::optional<std::string>& expected,
                                       const std::optional<std::string>& bytes) override;
    [[nodiscard]] Result<std::vector<std::string>> neighbours() override;

private:
    struct Target {
        std::string path; // behind the link, if it is one
        bool exists = false;
    };

    [[nodiscard]] Result<Target> target();
    [[nodiscard]] FileResult<bool> make(const Target& target, std::string_view bytes);
    [[nodiscard]] FileResult<bool> change(const Target& target, std::string_view expected,
                                          const std::optional<std::string>& bytes);
    [[nodiscard]] FileResult<std::unique_ptr<NewFile>> prepared(const Target& target, std::string_view bytes);

    AgentFileCalls& calls_; // the caller's
    std::string path_;
};

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
