// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <filesystem>

namespace mirrorwatch::act {

/// Of the settings. Owner: Administrators. P: nothing is inherited from above. OICI: files and folders below
/// inherit. SYSTEM and Administrators may do everything, users may read.
inline constexpr wchar_t c_settings_sddl[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)";

/// Of the service's own data. Users may not even read: who can read a file can hold it open against its
/// owner, and it has what concerns all users. They get what concerns them over the pipe.
inline constexpr wchar_t c_data_sddl[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

/// Makes the folder, and those above it that are missing, with exactly this owner and these rights. One that
/// is there gets them again, if SYSTEM or the Administrators own it. One that is somebody else's, who may
/// have put anything into it, or that is a link, is moved aside as <name>.untrusted-<n>, and made again.
[[nodiscard]] Result<void> make_protected_folder(const std::filesystem::path& folder, const wchar_t* sddl);

/// Whether what is open belongs to SYSTEM, to the Administrators, to Windows' own installer, or to whoever
/// this process runs as, and is no link. The error says what is wrong and what would be right. `handle`: a
/// HANDLE of a file or folder, opened with READ_CONTROL and FILE_FLAG_OPEN_REPARSE_POINT.
[[nodiscard]] Result<void> check_trust(void* handle);

/// Whether nobody but those can put anything into the folder, or take anything away: SYSTEM writes there with
/// all its rights, and would follow what others have laid out.
[[nodiscard]] Result<void> check_closed(const std::filesystem::path& folder);

/// %ProgramData%\Mirrorwatch: mirrorwatch.toml and vpn-adapters.toml. Throws std::system_error.
[[nodiscard]] std::filesystem::path settings_folder();
/// %ProgramFiles%\Mirrorwatch\Data, for what the service keeps: no user can have put it there before. Source:
/// wireguard-windows, conf/path_windows.go. Throws std::system_error.
[[nodiscard]] std::filesystem::path data_folder();
/// %LocalAppData%\Mirrorwatch, for both in console mode. Throws std::system_error.
[[nodiscard]] std::filesystem::path console_folder();

} // namespace mirrorwatch::act
