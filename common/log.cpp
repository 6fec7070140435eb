// SPDX-License-Identifier: MIT
// File names are wide on Windows, or a profile folder with an umlaut has no log. Elsewhere this changes
// nothing.
#define SPDLOG_WCHAR_FILENAMES

#include "common/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <utility>

namespace mirrorwatch {
namespace {

constexpr std::size_t c_file_size = std::size_t{1024} * 1024;
constexpr std::size_t c_older_files = 4;

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> c_level_names{{
    {"debug", LogLevel::Debug},
    {"info", LogLevel::Info},
    {"warn", LogLevel::Warn},
    {"error", LogLevel::Error},
}};

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warn:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

} // namespace

std::optional<LogLevel> log_level_named(std::string_view name) {
    for (const auto& [known, level] : c_level_names) {
        if (known == name) {
            return level;
        }
    }
    return std::nullopt;
}

struct Log::Sinks {
    spdlog::logger logger{"mirrorwatch"};
};

Log::Log() = default;
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Log::Log(const Options& options)
    : sinks_(std::make_unique<Sinks>()) {
    spdlog::logger& logger = sinks_->logger;
    if (!options.folder.empty()) {
        std::filesystem::create_directories(options.folder);
        const std::filesystem::path file = options.folder / "mirrorwatch.log";
        logger.sinks().push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            file.native(), c_file_size, c_older_files));
    }
    if (options.console) {
        logger.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    }
    logger.set_level(spdlog_level(options.level));
    logger.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger.set_error_handler([](const std::string&) {});
    // A few lines a minute: what happened last before a crash is worth more than the write that is saved.
    logger.flush_on(spdlog::level::trace);
}

void Log::write(LogLevel level, std::string_view sentence) const {
    if (sinks_) {
        sinks_->logger.log(spdlog_level(level), "{}", sentence);
    }
}

} // namespace mirrorwatch
