// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"
#include "service/act/journal.hpp"
#include "service/decide/core/event.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mirrorwatch::app {

/// Where the machine's settings are.
struct SettingsPlace {
    std::filesystem::path file;
    bool must_exist = false;         // it was named by somebody
    std::filesystem::path last_good; // where a copy of it is kept, for a start with a broken one
};

/// The machine's mirrorwatch.toml, as it is read at the start and after each change. What is in force stays
/// so until the file is understood as a whole: while it is broken, empty, gone, locked, too large or a
/// folder. On the loop's thread; reading blocks for as long as the disk does.
class SettingsSource {
public:
    SettingsSource(SettingsPlace place, act::FileCalls files);

    struct Start {
        Settings settings;
        std::string error; // not empty: the file cannot be used; what is in force instead
        std::vector<std::string> warnings;
    };

    /// Without a file the built-in settings count; with one that cannot be used, its last good copy if there
    /// is one.
    [[nodiscard]] Start start();

    struct Unchanged {};

    /// It cannot be used now, which may be the middle of somebody's writing. Call try_again after
    /// c_try_again.
    struct TryAgain {};

    using Outcome = std::variant<Unchanged, TryAgain, decide::SettingsRead, decide::SettingsBroken>;
    static constexpr std::chrono::milliseconds c_try_again{500};

    /// The watch says that something has happened to the file.
    [[nodiscard]] Outcome changed();
    [[nodiscard]] Outcome try_again();

    /// Of the settings in force.
    [[nodiscard]] const config::Names& names() const { return names_; }

    [[nodiscard]] const std::filesystem::path& file() const { return place_.file; }

    /// What the last reading that was good warned of.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
    struct Reading;
    [[nodiscard]] Reading read() const;
    [[nodiscard]] std::optional<Settings> last_good();
    void keep(Reading& reading);
    [[nodiscard]] std::string note_of_origin() const;

    SettingsPlace place_;
    act::FileCalls files_;
    std::optional<std::string> text_; // of what is in force; nothing: the built-in settings
    std::string told_;                // the error that stands
    int failures_ = 0;                // since the last change
    config::Names names_;
    std::vector<std::string> warnings_;
};

} // namespace mirrorwatch::app
