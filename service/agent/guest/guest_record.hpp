// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "service/agent/ports.hpp"

#include <string>
#include <string_view>

/// What a change in the guest is undone by, kept in the history until it is undone: a kill may come before
/// the receipt reaches anybody.
namespace mirrorwatch::agent {

/// "guest-mtu-37217669-42DA-4657-A55B-0D995D328250.txt", of the kind "guest-mtu".
[[nodiscard]] std::string record_name(std::string_view kind, const AdapterIdentity& vpn);

/// In the place of one that is there. The change it is for was not made yet.
[[nodiscard]] Result<void> write_record(const std::string& name, std::string_view record,
                                        BackupStore& history);

} // namespace mirrorwatch::agent
