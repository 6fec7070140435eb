// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace mirrorwatch {

enum class LogLevel { Debug, Info, Warn, Error };

/// "debug", "info", "warn", "error"; nothing for any other word.
[[nodiscard]] std::optional<LogLevel> log_level_named(std::string_view name);

/// Where the program writes down what it does: mirrorwatch.log, 1 MiB, and the four before it. Any thread may
/// write. Default-constructed, it writes nowhere. A line that cannot be written is lost; nothing else
/// happens.
class Log {
public:
    struct Options {
        std::filesystem::path folder; // made when it is missing; empty: no file
        LogLevel level = LogLevel::Info;
        bool console = false; // also to standard error
    };

    Log();
    /// Throws std::exception when the file cannot be opened.
    explicit Log(const Options& options);
    ~Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;

    void write(LogLevel level, std::string_view sentence) const;

    void debug(std::string_view sentence) const { write(LogLevel::Debug, sentence); }

    void info(std::string_view sentence) const { write(LogLevel::Info, sentence); }

    void warn(std::string_view sentence) const { write(LogLevel::Warn, sentence); }

    void error(std::string_view sentence) const { write(LogLevel::Error, sentence); }

private:
    struct Sinks;
    std::unique_ptr<Sinks> sinks_;
};

} // namespace mirrorwatch
