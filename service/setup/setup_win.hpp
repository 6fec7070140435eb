// SPDX-License-Identifier: MIT
#pragma once

#include "service/scm/install_win.hpp"
#include "service/setup/replace.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::setup {

/// Where the product lies in Windows.
[[nodiscard]] Places windows_places();

/// What setup runs, from Places::beside. `warnings`: what is optional, and failed.
[[nodiscard]] Replaced replace_installed(std::vector<std::string>& warnings);

/// Settings as they are shipped with this program, where a machine has none. `service install` does so;
/// setup's way is VersionSwap::take_settings.
[[nodiscard]] Result<void> lay_settings();

/// When the service starts: mend() on Windows' disk.
[[nodiscard]] Result<std::string> mend_installed();

/// What `service uninstall` does to Windows, up to the files themselves.
struct Removal {
    bool is_for_upgrade = false; // another version follows: the trays come back with it
    bool takes_data = false;     // what the service has kept, and settings that nobody changed
    bool takes_settings = false; // with takes_data: whoever changed them
};

[[nodiscard]] scm::Outcome remove_installed(const Removal& removal);
/// After that.
void remove_data(const Removal& removal);

/// The sessions whose trays setup has ended, and which are to have them again; once. Nothing: it has ended
/// none.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> take_tray_list();

} // namespace mirrorwatch::setup
