// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/journal.hpp"
#include "service/act/user_folders.hpp"

#include <map>
#include <string>
#include <vector>

namespace mirrorwatch::act {

/// Whose part of what is to be remembered is not on the disk, by SID, and why.
using Unsaved = std::map<std::string, std::string>;

/// The journals of all users, each in that user's folder. One that is broken, held or cannot be written stops
/// that user's remedies and nobody else's. Blocks while it writes; only what differs is written.
class Journals {
public:
    Journals(std::filesystem::path folder, FileCalls files, FolderCalls folders, JournalFormat format);

    struct Loaded {
        Remembered remembered;
        std::vector<std::string> warnings; // what was lost, whose it was, and where the file lies now
    };

    /// Takes over the one journal of all that earlier releases kept in `folder`: it stays as
    /// journal.moved.json.
    [[nodiscard]] Loaded load();
    [[nodiscard]] Unsaved save(const Remembered& remembered);
    /// One that could not be opened can be now: it is time to load again, in new Journals.
    [[nodiscard]] bool can_be_opened_now() const;

private:
    struct Own {
        Journal journal;
        std::optional<Remembered> saved; // as it is on the disk; absent: that is not known
    };

    [[nodiscard]] Own& of(const std::string& sid);
    void load_own(const std::string& sid, Loaded& loaded);
    void take_over(Loaded& loaded);
    [[nodiscard]] Result<void> save_own(const std::string& sid, const Remembered& part);

    std::filesystem::path folder_;
    FileCalls files_;
    FolderCalls folders_;
    JournalFormat format_;
    Journal common_; // of an earlier release
    std::map<std::string, Own> own_;
    std::string unlisted_; // why it is not known whose journals there are; empty: it is
    std::string held_;     // why the common one could not be taken over; empty: it was, or there is none
};

/// What is noted of all users, for who looks while no service runs. No file is changed.
struct Noted {
    Remembered remembered;
    std::vector<std::string> unreadable; // why each of them cannot be read
};

[[nodiscard]] Noted read_journals(const std::filesystem::path& folder, const FileCalls& files,
                                  const FolderCalls& folders, const JournalFormat& format);

} // namespace mirrorwatch::act
