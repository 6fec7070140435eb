// SPDX-License-Identifier: MIT
#include "service/agent/config/file_calls_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/agent/config/open_files_win.hpp"

#include <windows.h>

#include <shlobj.h>

namespace mirrorwatch::agent {
namespace {

constexpr std::size_t c_largest = std::size_t{16} * 1024 * 1024;
constexpr DWORD c_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

DWORD open(const std::wstring& path, DWORD access, DWORD share, DWORD disposition, DWORD flags,
           FileHandle& file) {
    return persistently([&] {
        file.reset(CreateFileW(path.c_str(), access, share, nullptr, disposition, flags, nullptr));
        return file ? ERROR_SUCCESS : GetLastError();
    });
}

FileResult<std::string> read_from(HANDLE file) {
    std::string bytes;
    char buffer[16 * 1024];
    for (DWORD got = 0;;) {
        if (!ReadFile(file, buffer, sizeof buffer, &got, nullptr)) {
            return last_file_error("ReadFile");
        }
        if (got == 0) {
            return bytes;
        }
        bytes.append(buffer, got);
        if (bytes.size() > c_largest) {
            return FileError{FileTrouble::TooLarge, "more than 16 MiB"};
        }
    }
}

/// A symbolic link or a mount point; not a file that the cloud keeps, which is a reparse point too.
FileResult<bool> leads_elsewhere(const std::wstring& path) {
    FileHandle file;
    const DWORD error = open(path, FILE_READ_ATTRIBUTES, c_share_all, OPEN_EXISTING,
                             FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, file);
    if (error != ERROR_SUCCESS) {
        return file_error("CreateFileW", error);
    }
    FILE_ATTRIBUTE_TAG_INFO info{};
    if (!GetFileInformationByHandleEx(file.get(), FileAttributeTagInfo, &info, sizeof info)) {
        return last_file_error("GetFileInformationByHandleEx");
    }
    return IsReparseTagNameSurrogate(info.ReparseTag) != 0;
}

struct FindPolicy {
    using Type = HANDLE;

    static Type invalid() noexcept { return INVALID_HANDLE_VALUE; }

    static void close(Type handle) noexcept { FindClose(handle); }
};

} // namespace

FileResult<std::optional<std::string>> WindowsFileCalls::read(const std::string& path) {
    FileHandle file;
    const DWORD error =
        open(widen(path), GENERIC_READ, c_share_all, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, file);
    if (is_absent(error)) {
        return std::optional<std::string>{};
    }
    if (error != ERROR_SUCCESS) {
        return file_error("CreateFileW", error);
    }
    auto bytes = read_from(file.get());
    if (bytes.has_error()) {
        return bytes.error();
    }
    return std::optional<std::string>{std::move(*bytes)};
}

FileResult<std::optional<FileFacts>> WindowsFileCalls::look(const std::string& path) {
    const std::wstring wide = widen(path);
    const DWORD attributes = GetFileAttributesW(wide.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        if (is_absent(GetLastError())) {
            return std::optional<FileFacts>{};
        }
        return last_file_error("GetFileAttributesW");
    }
    FileFacts facts{(attributes & FILE_ATTRIBUTE_READONLY) != 0, false};
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
        const auto link = leads_elsewhere(wide);
        if (link.has_error()) {
            return link.error();
        }
        facts.is_link = *link;
    }
    return std::optional{facts};
}

