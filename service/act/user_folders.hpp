// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// What is kept of one user lies in a folder of that user's own: nobody's entries crowd out another's, and a
/// file that is broken or held costs one user only.
namespace mirrorwatch::act {

/// The folders as the journals and histories see them. Errors are whole sentences.
struct FolderCalls {
    /// With those above it. One that is there is no error.
    std::function<Result<void>(const std::filesystem::path&)> make;
    /// The names of the folders in it, in any order; none where it is not there.
    std::function<Result<std::vector<std::string>>(const std::filesystem::path&)> list;
};

/// Those of the file system.
[[nodiscard]] FolderCalls real_folder_calls();

/// <folder>/users/<SID>
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& folder, const std::string& sid);

/// The SIDs of all accounts that have such a folder, sorted.
[[nodiscard]] Result<std::vector<std::string>> accounts_in(const std::filesystem::path& folder,
                                                           const FolderCalls& calls);

} // namespace mirrorwatch::act
