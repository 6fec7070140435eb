// SPDX-License-Identifier: MIT
#include "service/act/metrics_file.hpp"

#include <exception>
#include <utility>

namespace mirrorwatch::act {
namespace {

std::string name_of(const std::filesystem::path& file) {
    const std::u8string name = file.u8string();
    return {name.begin(), name.end()};
}

} // namespace

MetricsFile::MetricsFile(MetricsCalls calls, std::function<void(const std::string&)> complain)
    : calls_(std::move(calls))
    , complain_(std::move(complain)) {}

void MetricsFile::use(std::filesystem::path file) {
    if (file == file_) {
        return;
    }
    remove();
    file_ = std::move(file);
    next_ = TimePoint::min();
    has_changed_ = !file_.empty();
    has_told_ = false;
}

std::optional<MetricsFile::TimePoint> MetricsFile::due() const {
    return file_.empty() || !has_changed_ ? std::nullopt : std::optional{next_};
}

void MetricsFile::write_if_due(const std::function<std::string()>& text, TimePoint now) noexcept {
    if (file_.empty() || now < next_) {
        return;
    }
    has_changed_ = false;
    next_ = now + c_every;
    try {
        std::string fresh = text();
        if (fresh == written_) {
            return;
        }
        const Result<void> done = write(fresh);
        if (done) {
            written_ = std::move(fresh);
            has_told_ = false;
        } else if (!std::exchange(has_told_, true)) {
            complain_(name_of(file_) + " cannot be written: " + done.error().message);
        }
    } catch (const std::exception&) {
        return; // without memory: another time
    }
}

Result<void> MetricsFile::write(const std::string& text) const {
    std::filesystem::path fresh = file_;
    fresh += ".new"; // the exporter looks at no such name
    Result<void> done = calls_.write(fresh, text);
    return done ? calls_.rename_over(fresh, file_) : done;
}

void MetricsFile::remove() {
    if (std::exchange(written_, std::nullopt)) {
        calls_.remove(file_);
    }
}

} // namespace mirrorwatch::act
