// SPDX-License-Identifier: MIT
#pragma once

#include "service/cli/command_line.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

// One for each command; they return the exit code.
[[nodiscard]] int service_install(const Given& given);
[[nodiscard]] int service_uninstall(const Given& given);
[[nodiscard]] int service_start(const Given& given);
[[nodiscard]] int service_stop(const Given& given);
[[nodiscard]] int service_status(const Given& given);
[[nodiscard]] int service_start_tray(const Given& given);
[[nodiscard]] int service_replace(const Given& given);
[[nodiscard]] int service_run(const Given& given);
[[nodiscard]] int run_verb(const Given& given);
[[nodiscard]] int status_verb(const Given& given);
[[nodiscard]] int explain_verb(const Given& given);
[[nodiscard]] int doctor_verb(const Given& given);
[[nodiscard]] int probe_verb(const Given& given);
[[nodiscard]] int endpoints_verb(const Given& given);
[[nodiscard]] int endpoints_propose(const Given& given);
[[nodiscard]] int endpoints_add(const Given& given);
[[nodiscard]] int endpoints_remove(const Given& given);
[[nodiscard]] int endpoints_undo(const Given& given);
[[nodiscard]] int wslconfig_show(const Given& given);
[[nodiscard]] int wslconfig_check(const Given& given);
[[nodiscard]] int wslconfig_set(const Given& given);
[[nodiscard]] int wslconfig_unset(const Given& given);
[[nodiscard]] int wslconfig_comment(const Given& given);
[[nodiscard]] int wslconfig_uncomment(const Given& given);
[[nodiscard]] int wslconfig_history(const Given& given);
[[nodiscard]] int wslconfig_undo(const Given& given);
[[nodiscard]] int mode_verb(const Given& given);
[[nodiscard]] int apply_verb(const Given& given);
[[nodiscard]] int firewall_show(const Given& given);
[[nodiscard]] int firewall_allow(const Given& given);
[[nodiscard]] int firewall_remove(const Given& given);
[[nodiscard]] int settings_check(const Given& given);
[[nodiscard]] int settings_show(const Given& given);
[[nodiscard]] int settings_set(const Given& given);
[[nodiscard]] int vpn_list(const Given& given);
[[nodiscard]] int vpn_explain(const Given& given);
[[nodiscard]] int vpn_classify(const Given& given);
[[nodiscard]] int vpn_exclude(const Given& given);
[[nodiscard]] int vpn_include(const Given& given);
[[nodiscard]] int rollback_verb(const Given& given);
[[nodiscard]] int restore_verb(const Given& given);
[[nodiscard]] int pause_verb(const Given& given);
[[nodiscard]] int resume_verb(const Given& given);
[[nodiscard]] int history_verb(const Given& given);
[[nodiscard]] int bundle_verb(const Given& given);
[[nodiscard]] int completions_verb(const Given& given);
[[nodiscard]] int agent_verb(const Given& given);
[[nodiscard]] int prober_verb(const Given& given);

/// A command of the table, and what runs it.
struct Runner {
    std::string_view words;
    int (*run)(const Given& given);
};

inline constexpr std::array c_runners{
    Runner{"service install", service_install},
    Runner{"service uninstall", service_uninstall},
    Runner{"service start", service_start},
    Runner{"service stop", service_stop},
    Runner{"service status", service_status},
    Runner{"service start-tray", service_start_tray},
    Runner{"service replace", service_replace},
    Runner{"service run", service_run},
    Runner{"run", run_verb},
    Runner{"status", status_verb},
    Runner{"explain", explain_verb},
    Runner{"doctor", doctor_verb},
    Runner{"probe", probe_verb},
    Runner{"endpoints", endpoints_verb},
    Runner{"endpoints propose", endpoints_propose},
    Runner{"endpoints add", endpoints_add},
    Runner{"endpoints remove", endpoints_remove},
    Runner{"endpoints undo", endpoints_undo},
    Runner{"wslconfig show", wslconfig_show},
    Runner{"wslconfig check", wslconfig_check},
    Runner{"wslconfig set", wslconfig_set},
    Runner{"wslconfig unset", wslconfig_unset},
    Runner{"wslconfig comment", wslconfig_comment},
    Runner{"wslconfig uncomment", wslconfig_uncomment},
    Runner{"wslconfig history", wslconfig_history},
    Runner{"wslconfig undo", wslconfig_undo},
    Runner{"mode", mode_verb},
    Runner{"apply", apply_verb},
    Runner{"firewall show", firewall_show},
    Runner{"firewall allow", firewall_allow},
    Runner{"firewall remove", firewall_remove},
    Runner{"settings check", settings_check},
    Runner{"settings show", settings_show},
    Runner{"settings set", settings_set},
    Runner{"vpn list", vpn_list},
    Runner{"vpn explain", vpn_explain},
    Runner{"vpn classify", vpn_classify},
    Runner{"vpn exclude", vpn_exclude},
    Runner{"vpn include", vpn_include},
    Runner{"rollback", rollback_verb},
    Runner{"restore", restore_verb},
    Runner{"pause", pause_verb},
    Runner{"resume", resume_verb},
    Runner{"history", history_verb},
    Runner{"bundle", bundle_verb},
    Runner{"completions", completions_verb},
    Runner{"agent", agent_verb},
    Runner{"prober", prober_verb},
};

/// The whole command line, in UTF-8, without the program's name.
[[nodiscard]] int run_command_line(const std::vector<std::string>& words);

} // namespace mirrorwatch::cli
