// SPDX-License-Identifier: MIT
#include "service/act/metrics_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;

constexpr int c_tries = 5; // a program that reads the file may have it for a moment
constexpr DWORD c_pause_ms = 40;

Result<void> check_place(const fs::path& file) {
    if (GetDriveTypeW(file.root_path().c_str()) == DRIVE_REMOTE) {
        return Error{"it is not on a disk of this machine"};
    }
    return check_closed(file.parent_path());
}

/// A file that is made, never one that is there: that could be a link to any other.
FileHandle make(const fs::path& path) {
    DeleteFileW(path.c_str());
    return FileHandle{CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                  FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr)};
}

Result<void> write(const fs::path& path, const std::string& bytes) {
    if (const Result<void> place = check_place(path); !place) {
        return place;
    }
    const FileHandle file = make(path);
    if (!file) {
        return Error{last_error_sentence("CreateFileW")};
    }
    return write_all(file.get(), bytes);
}

bool is_passing(DWORD error) {
    return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION || error == ERROR_ACCESS_DENIED;
}

Result<void> rename_over(const fs::path& from, const fs::path& to) {
    for (int attempt = 1; !MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING); ++attempt) {
        if (attempt == c_tries || !is_passing(GetLastError())) {
            return Error{last_error_sentence("MoveFileExW")};
        }
        Sleep(c_pause_ms);
    }
    return {};
}

} // namespace

MetricsCalls windows_metrics_calls() {
    return {write, rename_over, [](const fs::path& path) { DeleteFileW(path.c_str()); }};
}

} // namespace mirrorwatch::act
