// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::setup {

/// The file system as setup uses it: each call is one that may fail, and behind which setup may be killed.
/// Errors are whole sentences.
class Disk {
public:
    virtual ~Disk() = default;
    /// Nothing when there is no such file.
    [[nodiscard]] virtual Result<std::optional<std::string>> read(const std::filesystem::path& file) = 0;
    /// Replaces what is there, and makes the folders above; the bytes are on the disk when it returns.
    [[nodiscard]] virtual Result<void> write(const std::filesystem::path& file, std::string_view bytes) = 0;
    /// A copy of `from`, whole and on the disk, takes the place of `to`, which is there at every moment if it
    /// was before. A program that runs from `to` is moved aside first, and runs on.
    [[nodiscard]] virtual Result<void> put(const std::filesystem::path& from,
                                           const std::filesystem::path& to) = 0;
    /// Also when there is none. One that is in use is moved aside, and goes when Windows starts the next
    /// time.
    [[nodiscard]] virtual Result<void> remove(const std::filesystem::path& file) = 0;
    /// A folder with all that is in it, as far as it can be; the rest when Windows starts the next time.
    virtual void discard(const std::filesystem::path& folder) = 0;
    [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
    /// Files below the folder, relative to it.
    [[nodiscard]] virtual std::vector<std::filesystem::path> list(const std::filesystem::path& folder) = 0;
    /// As long as it lives nobody else gets it, and it ends with this process however that ends. Null:
    /// another process has it.
    [[nodiscard]] virtual std::shared_ptr<void> lock(const std::filesystem::path& file) = 0;
};

} // namespace mirrorwatch::setup
