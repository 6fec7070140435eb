// SPDX-License-Identifier: MIT
#include "tray/config_file_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"

#include <windows.h>

#include <shlobj.h>

namespace mirrorwatch::tray {
namespace {

constexpr DWORD c_largest = 1024 * 1024;

struct TaskMemoryPolicy {
    using Type = wchar_t*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type memory) noexcept { CoTaskMemFree(memory); }
};

std::wstring config_path() {
    UniqueHandle<TaskMemoryPolicy> profile;
    if (FAILED(SHGetKnownFolderPath(FOLDERID_Profile, KF_FLAG_DEFAULT, nullptr, profile.put()))) {
        return L".wslconfig";
    }
    return std::wstring{profile.get()} + L"\\.wslconfig";
}

std::string why(DWORD error) {
    return error == ERROR_ACCESS_DENIED
               ? std::string{text::translated("Windows denies access to it")}
               : text::translated("Windows' error {code}", {{"code", std::to_string(error)}});
}

} // namespace

ConfigFile read_config_file() {
    const std::wstring path = config_path();
    ConfigFile file{narrow(path)};
    const FileHandle handle{CreateFileW(path.c_str(), GENERIC_READ,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!handle) {
        const DWORD error = GetLastError();
        const bool is_absent = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
        file.unreadable = is_absent ? "" : why(error);
        return file;
    }
    std::string bytes(c_largest + 1, '\0');
    DWORD size = 0;
    if (!ReadFile(handle.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &size, nullptr)) {
        file.unreadable = why(GetLastError());
    } else if (size > c_largest) {
        file.unreadable = text::translated("it is larger than 1 MiB");
    } else {
        bytes.resize(size);
        file.bytes = std::move(bytes);
    }
    return file;
}

} // namespace mirrorwatch::tray
