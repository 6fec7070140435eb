// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/translated.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The servers that somebody wants watched, as the settings window lists them, and what follows from a wish
/// for `mirrorwatch endpoints`. Pure; UTF-8.
namespace mirrorwatch::tray {

// What stands around the list; '&' marks its key.
inline constexpr std::string_view c_list_label = text::to_translate("W&hat else is watched");
inline constexpr std::string_view c_add_label = text::to_translate("A&dd…");
inline constexpr std::string_view c_remove_label = text::to_translate("S&top watching");
inline constexpr std::string_view c_list_note =
    text::to_translate("What you add or stop counts at once, for you alone.");

struct WatchedServer {
    std::string name;
    std::string address; // without its secrets
    bool is_own =
        false; // in the user's own file; else only an administrator, or the organisation, can change it

    friend bool operator==(const WatchedServer&, const WatchedServer&) = default;
};

/// Of what `endpoints --format json` printed, the user's own ones first. Error: it is something else.
[[nodiscard]] Result<std::vector<WatchedServer>> watched_servers(std::string_view json);

/// What stands beside its name.
[[nodiscard]] std::string said_of(const WatchedServer& server);

/// One that listens in WSL and is not watched yet.
struct FoundServer {
    std::string name; // "postgres on 5432"
    std::string address;

    friend bool operator==(const FoundServer&, const FoundServer&) = default;
};

/// Of what `endpoints propose --format json` printed; none of anything else.
[[nodiscard]] std::vector<FoundServer> found_servers(std::string_view json);

/// What a user has chosen to be watched.
struct Wish {
    std::string address; // a port, an address, or the name of one that was found
    std::string name;    // empty: what mirrorwatch.exe calls it
    std::string when;    // "always", "vpn", "no_vpn"
};

/// The arguments of mirrorwatch.exe, each as it is meant, without quotes.
[[nodiscard]] std::vector<std::string> arguments_of(const Wish& wish, const std::vector<FoundServer>& found);

/// What mirrorwatch.exe complains of, for somebody who has typed no command.
[[nodiscard]] std::string complaint_of(std::string_view errors);

} // namespace mirrorwatch::tray
