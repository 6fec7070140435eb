// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// The scripts' texts. Each begins with c_common; those that ask servers go on with c_tools.
namespace mirrorwatch::wsl::text {

extern const std::string_view c_common;
extern const std::string_view c_mtu;
extern const std::string_view c_read_mtu;
extern const std::string_view c_set_mtu;
extern const std::string_view c_undo_mtu;
extern const std::string_view c_tools;
extern const std::string_view c_ask_guest;
extern const std::string_view c_ask_terminals;
extern const std::string_view c_ask_targets;
extern const std::string_view c_ask_run;
extern const std::string_view c_probe;
extern const std::string_view c_probe_http;
extern const std::string_view c_probe_run;
extern const std::string_view c_listen;

} // namespace mirrorwatch::wsl::text
