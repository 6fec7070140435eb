// SPDX-License-Identifier: MIT
#include "service/act/folder_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"

#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;
using Descriptor = LocalMemory<PSECURITY_DESCRIPTOR>;

Result<Descriptor> wanted_descriptor() {
    Descriptor descriptor;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(c_folder_sddl, SDDL_REVISION_1,
                                                              descriptor.put(), nullptr)) {
        return Error{last_error_sentence("ConvertStringSecurityDescriptorToSecurityDescriptorW")};
    }
    return descriptor;
}

/// Through a handle that does not follow links: what was checked is what gets the rights.
Result<void> mend(const fs::path& folder, PSECURITY_DESCRIPTOR wanted) {
    const FileHandle handle{CreateFileW(folder.c_str(),
                                        READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr)};
    BY_HANDLE_FILE_INFORMATION info{};
    if (!handle || !GetFileInformationByHandle(handle.get(), &info)) {
        return Error{last_error_sentence("CreateFileW")};
    }
    if ((info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ||
        (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        return Error{"it is a link or no folder"};
    }
    PSID owner = nullptr;
    PACL rights = nullptr;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    GetSecurityDescriptorOwner(wanted, &owner, &defaulted);
    GetSecurityDescriptorDacl(wanted, &present, &rights, &defaulted);
    const DWORD error = SetSecurityInfo(handle.get(), SE_FILE_OBJECT,
                                        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                                            PROTECTED_DACL_SECURITY_INFORMATION,
                                        owner, nullptr, rights, nullptr);
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("SetSecurityInfo", error)};
    }
    return {};
}

fs::path known_folder(const KNOWNFOLDERID& id) {
    PWSTR path = nullptr;
    const HRESULT result = SHGetKnownFolderPath(id, KF_FLAG_DEFAULT, nullptr, &path);
    const fs::path folder = SUCCEEDED(result) ? fs::path{path} : fs::path{};
    CoTaskMemFree(path);
    if (folder.empty()) {
        throw std::system_error(static_cast<int>(result), std::system_category(), "SHGetKnownFolderPath");
    }
    return folder;
}

} // namespace

Result<void> make_protected_folder(const fs::path& folder) {
    Result<Descriptor> wanted = wanted_descriptor();
    if (!wanted) {
        return wanted.error();
    }
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), wanted->get(), FALSE};
    if (CreateDirectoryW(folder.c_str(), &attributes)) {
        return {};
    }
    if (const DWORD error = GetLastError(); error != ERROR_ALREADY_EXISTS) {
        return Error{error_sentence("CreateDirectoryW", error)};
    }
    return mend(folder, wanted->get());
}

fs::path service_folder() {
    return known_folder(FOLDERID_ProgramData) / "Mirrorwatch";
}

fs::path console_folder() {
    return known_folder(FOLDERID_LocalAppData) / "Mirrorwatch";
}

} // namespace mirrorwatch::act
