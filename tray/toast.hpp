// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"

#include <string>

/// A notification as Windows' notification centre takes it. Pure.
namespace mirrorwatch::tray {

/// The XML of a toast (ToastGeneric), UTF-8. Whatever the texts are, it is well formed: characters that XML
/// cannot have are left out.
[[nodiscard]] std::string toast_xml(const Notification& notification);

} // namespace mirrorwatch::tray
