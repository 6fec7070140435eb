#pragma once

#include <string_view>

/// The scripts' texts. Each begins with c_common; those that deal with routes go on with c_routes.
namespace mirrorwatch::wsl::text {

extern const std::string_view c_common;
extern const std::string_view c_routes;
extern const std::string_view c_rule;
extern const std::string_view c_apply_rule;
extern const std::string_view c_undo_rule;
extern const std::string_view c_link;
extern const std::string_view c_record_link;
extern const std::string_view c_set_link_down;
extern const std::string_view c_undo_link;
extern const std::string_view c_ask;
extern const std::string_view c_probe;
extern const std::string_view c_probe_http;
extern const std::string_view c_probe_run;
extern const std::string_view c_listen;

} // namespace mirrorwatch::wsl::text
