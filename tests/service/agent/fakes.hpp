#pragma once

#include "service/agent/ports.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::agent {

/// Thrown by a fake in the place of a kill.
struct Killed {};

struct FakeWsl : WslRunner {
    std::deque<Result<RunResult>> answers; // in order; none left: an error
    std::vector<wsl::Arguments> calls;

    void answer(std::string output, std::uint32_t exit_code = 0, std::string errors = {}) {
        answers.push_back(RunResult{exit_code, std::move(output), std::move(errors)});
    }

    void break_down(std::string why) { answers.push_back(Error{std::move(why)}); }

    Result<RunResult> run(const wsl::Arguments& arguments, std::chrono::seconds) override {
        calls.push_back(arguments);
        if (answers.empty())
            return Error{"nobody expected this call"};
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
        if (writes == dies_at && !dies_after)
            throw Killed{};
        do_it();
        if (writes == dies_at)
            throw Killed{};
    }
};

struct FakeConfig : ConfigFile {
    FakeDisk& disk;
    std::optional<std::string> bytes;
    std::optional<std::string> read_error;
    std::optional<std::string> write_error;
    std::deque<std::string> other_writer;           // what somebody else writes just before the next replaces
    std::vector<std::optional<std::string>> states; // every content it ever had

    explicit FakeConfig(FakeDisk& d)
        : disk(d) {}

    Result<std::optional<std::string>> read() override {
        if (read_error)
            return Error{*read_error};
        return bytes;
    }

    Result<bool> replace(const std::optional<std::string>& expected,
                         const std::optional<std::string>& by) override {
        if (write_error)
            return Error{*write_error};
        if (!other_writer.empty()) {
            bytes = other_writer.front();
            other_writer.pop_front();
        }
        if (bytes != expected)
            return false;
        disk.write([&] {
            bytes = by;
            states.push_back(by);
        });
        return true;
    }
};

struct FakeHistory : History {
    FakeDisk& disk;
    std::map<std::string, std::string> files;
    std::optional<std::string> error;

    explicit FakeHistory(FakeDisk& d)
        : disk(d) {}

    Result<std::optional<std::string>> read(const std::string& name) override {
        if (error)
            return Error{*error};
        const auto found = files.find(name);
        return found == files.end() ? std::optional<std::string>{} : std::optional{found->second};
    }

    Result<void> write(const std::string& name, std::string_view bytes) override {
        if (error)
            return Error{*error};
        disk.write([&] { files[name] = bytes; });
        return {};
    }

    Result<void> remove(const std::string& name) override {
        if (error)
            return Error{*error};
        disk.write([&] { files.erase(name); });
        return {};
    }
};

struct World {
    FakeDisk disk;
    FakeWsl wsl;
    FakeConfig config{disk};
    FakeHistory history{disk};
    Ports ports{wsl, config, history};
};

} // namespace mirrorwatch::agent
