// SPDX-License-Identifier: MIT
#include "service/act/journals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mirrorwatch::act {
namespace {

namespace fs = std::filesystem;

constexpr const char* c_moved = "journal.moved.json";

using Parts = std::map<std::string, Remembered>; // by SID

Parts by_account(const Remembered& remembered) {
    Parts parts;
    for (const auto& entry : remembered.remedies) {
        parts[entry.first.sid].remedies.push_back(entry);
    }
    for (const VpnPreference& preference : remembered.preferences) {
        parts[preference.sid].preferences.push_back(preference);
    }
    return parts;
}

void append(Remembered& all, Remembered part) {
    std::ranges::move(part.remedies, std::back_inserter(all.remedies));
    std::ranges::move(part.preferences, std::back_inserter(all.preferences));
}

/// Of a file in this account's folder: what says that it is somebody else's is not believed.
Remembered part_of(const std::string& sid, const Remembered& remembered) {
    return by_account(remembered)[sid];
}

/// Nothing where there is no file.
Result<std::optional<Remembered>> read_one(const fs::path& file, const FileCalls& files,
                                           const JournalFormat& format) {
    const auto bytes = files.read(file);
    if (!bytes) {
        return bytes.error();
    }
    if (!bytes->has_value()) {
        return std::optional<Remembered>{};
    }
    Result<Remembered> read = format.from_json(**bytes);
    return read ? Result<std::optional<Remembered>>{std::move(*read)} : read.error();
}

} // namespace

Journals::Journals(fs::path folder, FileCalls files, FolderCalls folders, JournalFormat format)
    : folder_(std::move(folder))
    , files_(std::move(files))
    , folders_(std::move(folders))
    , format_(std::move(format))
    , common_(folder_, files_, format_) {}

Journals::Own& Journals::of(const std::string& sid) {
    return own_.try_emplace(sid, Own{Journal{folder_of(folder_, sid), files_, format_}, Remembered{}})
        .first->second;
}

Journals::Loaded Journals::load() {
    Loaded loaded;
    const auto accounts = accounts_in(folder_, folders_);
    if (!accounts) {
        unlisted_ = "the folder of the journals cannot be read (" + accounts.error().message + ")";
        loaded.warnings.push_back("No remedy is started, as " + unlisted_ + ". That is tried each minute.");
        return loaded;
    }
    for (const std::string& sid : *accounts) {
        load_own(sid, loaded);
    }
    if (files_.exists(folder_ / c_journal_name)) {
        take_over(loaded);
    }
    return loaded;
}

void Journals::load_own(const std::string& sid, Loaded& loaded) {
    Own& own = of(sid);
    Journal::Loaded read = own.journal.load();
    if (read.warning.empty()) {
        own.saved = part_of(sid, read.remembered);
        append(loaded.remembered, *own.saved);
    } else {
        own.saved.reset();
        loaded.warnings.push_back(sid + ": " + read.warning);
    }
}

/// Whoever has a journal of the account's own already has it from there, of a take-over that did not come to
/// its end. The old file stays until the next start, for the earlier release that comes back where an upgrade
/// fails.
void Journals::take_over(Loaded& loaded) {
    const Journal::Loaded common = common_.load();
    if (!common.warning.empty()) {
        held_ = common_.is_locked() ? "the journal of an earlier release could not be read" : "";
        loaded.warnings.push_back(common.warning);
        return;
    }
    bool is_over = true;
    for (auto& [sid, part] : by_account(common.remembered)) {
        if (!files_.exists(folder_of(folder_, sid) / c_journal_name)) {
            of(sid).saved.reset();
            (void)save_own(sid, part); // what fails is taken over by the next start
            is_over = false;
            append(loaded.remembered, std::move(part));
        }
    }
    if (is_over) {
        (void)files_.rename_over(folder_ / c_journal_name, folder_ / c_moved);
    }
}

Unsaved Journals::save(const Remembered& remembered) {
    Parts parts = by_account(remembered);
    for (const auto& [sid, own] : own_) {
        parts.try_emplace(sid); // nothing is left of these
    }
    Unsaved unsaved;
    for (const auto& [sid, part] : parts) {
        if (const Result<void> saved = save_own(sid, part); !saved) {
            unsaved.emplace(sid, saved.error().message);
        }
    }
    return unsaved;
}

Result<void> Journals::save_own(const std::string& sid, const Remembered& part) {
    Own& own = of(sid);
    if (own.saved == part) {
        return {};
    }
    const fs::path place = folder_of(folder_, sid);
    for (const std::string& why : {unlisted_, files_.exists(place / c_journal_name) ? "" : held_}) {
        if (!why.empty()) {
            return Error{why};
        }
    }
    own.saved.reset();
    const Result<void> made = folders_.make(place);
    Result<void> written = made ? own.journal.save(part) : made;
    if (written) {
        own.saved = part;
    }
    return written;
}

bool Journals::can_be_opened_now() const {
    return (!unlisted_.empty() && accounts_in(folder_, folders_).has_value()) ||
           common_.can_be_opened_now() || std::ranges::any_of(own_, [](const auto& entry) {
               return entry.second.journal.can_be_opened_now();
           });
}

Noted read_journals(const fs::path& folder, const FileCalls& files, const FolderCalls& folders,
                    const JournalFormat& format) {
    Noted noted;
    const auto note = [&](const Error& error) { noted.unreadable.push_back(error.message); };
    const auto accounts = accounts_in(folder, folders);
    if (!accounts) {
        note(accounts.error());
        return noted;
    }
    for (const std::string& sid : *accounts) {
        const auto own = read_one(folder_of(folder, sid) / c_journal_name, files, format);
        if (!own) {
            note(own.error());
        } else if (*own) {
            append(noted.remembered, part_of(sid, **own));
        }
    }
    const auto common = read_one(folder / c_journal_name, files, format);
    if (!common) {
        note(common.error());
    } else if (*common) {
        for (auto& [sid, part] : by_account(**common)) {
            if (!files.exists(folder_of(folder, sid) / c_journal_name)) {
                append(noted.remembered, std::move(part));
            }
        }
    }
    return noted;
}

} // namespace mirrorwatch::act
