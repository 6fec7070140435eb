// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/config_change.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::agent {

/// What a change did to the file, whatever its reason.
struct Change {
    FileBytes before;
    FileBytes after;
    std::optional<int> backup;

    friend bool operator==(const FileChange& made, const Change& change) {
        return made.before == change.before && made.after == change.after && made.backup == change.backup;
    }
};

/// Thrown by a fake in the place of a kill.
struct Killed {};

struct FakeWsl : WslRunner {
    std::deque<Result<RunResult>> answers; // in order; none left: an error
    std::vector<wsl::Arguments> calls;
    std::vector<std::string> inputs; // of each call

    void answer(std::string output, std::uint32_t exit_code = 0, std::string errors = {}) {
        answers.push_back(RunResult{exit_code, std::move(output), std::move(errors)});
    }

    /// Running WSL2 distros, the default one first; none: a distro is there, and does not run.
    void answer_running(const std::vector<std::string>& names) {
        std::string table = "  NAME              STATE           VERSION\r\n";
        for (const std::string& name : names) {
            table += (&name == &names.front() ? "* " : "  ") + name + "    Running         2\r\n";
        }
        answer(table + (names.empty() ? "*" : " ") + " Idle              Stopped         2\r\n");
    }

    void break_down(std::string why) { answers.push_back(Error{std::move(why)}); }

    Result<RunResult> run(const wsl::Arguments& arguments, std::chrono::seconds,
                          std::string_view input = {}) override {
        calls.push_back(arguments);
        inputs.emplace_back(input);
        if (answers.empty()) {
            return Error{"nobody expected this call"};
        }
        auto result = std::move(answers.front());
        answers.pop_front();
        return result;
    }
};

/// A disk that can be cut off: at write number `dies_at` (from 1) the process ends, before or after the write
/// is done.
struct FakeDisk {
    int writes = 0;
    int dies_at = 0;
    bool dies_after = false;

    template <class Write>
    void write(Write do_it) {
        ++writes;
        if (writes == dies_at && !dies_after) {
            throw Killed{};
        }
        do_it();
        if (writes == dies_at) {
            throw Killed{};
        }
    }
};

struct FakeConfig : ConfigFile {
    FakeDisk& disk;
    std::optional<std::string> bytes;
    std::optional<std::string> read_error;
    std::optional<std::string> write_error;
    std::string name = R"(C:\Users\jane\.wslconfig)";
    std::deque<std::string> other_writer;           // what somebody else writes just before the next replaces
    std::vector<std::optional<std::string>> states; // every content it ever had

    explicit FakeConfig(FakeDisk& d)
        : disk(d) {}

    std::string path() const override { return name; }

    Result<std::optional<std::string>> read() override {
        if (read_error) {
            return Error{*read_error};
        }
        return bytes;
    }

    Result<bool> replace(const std::optional<std::string>& expected,
                         const std::optional<std::string>& by) override {
        if (write_error) {
            return Error{*write_error};
        }
        if (!other_writer.empty()) {
            bytes = other_writer.front();
            other_writer.pop_front();
        }
        if (bytes != expected) {
            return false;
        }
        disk.write([&] {
            bytes = by;
            states.push_back(by);
        });
        return true;
    }

    Result<std::vector<std::string>> neighbours() override {
        return std::vector<std::string>(bytes ? 1 : 0, ".wslconfig");
    }
};

struct FakeHistory : BackupStore {
    FakeDisk& disk;
    std::map<std::string, std::string> files;
    std::optional<std::string> error;
    std::optional<std::string> lock_error;
    int locks = 0;

    explicit FakeHistory(FakeDisk& d)
        : disk(d) {}

    Result<std::unique_ptr<Lock>> lock() override {
        if (error) {
            return Error{*error};
        }
        if (lock_error) {
            return Error{*lock_error};
        }
        ++locks;
        return std::make_unique<Lock>();
    }

    Result<std::vector<std::string>> list() override {
        if (error) {
            return Error{*error};
        }
        std::vector<std::string> names;
        for (const auto& [name, bytes] : files) {
            names.push_back(name);
        }
        return names;
    }

    Result<std::optional<std::string>> read(const std::string& name) override {
        if (error) {
            return Error{*error};
        }
        const auto found = files.find(name);
        return found == files.end() ? std::optional<std::string>{} : std::optional{found->second};
    }

    Result<void> write(const std::string& name, std::string_view bytes) override {
        if (error) {
            return Error{*error};
        }
        bool is_new = false;
        disk.write([&] { is_new = files.emplace(name, bytes).second; });
        return is_new ? Result<void>{} : Error{name + " is there already."};
    }

    Result<void> remove(const std::string& name) override {
        if (error) {
            return Error{*error};
        }
        disk.write([&] { files.erase(name); });
        return {};
    }
};

struct World {
    FakeDisk disk;
    FakeWsl wsl;
    FakeConfig config{disk};
    FakeHistory history{disk};
    std::chrono::system_clock::time_point time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} +
                                               std::chrono::hours{15} + std::chrono::minutes{47}};
    Ports ports{wsl, config, history, [this] { return time; }};
};

} // namespace mirrorwatch::agent
