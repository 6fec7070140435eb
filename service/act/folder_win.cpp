// SPDX-License-Identifier: MIT
#include "service/act/folder_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"

#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;
using Descriptor = LocalMemory<PSECURITY_DESCRIPTOR>;

Result<Descriptor> descriptor_of(const wchar_t* sddl) {
    Descriptor descriptor;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, descriptor.put(),
                                                              nullptr)) {
        return Error{last_error_sentence("ConvertStringSecurityDescriptorToSecurityDescriptorW")};
    }
    return descriptor;
}

/// Does not follow links: what is checked is what is used.
FileHandle open_itself(const fs::path& path, DWORD access) {
    return FileHandle{
        CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr)};
}

/// NT SERVICE\TrustedInstaller
bool is_trusted_installer(PSID owner) {
    LocalMemory<PSID> installer;
    return ConvertStringSidToSidW(L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
                                  installer.put()) &&
           EqualSid(owner, installer.get());
}

/// SYSTEM in the service; the user in a console.
bool is_self(PSID owner) {
    const Result<KernelHandle> token = own_token();
    const Result<UserId> self = token ? user_of(token->get()) : Result<UserId>{token.error()};
    LocalMemory<LPWSTR> text;
    return self && ConvertSidToStringSidW(owner, text.put()) && narrow(text.get()) == self->sid;
}

bool is_trusted(PSID sid) {
    return IsWellKnownSid(sid, WinLocalSystemSid) || IsWellKnownSid(sid, WinBuiltinAdministratorsSid) ||
           is_trusted_installer(sid) || is_self(sid);
}

/// By which something can be put into a folder, or taken away from it, or such a right be given.
constexpr DWORD c_changes =
    FILE_ADD_FILE | FILE_DELETE_CHILD | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;

bool lets_others_change(const ACCESS_ALLOWED_ACE& entry) {
    const bool allows = entry.Header.AceType == ACCESS_ALLOWED_ACE_TYPE ||
                        entry.Header.AceType == ACCESS_ALLOWED_CALLBACK_ACE_TYPE;
    const bool counts_here = (entry.Header.AceFlags & INHERIT_ONLY_ACE) == 0;
    return allows && counts_here && (entry.Mask & c_changes) != 0 &&
           !is_trusted(const_cast<DWORD*>(&entry.SidStart));
}

/// Without a list everybody may do everything.
bool lets_others_change(PACL rights) {
    for (DWORD i = 0; rights != nullptr && i < rights->AceCount; ++i) {
        void* entry = nullptr;
        if (!GetAce(rights, i, &entry) || lets_others_change(*static_cast<ACCESS_ALLOWED_ACE*>(entry))) {
            return true;
        }
    }
    return rights == nullptr;
}

Result<void> check_owner(HANDLE handle) {
    PSID owner = nullptr;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    const DWORD error = GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr,
                                        nullptr, nullptr, descriptor.put());
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("GetSecurityInfo", error)};
    }
    if (is_trusted(owner)) {
        return {};
    }
    return Error{
        "it belongs neither to SYSTEM nor to the Administrators, so anybody may have written it; save it "
        "again from an elevated editor under another name, and rename that"};
}

Result<void> set_rights(HANDLE folder, PSECURITY_DESCRIPTOR wanted) {
    PSID owner = nullptr;
    PACL rights = nullptr;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    GetSecurityDescriptorOwner(wanted, &owner, &defaulted);
    GetSecurityDescriptorDacl(wanted, &present, &rights, &defaulted);
    const DWORD error = SetSecurityInfo(folder, SE_FILE_OBJECT,
                                        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                                            PROTECTED_DACL_SECURITY_INFORMATION,
                                        owner, nullptr, rights, nullptr);
    return error == ERROR_SUCCESS ? Result<void>{}
                                  : Result<void>{Error{error_sentence("SetSecurityInfo", error)}};
}

