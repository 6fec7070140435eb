// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/remembered.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::act {

/// The file system as the journal sees it, so that a full disk can be played. Errors are whole sentences.
struct FileCalls {
    /// Nothing when there is no such file. An error: it could not be opened or read now, which says nothing
    /// of what is in it.
    std::function<Result<std::optional<std::string>>(const std::filesystem::path&)> read;
    /// Replaces what is there; the bytes are on the disk when it returns.
    std::function<Result<void>(const std::filesystem::path&, const std::string& bytes)> write_through;
    /// In one step, over what is there; on the disk when it returns.
    std::function<Result<void>(const std::filesystem::path& from, const std::filesystem::path& to)>
        rename_over;
    std::function<bool(const std::filesystem::path&)> exists;
};

/// How they are spelled in the file.
struct JournalFormat {
    std::function<std::string(const Remembered&)> to_json;
    std::function<Result<Remembered>(const std::string&)> from_json;
};

inline constexpr const char* c_journal_name = "journal.json";

/// Remedies and preferences on the disk: journal.json in `folder` is always either the old or the new whole.
/// Blocks while it writes, which is why it is written only when a remedy takes a step.
class Journal {
public:
    Journal(std::filesystem::path folder, FileCalls files, JournalFormat format);

    struct Loaded {
        Remembered remembered;
        std::string warning; // not empty: what was lost, and where the file lies now
    };

    /// A file that cannot be understood is set aside as journal.broken-<n>, never overwritten. One that
    /// cannot be opened, as a virus scanner or a backup has it, is left where it is, and nothing is saved
    /// over it.
    [[nodiscard]] Loaded load();
    [[nodiscard]] Result<void> save(const Remembered& remembered);
    /// A journal that could not be opened can be now: it is time to load again, in a new Journal.
    [[nodiscard]] bool can_be_opened_now() const;

    /// What lies there was not read, so nothing is saved over it.
    [[nodiscard]] bool is_locked() const { return !locked_by_.empty(); }

private:
    [[nodiscard]] Loaded set_aside(const std::string& reason);
    [[nodiscard]] Loaded leave(const std::string& reason);

    std::filesystem::path folder_;
    FileCalls files_;
    JournalFormat format_;
    std::string locked_by_;  // why nothing is saved: what lies there was not read; empty: it was
    bool is_closed_ = false; // it could not be opened
};

} // namespace mirrorwatch::act
