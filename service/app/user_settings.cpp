// SPDX-License-Identifier: MIT
#include "service/app/user_settings.hpp"

#include "common/text.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::app {
namespace {

constexpr const char* c_name = "%LocalAppData%\\Mirrorwatch\\mirrorwatch.toml";

} // namespace

std::vector<decide::UserEndpointsRead> UserSettingsStore::use(const config::Names& machine) {
    machine_ = machine;
    std::vector<decide::UserEndpointsRead> events;
    for (const auto& [user, settings] : read_) {
        if (settings.text) {
            events.push_back(judged(user));
        }
    }
    return events;
}

void UserSettingsStore::forget_others_than(const std::vector<UserId>& present) {
    std::erase_if(read_, [&](const auto& entry) { return std::ranges::count(present, entry.first) == 0; });
}

void UserSettingsStore::asked(const decide::AskAgent& ask) {
    if (std::holds_alternative<agent::ReadUserSettings>(ask.request)) {
        asked_.insert_or_assign(ask.id, ask.user);
    }
}

std::optional<decide::UserEndpointsRead> UserSettingsStore::answered(const decide::AgentAnswered& answer) {
    const auto asked = asked_.extract(answer.id);
    if (asked.empty()) {
        return std::nullopt;
    }
    const UserId& user = asked.mapped();
    if (const auto* settings = std::get_if<agent::UserSettings>(&answer.reply)) {
        read_.insert_or_assign(user, *settings);
        return judged(user);
    }
    decide::UserEndpointsRead event{user, {}, std::string{c_name} + " cannot be read", false};
    if (const auto* refusal = std::get_if<agent::Refusal>(&answer.reply)) {
        event.error += ": " + text::to_text(refusal->why);
    }
    if (const auto before = read_.find(user); before != read_.end()) {
        event.has_proxy = before->second.has_proxy;
    }
    return event;
}

decide::UserEndpointsRead UserSettingsStore::judged(const UserId& user) const {
    const agent::UserSettings& settings = read_.at(user);
    decide::UserEndpointsRead event{user, {}, {}, settings.has_proxy};
    if (!settings.text) {
        return event;
    }
    auto checked = config::check_user_settings(*settings.text, c_name, machine_);
    if (!checked.errors.empty()) {
        event.error = config::to_string(checked.errors.front());
        return event;
    }
    event.endpoints = std::move(checked.value);
    event.language = checked.language;
    return event;
}

} // namespace mirrorwatch::app
