// SPDX-License-Identifier: MIT
#include "service/act/activity_log_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/act/file_calls_win.hpp"

#include <utility>

namespace mirrorwatch::act {
namespace {

Result<void> append(const std::filesystem::path& path, const std::string& bytes) {
    const FileHandle file{CreateFileW(path.c_str(), FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_DELETE,
                                      nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file) {
        return Error{last_error_sentence("CreateFileW")};
    }
    return write_all(file.get(), bytes);
}

} // namespace

ActivityLogCalls windows_history_calls() {
    FileCalls files = windows_file_calls();
    return {std::move(files.read), append, std::move(files.rename_over), real_folder_calls()};
}

std::vector<Activity> read_history(const std::filesystem::path& folder, const std::optional<std::string>& sid,
                                   std::size_t most) {
    return read_history(folder, windows_history_calls(), sid, most);
}

} // namespace mirrorwatch::act
