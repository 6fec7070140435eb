// SPDX-License-Identifier: MIT
#include "service/act/user_folders.hpp"

#include <algorithm>
#include <system_error>

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;

constexpr const char* c_users = "users";

/// Whatever else lies there is none of ours.
bool is_sid(const std::string& name) {
    return name.starts_with("S-1-") && name.find_first_not_of("S-0123456789") == std::string::npos;
}

Result<void> make(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    return error ? Result<void>{Error{error.message()}} : Result<void>{};
}

Result<std::vector<std::string>> list(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    if (!fs::exists(folder, error)) {
        return error ? Result<std::vector<std::string>>{Error{error.message()}} : names;
    }
    for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
         entry.increment(error)) {
        if (std::error_code ignored; entry->is_directory(ignored)) {
            names.push_back(entry->path().filename().string());
        }
    }
    return error ? Result<std::vector<std::string>>{Error{error.message()}} : names;
}

} // namespace

FolderCalls real_folder_calls() {
    return {make, list};
}

fs::path folder_of(const fs::path& folder, const std::string& sid) {
    return folder / c_users / sid;
}

Result<std::vector<std::string>> accounts_in(const fs::path& folder, const FolderCalls& calls) {
    Result<std::vector<std::string>> names = calls.list(folder / c_users);
    if (names) {
        std::erase_if(*names, [](const std::string& name) { return !is_sid(name); });
        std::ranges::sort(*names);
    }
    return names;
}

} // namespace mirrorwatch::act
