// SPDX-License-Identifier: MIT
#include "service/act/file_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/act/folder_win.hpp"

#include <chrono>

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;

constexpr LONGLONG c_largest = LONGLONG{16} * 1024 * 1024;
constexpr std::chrono::milliseconds c_patience{2'000};
constexpr DWORD c_pause_ms = 50;

/// A virus scanner, an indexer or a backup has a file for a moment. Whoever has it longer is no passing
/// error.
bool is_passing(DWORD error) {
    return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION || error == ERROR_ACCESS_DENIED;
}

/// Tries it again for as long as the error may pass. `attempt` leaves GetLastError when it is false.
template <class Attempt>
bool tried(Attempt attempt) {
    const auto end = std::chrono::steady_clock::now() + c_patience;
    while (!attempt()) {
        if (!is_passing(GetLastError()) || std::chrono::steady_clock::now() >= end) {
            return false;
        }
        Sleep(c_pause_ms);
    }
    return true;
}

/// Blocks for 2 s at most.
FileHandle open(const fs::path& path, DWORD access, DWORD share, DWORD how,
                DWORD flags = FILE_ATTRIBUTE_NORMAL) {
    FileHandle file;
    tried([&] {
        file.reset(CreateFileW(path.c_str(), access, share, nullptr, how, flags, nullptr));
        return static_cast<bool>(file);
    });
    return file;
}

using FileText = Result<std::optional<std::string>>;

constexpr DWORD c_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// Why it could not be opened; no text where it is not there.
FileText without_file() {
    const DWORD error = GetLastError();
    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) {
        return std::optional<std::string>{};
    }
    return Error{error_sentence("CreateFileW", error)};
}

FileText text_of(const FileHandle& file) {
    LARGE_INTEGER size{};
    if (!GetFileSizeEx(file.get(), &size)) {
        return Error{last_error_sentence("GetFileSizeEx")};
    }
    if (size.QuadPart > c_largest) {
        return Error{"the file is larger than 16 MiB"};
    }
    std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
    DWORD got = 0;
    if (!ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &got, nullptr)) {
        return Error{last_error_sentence("ReadFile")};
    }
    bytes.resize(got);
    return std::optional{std::move(bytes)};
}

FileText read(const fs::path& path) {
    const FileHandle file = open(path, GENERIC_READ, c_share_all, OPEN_EXISTING);
    return file ? text_of(file) : without_file();
}

/// What is checked is what is read: a link is not followed, and nobody can put another file in its place.
FileText read_trusted(const fs::path& path) {
    const FileHandle file =
        open(path, GENERIC_READ, c_share_all, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT);
    if (!file) {
        return without_file();
    }
    if (const Result<void> trusted = check_trust(file.get()); !trusted) {
        return Error{trusted.error().message};
    }
    return text_of(file);
}

FileText read_trusted_here(const fs::path& path) {
    const UINT drive = GetDriveTypeW(path.root_path().c_str());
    if (drive != DRIVE_FIXED && drive != DRIVE_RAMDISK) {
        return Error{"it is not on a drive that belongs to this machine"};
    }
    return read_trusted(path);
}

Result<void> write_through(const fs::path& path, const std::string& bytes) {
    const FileHandle file = open(path, GENERIC_WRITE, 0, CREATE_ALWAYS);
    if (!file) {
        return Error{last_error_sentence("CreateFileW")};
    }
    if (const Result<void> written = write_all(file.get(), bytes); !written) {
        return written;
    }
    if (!FlushFileBuffers(file.get())) {
        return Error{last_error_sentence("FlushFileBuffers")};
    }
    return {};
}

Result<void> rename_over(const fs::path& from, const fs::path& to) {
    const DWORD how = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
    if (!tried([&] { return MoveFileExW(from.c_str(), to.c_str(), how) != FALSE; })) {
        return Error{last_error_sentence("MoveFileExW")};
    }
    return {};
}

bool is_there(const fs::path& path) {
    return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

} // namespace

FileCalls windows_file_calls() {
    return {read, write_through, rename_over, is_there};
}

FileCalls trusted_file_calls() {
    return {read_trusted, write_through, rename_over, is_there};
}

FileCalls trusted_local_file_calls() {
    return {read_trusted_here, write_through, rename_over, is_there};
}

Result<void> write_all(HANDLE file, const std::string& bytes) {
    DWORD written = 0;
    if (!WriteFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr)) {
        return Error{last_error_sentence("WriteFile")};
    }
    return written == bytes.size() ? Result<void>{} : Error{"WriteFile: only a part was written"};
}

} // namespace mirrorwatch::act
