// SPDX-License-Identifier: MIT
#include "service/agent/config/config_store.hpp"

#include <utility>

namespace mirrorwatch::agent {
namespace {

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
    if (bytes.has_error())
        return told(bytes.error(), path_, Doing::Reading);
    return std::move(*bytes);
}

Result<ConfigStore::Target> ConfigStore::target() {
    auto facts = calls_.look(path_);
    if (facts.has_error())
        return told(facts.error(), path_, Doing::Reading);
    Target target{path_, facts->has_value()};
    if (*facts && (*facts)->is_link) {
        if (calls_.is_elevated())
            return refused_link(path_);
        auto final_path = calls_.final_path(path_);
        if (final_path.has_error())
            return told(final_path.error(), path_, Doing::Reading);
        target.path = std::move(*final_path);
        facts = calls_.look(target.path);
        if (facts.has_error())
            return told(facts.error(), target.path, Doing::Reading);
        target.exists = facts->has_value();
    }
    if (*facts && (*facts)->is_read_only)
        return refused_read_only(target.path);
    return target;
}

Result<bool> ConfigStore::replace(const std::optional<std::string>& expected,
                                  const std::optional<std::string>& bytes) {
    const auto target = this->target();
    if (target.has_error())
        return target.error();
    if (target->exists != expected.has_value())
        return false;
    if (!expected && !bytes)
        return true;
    const auto done = expected ? change(*target, *expected, bytes) : make(*target, *bytes);
    if (done.has_error())
        return told(done.error(), target->path, Doing::Writing);
    return *done;
}

FileResult<std::unique_ptr<NewFile>> ConfigStore::prepared(const Target& target, std::string_view bytes) {
    auto file = calls_.create(target.path + std::string{c_temporary_suffix});
    if (file.has_error())
        return file;
    auto done = (*file)->write(bytes);
    if (done.has_value())
        done = (*file)->flush();
    if (done.has_value() && target.exists)
        done = (*file)->copy_access(target.path);
    if (done.has_error())
        return done.error();
    return file;
}

FileResult<bool> ConfigStore::make(const Target& target, std::string_view bytes) {
    const auto file = prepared(target, bytes);
    if (file.has_error())
        return file.error();
    const auto renamed = (*file)->rename_to(target.path);
    if (renamed.has_error() && renamed.error().trouble == FileTrouble::Exists)
        return false;
    return renamed.has_error() ? FileResult<bool>{renamed.error()} : FileResult<bool>{true};
}

FileResult<bool> ConfigStore::change(const Target& target, std::string_view expected,
                                     const std::optional<std::string>& bytes) {
    std::unique_ptr<NewFile> file;
    if (bytes) {
        auto made = prepared(target, *bytes);
        if (made.has_error())
            return made.error();
        file = std::move(*made);
    }
    auto held = calls_.hold(target.path);
    if (held.has_error())
        return held.error();
    if (!*held)
        return false;
    // By name once more, and not what is held: somebody may have renamed another file over that.
    const auto now = calls_.read(target.path);
    if (now.has_error())
        return now.error();
    if (*now != expected)
        return false;
    const auto done = file ? file->rename_over(target.path, std::move(*held)) : (*held)->remove();
    if (done.has_error())
        return done.error();
    return true;
}

} // namespace mirrorwatch::agent
