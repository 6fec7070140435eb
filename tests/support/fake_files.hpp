// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"
#include "tests/service/agent/fakes.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mirrorwatch::agent {

/// A file system in which any call can fail, and the process can die before or after any. A dead process
/// makes no more calls, and what it had open is free again. By Windows' rules: whoever has a file alone
/// keeps everybody out, who holds one keeps writers out.
struct FakeFiles : AgentFileCalls {
    struct File {
        std::string bytes;
        std::string access = "inherited"; // attributes and DACL
        bool is_read_only = false;
        std::string link = {}; // where it leads; empty: no link
    };

    std::map<std::string, std::shared_ptr<File>> files;
    std::set<std::string> folders;
    std::set<const File*> held; // nobody writes these in place
    std::set<std::string> own;  // files of which somebody has made sure to have them alone
    std::vector<std::string> calls;
    std::size_t fails_at = 0; // number of the call, from 1
    bool fails_after = false; // though it has done its work
    FileError error{FileTrouble::Full, "no room"};
    std::size_t dies_at = 0;
    bool dies_after = false;
    bool is_dead = false;
    bool elevated = false;
    std::function<void()> other; // somebody else, before every call

    FileResult<std::optional<std::string>> read(const std::string& path) override;
    FileResult<std::optional<FileFacts>> look(const std::string& path) override;
    FileResult<std::string> final_path(const std::string& link) override;
    FileResult<std::unique_ptr<HeldFile>> hold(const std::string& path) override;
    FileResult<std::unique_ptr<NewFile>> create(const std::string& path) override;
    FileResult<void> remove(const std::string& path) override;
    FileResult<std::vector<std::string>> list(const std::string& folder) override;
    FileResult<void> make_folder(const std::string& folder) override;
    bool is_elevated() override;

    // What the test does itself, past all counting.
    void put(const std::string& path, std::string bytes);
    [[nodiscard]] std::optional<std::string> bytes_of(const std::string& path) const; // through links
    [[nodiscard]] std::vector<std::string> names_ending_in(const std::string& end) const;
    /// False: it is not let in.
    bool write_in_place(const std::string& path, std::string bytes);
    /// A new process after a death.
    void revive();

    template <class Call>
    auto step(const char* name, Call call) -> decltype(call()) {
        begin(name);
        if (calls.size() == fails_at && !fails_after) {
            return error;
        }
        auto result = call();
        if (calls.size() == fails_at) {
            return error;
        }
        end();
        return result;
    }

    void begin(const char* name);
    void end();
    [[nodiscard]] bool has_folder_of(const std::string& path) const;
    [[nodiscard]] std::shared_ptr<File> find(const std::string& path) const; // through links; or null
};

} // namespace mirrorwatch::agent