/// False: it is not to be trusted.
Result<bool> mend(const fs::path& folder, PSECURITY_DESCRIPTOR wanted) {
    const FileHandle handle =
        open_itself(folder, READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES);
    if (!handle && GetLastError() == ERROR_ACCESS_DENIED) {
        return false; // whoever made it denies it to SYSTEM, and must not keep the service from starting by
                      // that
    }
    if (!handle) {
        return Error{last_error_sentence("CreateFileW")};
    }
    BY_HANDLE_FILE_INFORMATION info{};
    const bool is_folder = GetFileInformationByHandle(handle.get(), &info) &&
                           (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    if (!is_folder || !check_trust(handle.get())) {
        return false;
    }
    const Result<void> set = set_rights(handle.get(), wanted);
    return set ? Result<bool>{true} : Result<bool>{set.error()};
}

Result<void> move_aside(const fs::path& folder) {
    for (int number = 1; number < 100; ++number) {
        const std::wstring name = folder.wstring() + L".untrusted-" + std::to_wstring(number);
        if (MoveFileExW(folder.c_str(), name.c_str(), MOVEFILE_WRITE_THROUGH)) {
            return {};
        }
        if (GetLastError() != ERROR_ALREADY_EXISTS && GetLastError() != ERROR_FILE_EXISTS) {
            break;
        }
    }
    return Error{"somebody else's folder lies there and cannot be moved aside: " +
                 last_error_sentence("MoveFileExW")};
}

Result<bool> make_or_mend(const fs::path& folder, PSECURITY_DESCRIPTOR wanted) {
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), wanted, FALSE};
    if (CreateDirectoryW(folder.c_str(), &attributes)) {
        return true;
    }
    if (const DWORD error = GetLastError(); error != ERROR_ALREADY_EXISTS) {
        return Error{error_sentence("CreateDirectoryW", error)};
    }
    return mend(folder, wanted);
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

Result<void> check_trust(HANDLE handle) {
    BY_HANDLE_FILE_INFORMATION info{};
    if (!GetFileInformationByHandle(handle, &info)) {
        return Error{last_error_sentence("GetFileInformationByHandle")};
    }
    if ((info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
        return Error{"it is a link, which the service does not follow; put the file itself there"};
    }
    return check_owner(handle);
}

Result<void> make_protected_folder(const fs::path& folder, const wchar_t* sddl) {
    Result<Descriptor> wanted = descriptor_of(sddl);
    if (!wanted) {
        return wanted.error();
    }
    std::error_code ignored;
    fs::create_directories(folder.parent_path(), ignored); // what is wrong with it the next call says
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Result<bool> made = make_or_mend(folder, wanted->get());
        if (!made) {
            return made.error();
        }
        if (*made) {
            return {};
        }
        if (const Result<void> moved = move_aside(folder); !moved) {
            return moved;
        }
    }
    return Error{"somebody else makes it again and again"};
}

Result<void> check_closed(const fs::path& folder) {
    const FileHandle handle = open_itself(folder, READ_CONTROL | FILE_READ_ATTRIBUTES);
    if (!handle) {
        return Error{last_error_sentence("CreateFileW")};
    }
    PACL rights = nullptr;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    const DWORD error = GetSecurityInfo(handle.get(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                        nullptr, &rights, nullptr, descriptor.put());
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("GetSecurityInfo", error)};
    }
    if (!check_trust(handle.get()) || lets_others_change(rights)) {
        return Error{"others than administrators can write to its folder, or it is a link; name a folder of "
                     "the Administrators, in which users can only read"};
    }
    return {};
}

fs::path settings_folder() {
    return known_folder(FOLDERID_ProgramData) / "Mirrorwatch";
}

fs::path data_folder() {
    return known_folder(FOLDERID_ProgramFiles) / "Mirrorwatch" / "Data";
}

fs::path console_folder() {
    return known_folder(FOLDERID_LocalAppData) / "Mirrorwatch";
}

} // namespace mirrorwatch::act
