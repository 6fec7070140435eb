// SPDX-License-Identifier: MIT
#include "service/agent/config/file_errors_win.hpp"

#include "common/error_win.hpp"

namespace mirrorwatch::agent {
namespace {

constexpr DWORD c_quota_exceeded = 1295; // ERROR_DISK_QUOTA_EXCEEDED, which older headers lack

FileTrouble trouble_of(DWORD code) {
    switch (code) {
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
        return FileTrouble::Locked;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case c_quota_exceeded:
        return FileTrouble::Full;
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
        return FileTrouble::Denied;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return FileTrouble::NoFolder;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return FileTrouble::Exists;
    default:
        return FileTrouble::Other;
    }
}

} // namespace

FileError file_error(const char* api, DWORD code) {
    return {trouble_of(code), error_sentence(api, code)};
}

FileError last_file_error(const char* api) {
    return file_error(api, GetLastError());
}

bool is_absent(DWORD error) {
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

bool is_passing(DWORD error) {
    return trouble_of(error) == FileTrouble::Locked;
}

} // namespace mirrorwatch::agent
