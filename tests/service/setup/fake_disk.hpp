// SPDX-License-Identifier: MIT
#pragma once

#include "service/setup/disk.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::setup {

struct Killed {};

/// Files in memory. Any call that changes something can fail, and setup can be killed before any.
struct FakeDisk : Disk {
    std::map<std::filesystem::path, std::string> files;
    std::set<std::filesystem::path> held; // by another program: nobody reads, replaces or moves these
    std::weak_ptr<void> owner;            // of the lock
    std::size_t changes = 0;
    std::size_t fails_at = 0; // number of the change, from 1
    bool fails_on = false;    // and so does each after it: the disk is full
    std::size_t killed_at = 0;

    Result<std::optional<std::string>> read(const std::filesystem::path& file) override {
        if (held.contains(file)) {
            return Error{file.string() + " is in use"};
        }
        const auto found = files.find(file);
        return found == files.end() ? std::optional<std::string>{} : std::optional{found->second};
    }

    Result<void> write(const std::filesystem::path& file, std::string_view bytes) override {
        return change(file, [&] { files[file] = std::string{bytes}; });
    }

    Result<void> put(const std::filesystem::path& from, const std::filesystem::path& to) override {
        const Result<std::optional<std::string>> bytes = read(from);
        if (!bytes || !*bytes) {
            return Error{from.string() + " cannot be read"};
        }
        return change(to, [&] { files[to] = **bytes; });
    }

    Result<void> remove(const std::filesystem::path& file) override {
        return change(file, [&] { files.erase(file); });
    }

    void discard(const std::filesystem::path& folder) override {
        std::erase_if(files, [&](const auto& one) { return is_below(one.first, folder); });
    }

    bool exists(const std::filesystem::path& path) override {
        return std::ranges::any_of(files, [&](const auto& one) { return is_below(one.first, path); });
    }

    std::vector<std::filesystem::path> list(const std::filesystem::path& folder) override {
        std::vector<std::filesystem::path> names;
        for (const auto& [file, bytes] : files) {
            if (is_below(file, folder)) {
                names.push_back(file.lexically_relative(folder));
            }
        }
        return names;
    }

    std::shared_ptr<void> lock(const std::filesystem::path&) override {
        std::shared_ptr<void> mine = owner.expired() ? std::make_shared<int>() : nullptr;
        owner = mine ? mine : owner.lock();
        return mine;
    }

    static bool is_below(const std::filesystem::path& file, const std::filesystem::path& folder) {
        return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
    }

private:
    template <class Change>
    Result<void> change(const std::filesystem::path& file, Change make) {
        ++changes;
        if (changes == killed_at) {
            throw Killed{};
        }
        if (changes == fails_at || (fails_on && fails_at != 0 && changes > fails_at)) {
            return Error{"the disk is full"};
        }
        if (held.contains(file)) {
            return Error{file.string() + " is in use"};
        }
        make();
        return {};
    }
};

} // namespace mirrorwatch::setup
