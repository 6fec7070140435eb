#pragma once

#include "service/agent/ports.hpp"

#include <string>

namespace mirrorwatch::agent {

/// .wslconfig in the profile of the user who runs this process. A link is followed, and kept.
class UserConfig : public ConfigFile {
public:
    /// Throws std::system_error when there is no profile.
    UserConfig();

    explicit UserConfig(std::wstring path)
        : path_(std::move(path)) {}

    [[nodiscard]] Result<std::optional<std::string>> read() override;
    [[nodiscard]] Result<bool> replace(const std::optional<std::string>& expected,
                                       const std::optional<std::string>& bytes) override;

private:
    std::wstring path_;
};

/// %LocalAppData%\Mirrorwatch\wslconfig-history.
class UserHistory : public History {
public:
    UserHistory();

    explicit UserHistory(std::wstring folder)
        : folder_(std::move(folder)) {}

    [[nodiscard]] Result<std::optional<std::string>> read(const std::string& name) override;
    [[nodiscard]] Result<void> write(const std::string& name, std::string_view bytes) override;
    [[nodiscard]] Result<void> remove(const std::string& name) override;

private:
    [[nodiscard]] std::wstring path_of(const std::string& name) const;

    std::wstring folder_;
};

} // namespace mirrorwatch::agent
