// SPDX-License-Identifier: MIT
#pragma once

#include "service/setup/disk.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::setup {

/// The program that mends what a killed setup leaves: the first file of a new version to be put in place, the
/// last of an old one.
inline constexpr const char* c_program = "mirrorwatch.exe";

/// All on one volume, and such that only administrators write there.
struct Places {
    std::filesystem::path installed; // Program Files\Mirrorwatch
    std::filesystem::path
        beside;                 // Program Files\Mirrorwatch.new: the new version, whole, as setup unpacks it
    std::filesystem::path kept; // Program Files\Mirrorwatch.swap: both versions, until it is over
    std::filesystem::path settings; // ProgramData\Mirrorwatch\mirrorwatch.toml
};

/// Puts one version in the place of another, file by file, so that whatever ends it in the middle can be
/// mended: both versions are kept whole until it is over, and of the two the one counts whose program is in
/// place. While the files are mixed that is the new one, which knows how to mend. A version's own files are
/// listed in files.txt beside them: those that the next version does not have go, and what else lies there
/// stays.
class VersionSwap {
public:
    /// Nobody else swaps as long as it lives.
    VersionSwap(Disk& disk, Places places);

    /// Mends what an earlier setup has left, and copies both versions. Nothing of the installed one has been
    /// touched when it fails.
    [[nodiscard]] Result<void> begin();

    /// Whether nothing was installed before.
    [[nodiscard]] bool is_first() const { return is_first_; }

    [[nodiscard]] Result<void> put_new();
    /// Settings that are as the old version shipped them become the new one's, as do those that are missing.
    [[nodiscard]] Result<void> take_settings();
    /// Files and settings are as they were before begin().
    [[nodiscard]] Result<void> put_back();
    /// After either: what was kept goes.
    void end();

private:
    [[nodiscard]] Result<void> add_names_of_old();
    [[nodiscard]] Result<void> keep();

    Disk& disk_;
    Places places_;
    std::shared_ptr<void> lock_;
    std::vector<std::filesystem::path> names_; // of both versions
    std::string new_files_;                    // what its files.txt says
    std::size_t touched_ = 0;                  // how many of them are in place
    bool is_first_ = false;
    bool had_settings_ = false;
    bool took_settings_ = false;
};

/// If a setup was killed while it put a version in place: completes the version whose program is in place.
/// Does nothing while a setup is at work. The text says what was done; empty: there was nothing to do.
[[nodiscard]] Result<std::string> mend(Disk& disk, const Places& places);

} // namespace mirrorwatch::setup
