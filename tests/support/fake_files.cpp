// SPDX-License-Identifier: MIT
#include "tests/support/fake_files.hpp"

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

using File = FakeFiles::File;

struct FakeHeldFile : HeldFile {
    FakeFiles& disk;
    std::string path;
    std::shared_ptr<File> file;

    FakeHeldFile(FakeFiles& d, std::string p, std::shared_ptr<File> f)
        : disk(d)
        , path(std::move(p))
        , file(std::move(f)) {
        disk.held.insert(file.get());
    }

    ~FakeHeldFile() override { disk.held.erase(file.get()); }

    FileResult<void> remove() override {
        return disk.step("remove held", [&]() -> FileResult<void> {
            const auto found = disk.files.find(path);
            if (found != disk.files.end() && found->second == file) {
                disk.files.erase(found);
            }
            return {};
        });
    }
};

struct FakeNewFile : NewFile {
    FakeFiles& disk;
    std::string path; // empty: renamed
    std::shared_ptr<File> file;

    FakeNewFile(FakeFiles& d, std::string p)
        : disk(d)
        , path(std::move(p))
        , file(std::make_shared<File>()) {
        disk.files[path] = file;
        disk.own.insert(path);
    }

    ~FakeNewFile() override {
        const std::string name = path;
        disk.own.erase(name);
        if (name.empty() || disk.is_dead) {
            return;
        }
        try {
            (void)disk.step("remove new", [&]() -> FileResult<void> {
                disk.files.erase(name);
                return {};
            });
        } catch (const Killed&) {
            // The next call throws it.
        }
    }

    FileResult<void> write(std::string_view bytes) override {
        file->bytes = bytes.substr(0, bytes.size() / 2); // as far as it came, if it fails
        return disk.step("write", [&]() -> FileResult<void> {
            file->bytes = bytes;
            return {};
        });
    }

    FileResult<void> flush() override {
        return disk.step("flush", []() -> FileResult<void> { return {}; });
    }

    FileResult<void> copy_access(const std::string& from) override {
        return disk.step("copy access", [&]() -> FileResult<void> {
            const auto source = disk.find(from);
            if (!source) {
                return FileError{FileTrouble::NoFolder, "no such file"};
            }
            file->access = source->access;
            return {};
        });
    }

    FileResult<void> rename_over(const std::string& to, std::unique_ptr<HeldFile>) override {
        return disk.step("rename over", [&] { return rename(to); });
    }

    FileResult<void> rename_to(const std::string& to) override {
        return disk.step("rename to", [&]() -> FileResult<void> {
            if (disk.files.count(to) != 0) {
                return FileError{FileTrouble::Exists, "it exists"};
            }
            return rename(to);
        });
    }

    FileResult<void> rename(const std::string& to) {
        const auto old = disk.files.find(to);
        if (old != disk.files.end() && old->second->is_read_only) {
            return FileError{FileTrouble::Denied, "read-only"};
        }
        disk.files[to] = file;
        disk.files.erase(path);
        disk.own.erase(path);
        path.clear();
        return {};
    }
};

} // namespace

void FakeFiles::begin(const char* name) {
    if (is_dead) {
        throw Killed{};
    }
    if (other) {
        other();
    }
    calls.emplace_back(name);
    if (calls.size() == dies_at && !dies_after) {
        is_dead = true;
        throw Killed{};
    }
}

void FakeFiles::end() {
    if (calls.size() == dies_at) {
        is_dead = true;
        throw Killed{};
    }
}

bool FakeFiles::has_folder_of(const std::string& path) const {
    return folders.count(path.substr(0, path.rfind('\\'))) != 0;
}

std::shared_ptr<File> FakeFiles::find(const std::string& path) const {
    const auto found = files.find(path);
    if (found == files.end()) {
        return nullptr;
    }
    return found->second->link.empty() ? found->second : find(found->second->link);
}

