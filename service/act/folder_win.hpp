// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <filesystem>

namespace mirrorwatch::act {

/// Owner: Administrators. P: nothing is inherited from above. OICI: files and folders below inherit.
/// SYSTEM and Administrators may do everything, users may read.
inline constexpr wchar_t c_folder_sddl[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)";

/// Makes the service's folder with exactly this owner and these rights. One that is there, perhaps put there
/// by somebody else before, gets them again; one that is a link is refused.
[[nodiscard]] Result<void> make_protected_folder(const std::filesystem::path& folder);

/// %ProgramData%\Mirrorwatch for the service, %LocalAppData%\Mirrorwatch for console mode. Throws
/// std::system_error.
[[nodiscard]] std::filesystem::path service_folder();
[[nodiscard]] std::filesystem::path console_folder();

} // namespace mirrorwatch::act
