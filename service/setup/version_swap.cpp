// SPDX-License-Identifier: MIT
#include "service/setup/version_swap.hpp"

#include <algorithm>
#include <ranges>
#include <sstream>

namespace mirrorwatch::setup {
namespace {

namespace fs = std::filesystem;

constexpr const char* c_list =
    "swap.txt"; // the files of the new version; without its last line it counts for nothing
constexpr const char* c_list_ends = "end";
constexpr const char* c_files = "files.txt"; // of a version, and lies in it: what the next one may take away
constexpr const char* c_lock = "setup.lock";
constexpr const char* c_was = "was";
constexpr const char* c_will = "will";
constexpr const char* c_settings_were = "settings-were.toml";
const fs::path c_shipped_settings = fs::path{"config"} / "mirrorwatch.toml";

/// Beside what is kept, as that is thrown away before it is filled.
fs::path lock_of(const Places& places) {
    return places.kept.parent_path() / ("Mirrorwatch." + std::string{c_lock});
}

std::string list_of(const std::vector<fs::path>& names) {
    std::string text;
    for (const fs::path& name : names) {
        text += name.generic_string() + "\n";
    }
    return text + c_list_ends + "\n";
}

/// Empty: no swap has begun.
std::vector<fs::path> names_in(const std::string& list) {
    std::vector<fs::path> names;
    std::istringstream lines{list};
    for (std::string line; std::getline(lines, line);) {
        if (line == c_list_ends) {
            return names;
        }
        names.emplace_back(fs::path{line}.make_preferred());
    }
    return {};
}

/// Below its folder, whatever a list says.
bool is_below(const fs::path& name) {
    return !name.has_root_path() && std::ranges::find(name, fs::path{".."}) == name.end();
}

Result<bool> are_equal(Disk& disk, const fs::path& one, const fs::path& other) {
    const Result<std::optional<std::string>> first = disk.read(one);
    const Result<std::optional<std::string>> second = disk.read(other);
    if (!first || !second) {
        return first ? second.error() : first.error();
    }
    return first->has_value() && *first == *second;
}

/// What the version does not have goes. What is right stays: it may be the program that runs here.
Result<void> complete(Disk& disk, const fs::path& version, const fs::path& name, const fs::path& installed) {
    const Result<bool> is_right = are_equal(disk, version / name, installed / name);
    if (is_right && *is_right) {
        return {};
    }
    return disk.exists(version / name) ? disk.put(version / name, installed / name)
                                       : disk.remove(installed / name);
}

template <class Names>
Result<void> complete_all(Disk& disk, const fs::path& version, const Names& names,
                          const fs::path& installed) {
    for (const fs::path& name : names) {
        if (Result<void> done = complete(disk, version, name, installed); !done) {
            return done;
        }
    }
    return {};
}

/// Whether they were changed here.
Result<bool> settings_of_new(Disk& disk, const Places& places) {
    const bool are_missing = !disk.exists(places.settings);
    Result<bool> are_as_shipped =
        are_missing ? Result<bool>{true}
                    : are_equal(disk, places.settings, places.kept / c_was / c_shipped_settings);
    if (!are_as_shipped || !*are_as_shipped) {
        return are_as_shipped;
    }
    if (!are_missing) {
        if (const Result<void> kept = disk.put(places.settings, places.kept / c_settings_were); !kept) {
            return kept.error();
        }
    }
    const Result<void> put = disk.put(places.kept / c_will / c_shipped_settings, places.settings);
    return put ? Result<bool>{true} : Result<bool>{put.error()};
}

/// Of what is listed here the list is the first to go: from then on there is nothing to be mended.
void throw_away(Disk& disk, const Places& places) {
    (void)disk.remove(places.kept / c_list);
    disk.discard(places.kept);
}

Result<std::string> mend_alone(Disk& disk, const Places& places) {
    const Result<std::optional<std::string>> list = disk.read(places.kept / c_list);
    if (!list) {
        return list.error();
    }
    const std::vector<fs::path> names = names_in(list->value_or(""));
    if (names.empty()) {
        disk.discard(places.kept);
        return text_result("");
    }
    const Result<bool> is_new =
        are_equal(disk, places.installed / c_program, places.kept / c_will / c_program);
    if (!is_new) {
        return is_new.error();
    }
    const fs::path version = places.kept / (*is_new ? c_will : c_was);
    if (const Result<void> done = complete_all(disk, version, names, places.installed); !done) {
        return done.error();
    }
    if (*is_new) {
        if (const Result<bool> taken = settings_of_new(disk, places); !taken) {
            return taken.error();
        }
    }
    throw_away(disk, places);
    return text_result(*is_new ? "a setup that was interrupted is completed: the new version is in place"
                               : "a setup that was interrupted is taken back: the old version is in place");
}

} // namespace

VersionSwap::VersionSwap(Disk& disk, Places places)
    : disk_(disk)
    , places_(std::move(places))
    , lock_(disk.lock(lock_of(places_))) {}

Result<void> VersionSwap::begin() {
    if (!lock_) {
        return Error{"another setup of Mirrorwatch is at work; wait until it has ended"};
    }
    if (const Result<std::string> mended = mend_alone(disk_, places_); !mended) {
        return mended.error();
    }
    names_ = disk_.list(places_.beside);
    names_.emplace_back(c_files);
    new_files_ = list_of(names_);
    const auto program = std::ranges::find(names_, fs::path{c_program});
    if (program == names_.end()) {
        return Error{"the new version lacks " + std::string{c_program} + "; fetch setup again"};
    }
    std::iter_swap(names_.begin(), program);
    if (Result<void> added = add_names_of_old(); !added) {
        return added;
    }
    is_first_ = !disk_.exists(places_.installed / c_program);
    had_settings_ = disk_.exists(places_.settings);
    Result<void> kept = keep();
    if (!kept) {
        throw_away(disk_, places_);
    }
    return kept;
}

/// Files that the new version no longer has. A version without a list keeps its own.
Result<void> VersionSwap::add_names_of_old() {
    const Result<std::optional<std::string>> list = disk_.read(places_.installed / c_files);
    if (!list) {
        return list.error();
    }
    for (fs::path& name : names_in(list->value_or(""))) {
        if (is_below(name) && std::ranges::find(names_, name) == names_.end()) {
            names_.push_back(std::move(name));
        }
    }
    return {};
}

Result<void> VersionSwap::keep() {
    for (const fs::path& name : names_) {
        if (disk_.exists(places_.installed / name)) {
            if (Result<void> kept = disk_.put(places_.installed / name, places_.kept / c_was / name); !kept) {
                return kept;
            }
        }
    }
    if (Result<void> kept = complete_all(disk_, places_.beside, names_, places_.kept / c_will); !kept) {
        return kept;
    }
    if (Result<void> kept = disk_.write(places_.kept / c_will / c_files, new_files_); !kept) {
        return kept;
    }
    return disk_.write(places_.kept / c_list, list_of(names_));
}

Result<void> VersionSwap::put_new() {
    for (; touched_ < names_.size(); ++touched_) {
        Result<void> put = complete(disk_, places_.kept / c_will, names_[touched_], places_.installed);
        if (!put) {
            return put; // this one is as it was
        }
    }
    return {};
}

Result<void> VersionSwap::take_settings() {
    const Result<bool> taken = settings_of_new(disk_, places_);
    took_settings_ = !taken || *taken; // it may have failed behind what it did
    return taken ? Result<void>{} : Result<void>{taken.error()};
}

Result<void> VersionSwap::put_back() {
    if (took_settings_) {
        Result<void> back = !had_settings_ ? disk_.remove(places_.settings)
                            : disk_.exists(places_.kept / c_settings_were)
                                ? disk_.put(places_.kept / c_settings_were, places_.settings)
                                : Result<void>{};
        if (!back) {
            return back;
        }
    }
    const auto program_last = names_ | std::views::take(touched_) | std::views::reverse;
    return complete_all(disk_, places_.kept / c_was, program_last, places_.installed);
}

void VersionSwap::end() {
    throw_away(disk_, places_);
}

Result<std::string> mend(Disk& disk, const Places& places) {
    if (!disk.exists(places.kept / c_list)) {
        return text_result("");
    }
    const std::shared_ptr<void> alone = disk.lock(lock_of(places));
    return alone ? mend_alone(disk, places) : text_result("");
}

} // namespace mirrorwatch::setup
