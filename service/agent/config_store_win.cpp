#include "service/agent/config_store_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "service/agent/file_win.hpp"

#include <windows.h>

#include <knownfolders.h>
#include <objbase.h>
#include <shlobj.h>

#include <system_error>

namespace mirrorwatch::agent {
namespace {

std::wstring known_folder(const KNOWNFOLDERID& id) {
    PWSTR text = nullptr;
    const HRESULT result = SHGetKnownFolderPath(id, KF_FLAG_DEFAULT, nullptr, &text);
    const std::wstring folder = SUCCEEDED(result) ? text : L"";
    CoTaskMemFree(text);
    if (folder.empty())
        throw std::system_error(static_cast<int>(result), std::system_category(), "SHGetKnownFolderPath");
    return folder;
}

} // namespace

UserConfig::UserConfig()
    : path_(known_folder(FOLDERID_Profile) + LR"(\.wslconfig)") {}

Result<std::optional<std::string>> UserConfig::read() {
    return read_file(path_);
}

Result<bool> UserConfig::replace(const std::optional<std::string>& expected,
                                 const std::optional<std::string>& bytes) {
    const auto path = final_path(path_);
    if (path.has_error())
        return path.error();
    Replacement replacement{*path};
    if (bytes) {
        const auto written = replacement.write(*bytes);
        if (written.has_error())
            return written.error();
    }
    const auto now = read_file(*path);
    if (now.has_error())
        return now.error();
    if (*now != expected)
        return false;
    const auto done = bytes ? replacement.move_over() : remove_file(*path);
    if (done.has_error())
        return done.error();
    return true;
}

UserHistory::UserHistory()
    : folder_(known_folder(FOLDERID_LocalAppData) + LR"(\Mirrorwatch\wslconfig-history)") {}

std::wstring UserHistory::path_of(const std::string& name) const {
    return folder_ + L'\\' + widen(name);
}

Result<std::optional<std::string>> UserHistory::read(const std::string& name) {
    return read_file(path_of(name));
}

Result<void> UserHistory::write(const std::string& name, std::string_view bytes) {
    const int made = SHCreateDirectoryExW(nullptr, folder_.c_str(), nullptr);
    if (made != ERROR_SUCCESS && made != ERROR_ALREADY_EXISTS && made != ERROR_FILE_EXISTS)
        return Error{error_sentence("SHCreateDirectoryExW", static_cast<DWORD>(made))};
    Replacement replacement{path_of(name)};
    const auto written = replacement.write(bytes);
    return written.has_error() ? written : replacement.move_over();
}

Result<void> UserHistory::remove(const std::string& name) {
    return remove_file(path_of(name));
}

} // namespace mirrorwatch::agent
