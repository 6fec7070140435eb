// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/ports.hpp"

/// What `doctor` asks of Windows beyond what the service reads, by the calls that Windows documents for it.
/// Each may block for a second or two. Any thread.
namespace mirrorwatch::doctor {

/// LoadLibraryEx from the system folder, and GetProcAddress.
[[nodiscard]] bool has_exports(const WantedExports& wanted);

/// By the keys below Uninstall: the machine's (both views) and the user's. Those without a version are left
/// out.
[[nodiscard]] Result<std::vector<InstalledProgram>> installed_programs();

/// By GetExtendedTcpTable, IPv4, without what belongs to WSL and to Docker Desktop.
[[nodiscard]] Result<std::vector<std::uint16_t>> windows_listeners();

/// By netsh.exe of the system folder.
[[nodiscard]] Result<std::string> excluded_port_ranges();

/// By INetFwPolicy2: what is in force of Windows' own firewall, enabled, for what comes in by TCP, of no
/// program and no service. Everybody may read it.
[[nodiscard]] Result<std::vector<InboundRule>> windows_inbound_rules();

[[nodiscard]] Result<std::unique_ptr<LoopbackServer>> listen_on_loopback();

/// %AppData%\Docker\settings-store.json, else settings.json.
[[nodiscard]] Result<SettingsText> docker_settings_text();

/// Whether the file was written after the user's Docker Desktop was started; no when that does not run.
[[nodiscard]] bool is_newer_than_docker(const std::string& file);

/// Whether a program of that name runs in the session of this process.
[[nodiscard]] bool runs_in_this_session(std::string_view program);

} // namespace mirrorwatch::doctor
