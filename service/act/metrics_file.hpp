// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace mirrorwatch::act {

/// The disk as the metrics file sees it. Errors are whole sentences.
struct MetricsCalls {
    /// Makes a file, in place of one of that name.
    std::function<Result<void>(const std::filesystem::path&, const std::string& bytes)> write;
    /// In one step, over what is there.
    std::function<Result<void>(const std::filesystem::path& from, const std::filesystem::path& to)>
        rename_over;
    std::function<void(const std::filesystem::path&)> remove;
};

/// When the metrics are written, and where. A reader finds the old file or the new one, whole; it is written
/// at most every 15 s, and only if it would be another. What fails is told once, and tried again when
/// something has happened. On the loop's thread.
class MetricsFile {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds c_every{15};

    MetricsFile(MetricsCalls calls, std::function<void(const std::string&)> complain);

    /// Empty: none, as when the service ends. The former one is removed: it would tell for ever what was so
    /// once.
    void use(std::filesystem::path file);

    /// Something has changed that is worth a write of its own, even if nothing else happens.
    void note_change() { has_changed_ = true; }

    /// When to call write_if_due, should nothing happen before; nothing: not for its own sake.
    [[nodiscard]] std::optional<TimePoint> due() const;

    /// `text` is called if it is time. Does not throw.
    void write_if_due(const std::function<std::string()>& text, TimePoint now) noexcept;

private:
    void remove();
    [[nodiscard]] Result<void> write(const std::string& text) const;

    MetricsCalls calls_;
    std::function<void(const std::string&)> complain_;
    std::filesystem::path file_;
    std::optional<std::string> written_; // what is in the file, if it is ours
    TimePoint next_ = TimePoint::min();
    bool has_changed_ = false;
    bool has_told_ = false; // that it fails
};

} // namespace mirrorwatch::act
