#include "service/agent/file_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"

#include <windows.h>

#include <aclapi.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

constexpr int c_attempts = 40;
constexpr DWORD c_pause_ms = 50;
constexpr std::size_t c_largest = 16 * 1024 * 1024;
constexpr DWORD c_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

bool is_passing(DWORD error) {
    return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION;
}

bool is_absent(DWORD error) {
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

/// `call` until it succeeds, or fails for a reason that waiting does not cure.
template <class Call>
DWORD persistently(Call call) {
    for (int attempt = 1;; ++attempt) {
        if (call())
            return ERROR_SUCCESS;
        const DWORD error = GetLastError();
        if (!is_passing(error) || attempt == c_attempts)
            return error;
        Sleep(c_pause_ms);
    }
}

DWORD open_to_read(const std::wstring& path, FileHandle& file) {
    return persistently([&] {
        file.reset(CreateFileW(path.c_str(), GENERIC_READ, c_share_all, nullptr, OPEN_EXISTING,
                               FILE_ATTRIBUTE_NORMAL, nullptr));
        return static_cast<bool>(file);
    });
}

Result<std::optional<std::string>> read_all(HANDLE file) {
    std::string bytes;
    char buffer[16 * 1024];
    for (DWORD got = 0;;) {
        if (!ReadFile(file, buffer, sizeof buffer, &got, nullptr))
            return Error{last_error_sentence("ReadFile")};
        if (got == 0)
            return std::optional<std::string>{std::move(bytes)};
        bytes.append(buffer, got);
        if (bytes.size() > c_largest)
            return Error{"The file is larger than 16 MiB."};
    }
}

Result<void> write_all(HANDLE file, std::string_view bytes) {
    while (!bytes.empty()) {
        DWORD done = 0;
        const DWORD part = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 1 << 20));
        if (!WriteFile(file, bytes.data(), part, &done, nullptr))
            return Error{last_error_sentence("WriteFile")};
        bytes.remove_prefix(done);
    }
    if (!FlushFileBuffers(file))
        return Error{last_error_sentence("FlushFileBuffers")};
    return {};
}

/// The new file shall be open to the same people as the old one.
Result<void> copy_access(const std::wstring& from, const std::wstring& to) {
    PACL list = nullptr;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    std::wstring source = from;
    std::wstring target = to;
    DWORD error = GetNamedSecurityInfoW(source.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                        nullptr, &list, nullptr, descriptor.put());
    if (error != ERROR_SUCCESS)
        return Error{error_sentence("GetNamedSecurityInfoW", error)};
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    if (!GetSecurityDescriptorControl(descriptor.get(), &control, &revision))
        return Error{last_error_sentence("GetSecurityDescriptorControl")};
    const SECURITY_INFORMATION what =
        DACL_SECURITY_INFORMATION | (control & SE_DACL_PROTECTED ? PROTECTED_DACL_SECURITY_INFORMATION
                                                                 : UNPROTECTED_DACL_SECURITY_INFORMATION);
    error = SetNamedSecurityInfoW(target.data(), SE_FILE_OBJECT, what, nullptr, nullptr, list, nullptr);
    if (error != ERROR_SUCCESS)
        return Error{error_sentence("SetNamedSecurityInfoW", error)};
    return {};
}

} // namespace

Result<std::optional<std::string>> read_file(const std::wstring& path) {
    FileHandle file;
    const DWORD error = open_to_read(path, file);
    if (is_absent(error))
        return std::optional<std::string>{};
    if (error != ERROR_SUCCESS)
        return Error{error_sentence("CreateFileW", error)};
    return read_all(file.get());
}

Result<std::wstring> final_path(const std::wstring& path) {
    const DWORD attributes = GetFileAttributesW(path.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
        return path;
    FileHandle file;
    const DWORD error = open_to_read(path, file);
    if (error != ERROR_SUCCESS)
        return Error{"The file is a link that leads nowhere: " + error_sentence("CreateFileW", error)};
    std::wstring target(32'768, L'\0');
    const DWORD length = GetFinalPathNameByHandleW(file.get(), target.data(),
                                                   static_cast<DWORD>(target.size()), FILE_NAME_NORMALIZED);
    if (length == 0 || length >= target.size())
        return Error{last_error_sentence("GetFinalPathNameByHandleW")};
    target.resize(length);
    return target;
}

Replacement::Replacement(std::wstring path)
    : path_(std::move(path))
    , temporary_(path_ + L".mirrorwatch.tmp") {}

Replacement::~Replacement() {
    if (written_)
        DeleteFileW(temporary_.c_str());
}

Result<void> Replacement::write(std::string_view bytes) {
    // Not shared: a second writer fails here. One that a kill has left is overwritten.
    FileHandle file{CreateFileW(temporary_.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file)
        return Error{last_error_sentence("CreateFileW")};
    written_ = true;
    const auto done = write_all(file.get(), bytes);
    if (done.has_error())
        return done.error();
    file.reset();
    const DWORD attributes = GetFileAttributesW(path_.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return {};
    const auto copied = copy_access(path_, temporary_);
    if (copied.has_error())
        return copied.error();
    if (!SetFileAttributesW(temporary_.c_str(), attributes))
        return Error{last_error_sentence("SetFileAttributesW")};
    return {};
}

Result<void> Replacement::move_over() {
    const DWORD error = persistently([&] {
        return MoveFileExW(temporary_.c_str(), path_.c_str(),
                           MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
    });
    if (error != ERROR_SUCCESS)
        return Error{error_sentence("MoveFileExW", error)};
    written_ = false;
    return {};
}

Result<void> remove_file(const std::wstring& path) {
    const DWORD error = persistently([&] { return DeleteFileW(path.c_str()) != 0; });
    if (error != ERROR_SUCCESS && !is_absent(error))
        return Error{error_sentence("DeleteFileW", error)};
    return {};
}

} // namespace mirrorwatch::agent
