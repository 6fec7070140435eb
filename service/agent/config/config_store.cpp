// SPDX-License-Identifier: MIT
#include "service/agent/config/config_store.hpp"

#include <utility>

namespace mirrorwatch::agent {
namespace {

/// Ends the name of what is still being written, beside the file that it will be.
constexpr std::string_view c_temporary_suffix = ".mirrorwatch.tmp";

/// A file that only one process can have.
struct LockFile : Lock {
    std::unique_ptr<NewFile> file;
};

Error refused_link(const std::string& path) {
    return Error{path +
                 " is a link, which is not followed with administrator rights. Try again without them."};
}

Error refused_read_only(const std::string& path) {
    return Error{path + " is read-only. If it may be changed, take that attribute away (attrib -r \"" + path +
                 "\"), and try again."};
}

} // namespace

ConfigStore::ConfigStore(AgentFileCalls& calls, std::string path)
    : calls_(calls)
    , path_(std::move(path)) {}

Result<std::optional<std::string>> ConfigStore::read() {
    auto bytes = calls_.read(path_);
    if (bytes.has_error()) {
        return told(bytes.error(), path_, Doing::Reading);
    }
    return std::move(*bytes);
}

Result<ConfigStore::Target> ConfigStore::target() {
    auto facts = calls_.look(path_);
    if (facts.has_error()) {
        return told(facts.error(), path_, Doing::Reading);
    }
    Target target{path_, facts->has_value()};
    if (*facts && (*facts)->is_link) {
        if (calls_.is_elevated()) {
            return refused_link(path_);
        }
        auto final_path = calls_.final_path(path_);
        if (final_path.has_error()) {
            return told(final_path.error(), path_, Doing::Reading);
        }
        target.path = std::move(*final_path);
        facts = calls_.look(target.path);
        if (facts.has_error()) {
            return told(facts.error(), target.path, Doing::Reading);
        }
        target.exists = facts->has_value();
    }
    if (*facts && (*facts)->is_read_only) {
        return refused_read_only(target.path);
    }
    return target;
}

Result<bool> ConfigStore::replace(const std::optional<std::string>& expected,
                                  const std::optional<std::string>& bytes) {
    const auto target = this->target();
    if (target.has_error()) {
        return target.error();
    }
    if (target->exists != expected.has_value()) {
        return false;
    }
    if (!expected && !bytes) {
        return true;
    }
    const auto done = expected ? change(*target, *expected, bytes) : make(*target, *bytes);
    if (done.has_error()) {
        return told(done.error(), target->path, Doing::Writing);
    }
    return *done;
}

Result<std::vector<std::string>> ConfigStore::neighbours() {
    const std::string folder = path_.substr(0, path_.find_last_of("\\/"));
    auto names = calls_.list(folder);
    if (names.has_error()) {
        return told(names.error(), folder, Doing::Reading);
    }
    return std::move(*names);
}

FileResult<std::unique_ptr<NewFile>> ConfigStore::prepared(const Target& target, std::string_view bytes) {
    auto file = calls_.create(target.path + std::string{c_temporary_suffix});
    if (file.has_error()) {
        return file;
    }
    auto done = (*file)->write(bytes);
    if (done.has_value()) {
        done = (*file)->flush();
    }
    if (done.has_value() && target.exists) {
        done = (*file)->copy_access(target.path);
    }
    if (done.has_error()) {
        return done.error();
    }
    return file;
}

FileResult<bool> ConfigStore::make(const Target& target, std::string_view bytes) {
    const auto file = prepared(target, bytes);
    if (file.has_error()) {
        return file.error();
    }
    const auto renamed = (*file)->rename_to(target.path);
    if (renamed.has_error() && renamed.error().trouble == FileTrouble::Exists) {
        return false;
    }
    return renamed.has_error() ? FileResult<bool>{renamed.error()} : FileResult<bool>{true};
}

FileResult<bool> ConfigStore::change(const Target& target, std::string_view expected,
                                     const std::optional<std::string>& bytes) {
    std::unique_ptr<NewFile> file;
    if (bytes) {
        auto made = prepared(target, *bytes);
        if (made.has_error()) {
            return made.error();
        }
        file = std::move(*made);
    }
    auto held = calls_.hold(target.path);
    if (held.has_error()) {
        return held.error();
    }
    if (!*held) {
        return false;
    }
    // By name once more, and not what is held: somebody may have renamed another file over that.
    const auto now = calls_.read(target.path);
    if (now.has_error()) {
        return now.error();
    }
    if (*now != expected) {
        return false;
    }
    const auto done = file ? file->rename_over(target.path, std::move(*held)) : (*held)->remove();
    if (done.has_error()) {
        return done.error();
    }
    return true;
}

BackupFolder::BackupFolder(AgentFileCalls& calls, std::string folder)
    : calls_(calls)
    , folder_(std::move(folder)) {}

std::string BackupFolder::path_of(const std::string& name) const {
    return folder_ + "\\" + name;
}

Result<std::unique_ptr<Lock>> BackupFolder::lock() {
    const auto made = calls_.make_folder(folder_);
    if (made.has_error()) {
        return told(made.error(), folder_, Doing::Writing);
    }
    const auto facts = calls_.look(folder_);
    if (facts.has_error()) {
        return told(facts.error(), folder_, Doing::Reading);
    }
    if (*facts && (*facts)->is_link && calls_.is_elevated()) {
        return Error{folder_ + " is a link, which is not followed with administrator rights. Try again "
                               "without them."};
    }
    auto file = calls_.create(path_of("lock"));
    if (file.has_error() && file.error().trouble == FileTrouble::Locked) {
        return Error{"Another Mirrorwatch is changing this file at this moment. Try again."};
    }
    if (file.has_error()) {
        return told(file.error(), path_of("lock"), Doing::Writing);
    }
    auto lock = std::make_unique<LockFile>();
    lock->file = std::move(*file);
    return std::unique_ptr<Lock>{std::move(lock)};
}

Result<std::vector<std::string>> BackupFolder::list() {
    auto names = calls_.list(folder_);
    if (names.has_error()) {
        return told(names.error(), folder_, Doing::Reading);
    }
    return std::move(*names);
}

Result<std::optional<std::string>> BackupFolder::read(const std::string& name) {
    auto bytes = calls_.read(path_of(name));
    if (bytes.has_error()) {
        return told(bytes.error(), path_of(name), Doing::Reading);
    }
    return std::move(*bytes);
}

Result<void> BackupFolder::write(const std::string& name, std::string_view bytes) {
    const auto write = [&]() -> FileResult<void> {
        const auto file = calls_.create(path_of(name) + std::string{c_temporary_suffix});
        if (file.has_error()) {
            return file.error();
        }
        auto written = (*file)->write(bytes);
        if (written.has_error()) {
            return written;
        }
        const auto flushed = (*file)->flush();
        return flushed.has_error() ? flushed : (*file)->rename_to(path_of(name));
    };
    const auto done = write();
    if (done.has_error()) {
        return told(done.error(), path_of(name), Doing::Writing);
    }
    return {};
}

Result<void> BackupFolder::remove(const std::string& name) {
    const auto removed = calls_.remove(path_of(name));
    if (removed.has_error()) {
        return told(removed.error(), path_of(name), Doing::Writing);
    }
    return {};
}

} // namespace mirrorwatch::agent
