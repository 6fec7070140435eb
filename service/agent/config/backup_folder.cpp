// SPDX-License-Identifier: MIT
#include "service/agent/config/backup_folder.hpp"

#include "service/agent/config/config_store.hpp"

#include <utility>

namespace mirrorwatch::agent {
namespace {

/// A file that only one process can have.
struct LockFile : Lock {
    std::unique_ptr<NewFile> file;
};

} // namespace

BackupFolder::BackupFolder(AgentFileCalls& calls, std::string folder)
    : calls_(calls)
    , folder_(std::move(folder)) {}

std::string BackupFolder::path_of(const std::string& name) const {
    return folder_ + "\\" + name;
}

Result<std::unique_ptr<Lock>> BackupFolder::lock() {
    const auto made = calls_.make_folder(folder_);
    if (made.has_error())
        return told(made.error(), folder_, Doing::Writing);
    const auto facts = calls_.look(folder_);
    if (facts.has_error())
        return told(facts.error(), folder_, Doing::Reading);
    if (*facts && (*facts)->is_link && calls_.is_elevated())
        return Error{folder_ + " is a link, which is not followed with administrator rights. Try again "
                               "without them."};
    auto file = calls_.create(path_of("lock"));
    if (file.has_error() && file.error().trouble == FileTrouble::Locked)
        return Error{"Another Mirrorwatch is changing .wslconfig at this moment. Try again."};
    if (file.has_error())
        return told(file.error(), path_of("lock"), Doing::Writing);
    auto lock = std::make_unique<LockFile>();
    lock->file = std::move(*file);
    return std::unique_ptr<Lock>{std::move(lock)};
}

Result<std::vector<std::string>> BackupFolder::list() {
    auto names = calls_.list(folder_);
    if (names.has_error())
        return told(names.error(), folder_, Doing::Reading);
    return std::move(*names);
}

Result<std::optional<std::string>> BackupFolder::read(const std::string& name) {
    auto bytes = calls_.read(path_of(name));
    if (bytes.has_error())
        return told(bytes.error(), path_of(name), Doing::Reading);
    return std::move(*bytes);
}

Result<void> BackupFolder::write(const std::string& name, std::string_view bytes) {
    const auto write = [&]() -> FileResult<void> {
        const auto file = calls_.create(path_of(name) + std::string{c_temporary_suffix});
        if (file.has_error())
            return file.error();
        const auto written = (*file)->write(bytes);
        if (written.has_error())
            return written;
        const auto flushed = (*file)->flush();
        return flushed.has_error() ? flushed : (*file)->rename_to(path_of(name));
    };
    const auto done = write();
    if (done.has_error())
        return told(done.error(), path_of(name), Doing::Writing);
    return {};
}

Result<void> BackupFolder::remove(const std::string& name) {
    const auto removed = calls_.remove(path_of(name));
    if (removed.has_error())
        return told(removed.error(), path_of(name), Doing::Writing);
    return {};
}

} // namespace mirrorwatch::agent