FileResult<std::string> WindowsFileCalls::final_path(const std::string& link) {
    FileHandle file;
    const DWORD error =
        open(widen(link), GENERIC_READ, c_share_all, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, file);
    if (is_absent(error)) {
        return FileError{FileTrouble::DeadLink, file_error("CreateFileW", error).detail};
    }
    if (error != ERROR_SUCCESS) {
        return file_error("CreateFileW", error);
    }
    std::wstring target(32'768, L'\0');
    const DWORD length = GetFinalPathNameByHandleW(file.get(), target.data(),
                                                   static_cast<DWORD>(target.size()), FILE_NAME_NORMALIZED);
    if (length == 0 || length >= target.size()) {
        return last_file_error("GetFinalPathNameByHandleW");
    }
    target.resize(length);
    return narrow(target);
}

FileResult<std::unique_ptr<HeldFile>> WindowsFileCalls::hold(const std::string& path) {
    FileHandle file;
    const DWORD error = open(widen(path), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, OPEN_EXISTING,
                             FILE_ATTRIBUTE_NORMAL, file);
    if (is_absent(error)) {
        return std::unique_ptr<HeldFile>{};
    }
    if (error != ERROR_SUCCESS) {
        return file_error("CreateFileW", error);
    }
    return std::unique_ptr<HeldFile>{std::make_unique<WindowsHeldFile>(std::move(file))};
}

FileResult<std::unique_ptr<NewFile>> WindowsFileCalls::create(const std::string& path) {
    constexpr DWORD c_access = GENERIC_READ | GENERIC_WRITE | DELETE | READ_CONTROL | WRITE_DAC;
    // Not through a link that somebody has laid there: its name is taken then, and it is removed itself.
    constexpr DWORD c_flags = FILE_ATTRIBUTE_NORMAL | FILE_FLAG_WRITE_THROUGH | FILE_FLAG_OPEN_REPARSE_POINT;
    std::wstring wide = widen(path);
    FileHandle file;
    const DWORD error = persistently([&]() -> DWORD {
        file.reset(CreateFileW(wide.c_str(), c_access, 0, nullptr, CREATE_NEW, c_flags, nullptr));
        if (file || GetLastError() != ERROR_FILE_EXISTS) {
            return file ? ERROR_SUCCESS : GetLastError();
        }
        if (!DeleteFileW(wide.c_str()) && !is_absent(GetLastError())) {
            return GetLastError();
        }
        return ERROR_SHARING_VIOLATION; // once more, now that the name is free
    });
    if (error != ERROR_SUCCESS) {
        return file_error("CreateFileW", error);
    }
    return std::unique_ptr<NewFile>{std::make_unique<WindowsNewFile>(std::move(file), std::move(wide))};
}

FileResult<void> WindowsFileCalls::remove(const std::string& path) {
    const std::wstring wide = widen(path);
    const DWORD error =
        persistently([&] { return DeleteFileW(wide.c_str()) ? ERROR_SUCCESS : GetLastError(); });
    if (error != ERROR_SUCCESS && !is_absent(error)) {
        return file_error("DeleteFileW", error);
    }
    return {};
}

FileResult<std::vector<std::string>> WindowsFileCalls::list(const std::string& folder) {
    std::vector<std::string> names;
    WIN32_FIND_DATAW found{};
    const UniqueHandle<FindPolicy> search{FindFirstFileW((widen(folder) + L"\\*").c_str(), &found)};
    if (!search) {
        if (is_absent(GetLastError())) {
            return names;
        }
        return last_file_error("FindFirstFileW");
    }
    do {
        if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
            names.push_back(narrow(found.cFileName));
        }
    } while (FindNextFileW(search.get(), &found));
    if (GetLastError() != ERROR_NO_MORE_FILES) {
        return last_file_error("FindNextFileW");
    }
    return names;
}

FileResult<void> WindowsFileCalls::make_folder(const std::string& folder) {
    const DWORD error = static_cast<DWORD>(SHCreateDirectoryExW(nullptr, widen(folder).c_str(), nullptr));
    if (error != ERROR_SUCCESS && error != ERROR_ALREADY_EXISTS && error != ERROR_FILE_EXISTS) {
        return file_error("SHCreateDirectoryExW", error);
    }
    return {};
}

bool WindowsFileCalls::is_elevated() {
    const auto token = own_token();
    if (token.has_error()) {
        return true;
    }
    const auto elevated = mirrorwatch::is_elevated(token->get());
    return elevated.has_error() || *elevated;
}

} // namespace mirrorwatch::agent
