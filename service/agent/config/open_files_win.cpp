// SPDX-License-Identifier: MIT
#include "service/agent/config/open_files_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>

#include <aclapi.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

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

constexpr DWORD c_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr DWORD c_kept_attributes = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |
                                    FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

// What came with Windows 10 1607 and 1709, and is hidden by headers that are asked for any Windows 10.
constexpr auto c_disposition_info_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(21);
constexpr auto c_rename_info_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);

/// FILE_RENAME_INFO with flags in the place of its BOOLEAN.
struct RenameInfo {
    DWORD flags;
    HANDLE root;
    DWORD name_bytes;
    WCHAR name[1];
};

constexpr DWORD c_replace = 1; // FILE_RENAME_FLAG_REPLACE_IF_EXISTS
constexpr DWORD c_posix = 2;   // FILE_RENAME_FLAG_POSIX_SEMANTICS

/// FILE_DISPOSITION_INFO_EX.
struct DispositionInfo {
    DWORD flags;
};

constexpr DWORD c_delete_posix = 1 | 2; // FILE_DISPOSITION_FLAG_DELETE, _POSIX_SEMANTICS

/// The file system or Windows does not know the call, whoever asks.
bool is_unknown(DWORD error) {
    return error == ERROR_INVALID_PARAMETER || error == ERROR_INVALID_FUNCTION ||
           error == ERROR_NOT_SUPPORTED || error == ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD mark_removed(HANDLE file) {
    DispositionInfo posix{c_delete_posix};
    if (SetFileInformationByHandle(file, c_disposition_info_ex, &posix, sizeof posix)) {
        return ERROR_SUCCESS;
    }
    if (!is_unknown(GetLastError())) {
        return GetLastError();
    }
    FILE_DISPOSITION_INFO plain{TRUE};
    return SetFileInformationByHandle(file, FileDispositionInfo, &plain, sizeof plain) ? ERROR_SUCCESS
                                                                                       : GetLastError();
}

/// The new file shall be open to the same people as the old one.
FileResult<void> copy_list(const std::wstring& from, HANDLE to) {
    PACL list = nullptr;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    DWORD error = GetNamedSecurityInfoW(from.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                        nullptr, &list, nullptr, descriptor.put());
    if (error != ERROR_SUCCESS) {
        return file_error("GetNamedSecurityInfoW", error);
    }
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    if (!GetSecurityDescriptorControl(descriptor.get(), &control, &revision)) {
        return last_file_error("GetSecurityDescriptorControl");
    }
    const SECURITY_INFORMATION what =
        DACL_SECURITY_INFORMATION | (control & SE_DACL_PROTECTED ? PROTECTED_DACL_SECURITY_INFORMATION
                                                                 : UNPROTECTED_DACL_SECURITY_INFORMATION);
    error = SetSecurityInfo(to, SE_FILE_OBJECT, what, nullptr, nullptr, list, nullptr);
    if (error != ERROR_SUCCESS) {
        return file_error("SetSecurityInfo", error);
    }
    return {};
}

/// A rename over a file is denied, not refused as a sharing violation, when somebody has that file and does
/// not share its deletion: the same trouble, that waiting cures.
DWORD rename_error(DWORD error, const std::wstring& target) {
    if (error != ERROR_ACCESS_DENIED) {
        return error;
    }
    const FileHandle probe{
        CreateFileW(target.c_str(), DELETE, c_share_all, nullptr, OPEN_EXISTING, 0, nullptr)};
    return !probe && GetLastError() == ERROR_SHARING_VIOLATION ? ERROR_SHARING_VIOLATION : error;
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

FileResult<void> WindowsHeldFile::remove() {
    FileHandle remover;
    DWORD error = persistently([&] {
        remover.reset(ReOpenFile(file_.get(), DELETE, c_share_all, 0));
        return remover ? ERROR_SUCCESS : GetLastError();
    });
    if (error != ERROR_SUCCESS) {
        return file_error("ReOpenFile", error);
    }
    error = mark_removed(remover.get());
    if (error != ERROR_SUCCESS) {
        return file_error("SetFileInformationByHandle", error);
    }
    file_.reset(); // gone at the latest when nobody has it open
    return {};
}

WindowsNewFile::~WindowsNewFile() {
    if (path_.empty()) {
        return;
    }
    if (!file_ || mark_removed(file_.get()) != ERROR_SUCCESS) {
        file_.reset();
        DeleteFileW(path_.c_str());
    }
}

FileResult<void> WindowsNewFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        DWORD done = 0;
        const DWORD part = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 1 << 20));
        if (!WriteFile(file_.get(), bytes.data(), part, &done, nullptr)) {
            return last_file_error("WriteFile");
        }
        bytes.remove_prefix(done);
    }
    return {};
}