FileResult<std::optional<std::string>> FakeFiles::read(const std::string& path) {
    return step("read", [&]() -> FileResult<std::optional<std::string>> { return bytes_of(path); });
}

FileResult<std::optional<FileFacts>> FakeFiles::look(const std::string& path) {
    return step("look", [&]() -> FileResult<std::optional<FileFacts>> {
        const auto found = files.find(path);
        if (found == files.end()) {
            return std::optional<FileFacts>{};
        }
        return std::optional{FileFacts{found->second->is_read_only, !found->second->link.empty()}};
    });
}

FileResult<std::string> FakeFiles::final_path(const std::string& link) {
    return step("final path", [&]() -> FileResult<std::string> {
        const std::string target = files.at(link)->link;
        if (!find(target)) {
            return FileError{FileTrouble::DeadLink, "nothing there"};
        }
        return FileResult<std::string>{boost::system::in_place_value, target};
    });
}

FileResult<std::unique_ptr<HeldFile>> FakeFiles::hold(const std::string& path) {
    return step("hold", [&]() -> FileResult<std::unique_ptr<HeldFile>> {
        auto file = find(path);
        if (!file) {
            return std::unique_ptr<HeldFile>{};
        }
        return std::unique_ptr<HeldFile>{std::make_unique<FakeHeldFile>(*this, path, std::move(file))};
    });
}

FileResult<std::unique_ptr<NewFile>> FakeFiles::create(const std::string& path) {
    return step("create", [&]() -> FileResult<std::unique_ptr<NewFile>> {
        if (own.count(path) != 0) {
            return FileError{FileTrouble::Locked, "somebody has it"};
        }
        if (!has_folder_of(path)) {
            return FileError{FileTrouble::NoFolder, "no such folder"};
        }
        return std::unique_ptr<NewFile>{std::make_unique<FakeNewFile>(*this, path)};
    });
}

FileResult<void> FakeFiles::remove(const std::string& path) {
    return step("remove", [&]() -> FileResult<void> {
        files.erase(path);
        return {};
    });
}

FileResult<std::vector<std::string>> FakeFiles::list(const std::string& folder) {
    return step("list", [&]() -> FileResult<std::vector<std::string>> {
        std::vector<std::string> names;
        for (const auto& [path, file] : files) {
            if (path.substr(0, path.rfind('\\')) == folder) {
                names.push_back(path.substr(folder.size() + 1));
            }
        }
        return names;
    });
}

FileResult<void> FakeFiles::make_folder(const std::string& folder) {
    return step("make folder", [&]() -> FileResult<void> {
        folders.insert(folder);
        return {};
    });
}

bool FakeFiles::is_elevated() {
    const auto answer = step("is elevated", [&]() -> FileResult<bool> { return elevated; });
    return answer.has_error() || *answer;
}

void FakeFiles::put(const std::string& path, std::string bytes) {
    folders.insert(path.substr(0, path.rfind('\\')));
    auto file = std::make_shared<File>();
    file->bytes = std::move(bytes);
    files[path] = std::move(file);
}

std::optional<std::string> FakeFiles::bytes_of(const std::string& path) const {
    const auto file = find(path);
    return file ? std::optional{file->bytes} : std::nullopt;
}

std::vector<std::string> FakeFiles::names_ending_in(const std::string& end) const {
    std::vector<std::string> names;
    for (const auto& [path, file] : files) {
        if (path.size() >= end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0) {
            names.push_back(path);
        }
    }
    return names;
}

bool FakeFiles::write_in_place(const std::string& path, std::string bytes) {
    const auto file = find(path);
    if (!file) {
        put(path, std::move(bytes));
        return true;
    }
    if (held.count(file.get()) != 0) {
        return false;
    }
    file->bytes = std::move(bytes);
    return true;
}

void FakeFiles::revive() {
    is_dead = false;
    dies_at = 0;
    fails_at = 0;
    other = nullptr;
}

} // namespace mirrorwatch::agent
