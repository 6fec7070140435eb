// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <string>

namespace mirrorwatch {

/// Who must own a pipe before a client says anything to it: a name alone proves nothing.
enum class PipeOwner {
    System, // SYSTEM or the Administrators
    Self,   // this user, or what this user's processes create belongs to
};

/// Where the service listens.
struct ServicePipe {
    std::wstring name;
    PipeOwner owner = PipeOwner::System;
};

/// Of the installed service. Windows lets only members of Administrators, as SYSTEM is one, create a pipe
/// below this prefix, so that nobody else can take the name first. Source: Tailscale, paths/paths.go.
[[nodiscard]] ServicePipe installed_service();

/// Of `mirrorwatch run`, in this user's own name: whoever takes that name first harms only that user's
/// console, and the owner tells.
[[nodiscard]] Result<ServicePipe> console_of_this_user();

} // namespace mirrorwatch
