// SPDX-License-Identifier: MIT
#include "service/act/file_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;

constexpr LONGLONG c_largest = 16 * 1024 * 1024;

Result<std::optional<std::string>> read(const fs::path& path) {
    const FileHandle file{CreateFileW(path.c_str(), GENERIC_READ,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                      OPEN_EXISTING, 0, nullptr)};
    if (!file) {
        const DWORD error = GetLastError();
        if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) {
            return std::optional<std::string>{};
        }
        return Error{error_sentence("CreateFileW", error)};
    }
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

Result<void> write_through(const fs::path& path, const std::string& bytes) {
    const FileHandle file{
        CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file) {
        return Error{last_error_sentence("CreateFileW")};
    }
    DWORD written = 0;
    if (!WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr)) {
        return Error{last_error_sentence("WriteFile")};
    }
    if (written != bytes.size()) {
        return Error{"WriteFile: only a part was written"};
    }
    if (!FlushFileBuffers(file.get())) {
        return Error{last_error_sentence("FlushFileBuffers")};
    }
    return {};
}

Result<void> rename_over(const fs::path& from, const fs::path& to) {
    if (!MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        return Error{last_error_sentence("MoveFileExW")};
    }
    return {};
}

bool exists(const fs::path& path) {
    return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

} // namespace

FileCalls windows_file_calls() {
    return {read, write_through, rename_over, exists};
}

} // namespace mirrorwatch::act
