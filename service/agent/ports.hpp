// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "common/wsl/command.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::agent {

struct RunResult {
    std::uint32_t exit_code = 0;
    std::string output; // standard output, raw
    std::string errors; // standard error, raw
};

/// wsl.exe. Error: it could not be started, ran out of time (its process tree is ended then), or said too
/// much. `input` is what it reads, to the end; often nothing.
class WslRunner {
public:
    virtual ~WslRunner() = default;
    [[nodiscard]] virtual Result<RunResult>
    run(const wsl::Arguments& arguments, std::chrono::seconds deadline, std::string_view input = {}) = 0;
};

/// The user's .wslconfig, which is at every moment old or new.
class ConfigFile {
public:
    virtual ~ConfigFile() = default;
    /// Full, as the user would name it: a link's own. UTF-8.
    [[nodiscard]] virtual std::string path() const = 0;
    /// The bytes; nothing when there is no file.
    [[nodiscard]] virtual Result<std::optional<std::string>> read() = 0;
    /// Whole or not at all, and only while the file still is `expected`; no `bytes` removes it. False: it is
    /// another by now.
    [[nodiscard]] virtual Result<bool> replace(const std::optional<std::string>& expected,
                                               const std::optional<std::string>& bytes) = 0;
    /// Names of all files in its folder, with its own where there is one; in any order.
    [[nodiscard]] virtual Result<std::vector<std::string>> neighbours() = 0;
};

/// What another process of ours waits for; ends with the object or the process.
class Lock {
public:
    virtual ~Lock() = default;
};

/// Small files of ours in the user's profile, by name (letters, digits, '.' and '-').
class BackupStore {
public:
    virtual ~BackupStore() = default;
    /// Whoever changes .wslconfig or the history has it, from before the first look until all is done.
    [[nodiscard]] virtual Result<std::unique_ptr<Lock>> lock() = 0;
    [[nodiscard]] virtual Result<std::vector<std::string>> list() = 0; // of all files there, in any order
    [[nodiscard]] virtual Result<std::optional<std::string>> read(const std::string& name) = 0;
    /// A new file, whole or not at all. Error: there is one of that name.
    [[nodiscard]] virtual Result<void> write(const std::string& name, std::string_view bytes) = 0;
    [[nodiscard]] virtual Result<void> remove(const std::string& name) = 0; // also when there is none
};

/// What the user has told Windows of proxies.
struct ProxySettings {
    std::string proxy;        // "proxy:8080"; empty: none
    std::string script_url;   // of a script that says which; empty: none
    bool is_detected = false; // the network says which, and does so here
};

/// All that the agent touches. Owned by the caller.
struct Ports {
    WslRunner& wsl;
    ConfigFile& config;
    BackupStore& history;
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
    /// The user's own mirrorwatch.toml; nothing when there is none.
    std::function<Result<std::optional<std::string>>()> read_settings = {};
    std::function<ProxySettings()> proxy_settings = {}; // may take seconds
};

} // namespace mirrorwatch::agent