FileResult<void> WindowsNewFile::flush() {
    return FlushFileBuffers(file_.get()) ? FileResult<void>{} : last_file_error("FlushFileBuffers");
}

FileResult<void> WindowsNewFile::copy_access(const std::string& from) {
    const std::wstring source = widen(from);
    const DWORD attributes = GetFileAttributesW(source.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        return last_file_error("GetFileAttributesW");
    }
    FILE_BASIC_INFO info{}; // a time that is zero stays as it is
    info.FileAttributes =
        attributes & c_kept_attributes ? attributes & c_kept_attributes : FILE_ATTRIBUTE_NORMAL;
    if (!SetFileInformationByHandle(file_.get(), FileBasicInfo, &info, sizeof info)) {
        return last_file_error("SetFileInformationByHandle");
    }
    return copy_list(source, file_.get());
}

DWORD WindowsNewFile::rename(const std::wstring& path, DWORD flags) {
    const std::size_t name_bytes = path.size() * sizeof(wchar_t);
    std::vector<std::byte> memory(sizeof(RenameInfo) + name_bytes); // with room for a zero
    RenameInfo head{flags, nullptr, static_cast<DWORD>(name_bytes), {}};
    std::memcpy(memory.data(), &head, sizeof head);
    std::memcpy(memory.data() + offsetof(RenameInfo, name), path.data(), name_bytes);
    const DWORD error = persistently([&] {
        return SetFileInformationByHandle(file_.get(), c_rename_info_ex, memory.data(),
                                          static_cast<DWORD>(memory.size()))
                   ? ERROR_SUCCESS
                   : rename_error(GetLastError(), path);
    });
    if (error == ERROR_SUCCESS) {
        file_.reset(); // at once: WSL cannot read what is open like this
        path_.clear();
    }
    return error;
}

FileResult<void> WindowsNewFile::move(const std::wstring& path, DWORD flags) {
    file_.reset();
    const DWORD error = persistently([&] {
        return MoveFileExW(path_.c_str(), path.c_str(), flags | MOVEFILE_WRITE_THROUGH)
                   ? ERROR_SUCCESS
                   : rename_error(GetLastError(), path);
    });
    if (error != ERROR_SUCCESS) {
        return file_error("MoveFileExW", error);
    }
    path_.clear();
    return {};
}

FileResult<void> WindowsNewFile::rename_over(const std::string& path, std::unique_ptr<HeldFile> held) {
    const std::wstring target = widen(path);
    const DWORD error = rename(target, c_replace | c_posix);
    if (!is_unknown(error)) {
        return error == ERROR_SUCCESS ? FileResult<void>{} : file_error("SetFileInformationByHandle", error);
    }
    held.reset(); // the old way wants the file that it replaces to be closed
    return move(target, MOVEFILE_REPLACE_EXISTING);
}

FileResult<void> WindowsNewFile::rename_to(const std::string& path) {
    const std::wstring target = widen(path);
    const DWORD error = rename(target, 0);
    if (!is_unknown(error)) {
        return error == ERROR_SUCCESS ? FileResult<void>{} : file_error("SetFileInformationByHandle", error);
    }
    return move(target, 0);
}

} // namespace mirrorwatch::agent
