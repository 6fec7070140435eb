// SPDX-License-Identifier: MIT
#include "service/app/settings_source.hpp"

#include "config/parse.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::app {
namespace {

constexpr int c_tries = 4; // an editor that takes longer than two seconds to save is told what it looks like

std::string name_of(const std::filesystem::path& file) {
    const std::u8string name = file.u8string();
    return {name.begin(), name.end()};
}

bool is_empty(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

/// One look at the file.
struct SettingsSource::Reading {
    std::optional<std::string> text;
    std::string error; // not empty: it cannot be used
    config::Checked<Settings> checked;
};

SettingsSource::SettingsSource(SettingsPlace place, act::FileCalls files)
    : place_(std::move(place))
    , files_(std::move(files)) {}

SettingsSource::Reading SettingsSource::read() const {
    Reading reading;
    const std::string name = name_of(place_.file);
    auto bytes = files_.read(place_.file);
    if (!bytes) {
        reading.error = name + " cannot be read: " + bytes.error().message;
    } else if (!*bytes) {
        reading.error = name + " does not exist";
    } else if (is_empty(**bytes)) {
        reading.error = name + " is empty";
    } else {
        reading.text = std::move(**bytes);
        reading.checked = config::check_settings(*reading.text, name);
        if (!reading.checked.errors.empty()) {
            reading.error = config::to_string(reading.checked.errors.front());
        }
    }
    return reading;
}

/// The first line of the copy: it is of no use for another file.
std::string SettingsSource::note_of_origin() const {
    return "# Kept by Mirrorwatch, and not read by it unless this file is broken: " + name_of(place_.file) +
           "\n";
}

void SettingsSource::keep(Reading& reading) {
    told_.clear();
    failures_ = 0;
    names_ = std::move(reading.checked.names);
    warnings_.clear();
    std::transform(reading.checked.warnings.begin(), reading.checked.warnings.end(),
                   std::back_inserter(warnings_),
                   [](const config::ConfigError& warning) { return config::to_string(warning); });
    text_ = std::move(reading.text);
    const std::string copy = note_of_origin() + *text_;
    if (const auto before = files_.read(place_.last_good); before && *before == copy) {
        return;
    }
    std::filesystem::path fresh = place_.last_good;
    fresh += ".new";
    Result<void> kept = files_.write_through(fresh, copy);
    if (kept) {
        kept = files_.rename_over(fresh, place_.last_good);
    }
    if (!kept) {
        warnings_.push_back(name_of(place_.last_good) + " cannot be written: " + kept.error().message);
    }
}

std::optional<Settings> SettingsSource::last_good() {
    const auto copy = files_.read(place_.last_good);
    const std::string origin = note_of_origin();
    if (!copy || !*copy || !(*copy)->starts_with(origin)) {
        return std::nullopt;
    }
    auto checked = config::check_settings((*copy)->substr(origin.size()), name_of(place_.last_good));
    if (!checked.errors.empty()) {
        return std::nullopt;
    }
    text_ = (*copy)->substr(origin.size());
    names_ = std::move(checked.names);
    return std::move(checked.value);
}

SettingsSource::Start SettingsSource::start() {
    Start start;
    start.settings = config::parse_settings(config::shipped_settings(), "mirrorwatch.toml")->value;
    if (!place_.must_exist && !files_.exists(place_.file)) {
        return start;
    }
    Reading reading = read();
    if (reading.error.empty()) {
        start.settings = reading.checked.value;
        keep(reading);
        start.warnings = warnings_;
        return start;
    }
    told_ = reading.error;
    auto copy = last_good();
    start.error =
        told_ + (copy ? "; its last good version is in force" : "; the built-in settings are in force");
    if (copy) {
        start.settings = std::move(*copy);
    }
    return start;
}

SettingsSource::Outcome SettingsSource::changed() {
    failures_ = 0;
    return try_again();
}

SettingsSource::Outcome SettingsSource::try_again() {
    if (!text_ && told_.empty() && !files_.exists(place_.file)) {
        return Unchanged{}; // another file of the folder, or one that came and went
    }
    Reading reading = read();
    if (reading.error.empty()) {
        if (told_.empty() && reading.text == text_) {
            return Unchanged{};
        }
        decide::SettingsRead event{reading.checked.value};
        keep(reading);
        return event;
    }
    if (++failures_ < c_tries) {
        return TryAgain{};
    }
    if (reading.error == told_) {
        return Unchanged{};
    }
    told_ = reading.error;
    return decide::SettingsBroken{told_};
}

} // namespace mirrorwatch::app
