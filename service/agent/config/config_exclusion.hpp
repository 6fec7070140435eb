// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "service/agent/config/config_change.hpp"

#include <string>
#include <vector>

/// Exclusion as WSL's guides describe it: networkingMode.excludedInterfaces in .wslconfig. WSL through 2.9.4
/// rejects the line, so what comes of it is looked at, and never believed.
namespace mirrorwatch::agent {

/// The adapters that the file names.
[[nodiscard]] Result<std::vector<std::string>> interfaces_excluded_by_file(Ports& ports);

/// Names the adapter in the file, beside those that it names already.
[[nodiscard]] Result<FileChange> exclude_interface(const AdapterIdentity& adapter, bool dry_run,
                                                   Ports& ports);

/// Takes it out of the file. Where nothing else was written since, the file is byte for byte what it was
/// before, or gone as it was; otherwise only the name or the line goes.
[[nodiscard]] Result<FileChange> include_interface(const AdapterIdentity& adapter, bool dry_run,
                                                   Ports& ports);

enum class Mirroring {
    WslStopped,
    OtherMode,  // none of Windows' adapters is mirrored
    OlderWsl,   // it was started before the adapter was named
    Mirrored,   // the line has no effect
    MaybeOlder, // it is mirrored, and when WSL was started is not known
    Absent,     // WSL does not have the adapter
};

struct Sight {
    Mirroring mirroring = Mirroring::WslStopped;
    std::string detail = {}; // the device in WSL; of OtherMode the mode

    friend bool operator==(const Sight&, const Sight&) = default;
};

/// Whether the running WSL mirrors the adapter. Never starts it. Error: the guest does not say.
[[nodiscard]] Result<Sight> look_at_interface(const AdapterIdentity& adapter, Ports& ports);

} // namespace mirrorwatch::agent
