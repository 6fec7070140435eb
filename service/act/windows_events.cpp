// SPDX-License-Identifier: MIT
#include "service/act/windows_events.hpp"

#include "common/text.hpp"
#include "common/utf8.hpp"

namespace mirrorwatch::act {
namespace {

std::optional<WindowsEvent> id_of(MessageId message) {
    switch (message) {
    case MessageId::RepairOffered:
    case MessageId::RestoreProposed:
        return WindowsEvent::RepairOffered;
    case MessageId::Excluding:
    case MessageId::SwitchingMode:
    case MessageId::ChangingSetting:
    case MessageId::LoweringMtu:
    case MessageId::RestartingWsl:
        return WindowsEvent::RepairBegun;
    case MessageId::ExcludedHelped:
    case MessageId::ModeHelped:
    case MessageId::SettingHelped:
    case MessageId::MtuHelped:
    case MessageId::RestartHelped:
        return WindowsEvent::RepairHelped;
    case MessageId::ExcludedDidNotHelp:
    case MessageId::ModeDidNotHelp:
    case MessageId::SettingDidNotHelp:
    case MessageId::MtuDidNotHelp:
    case MessageId::RestartDidNotHelp:
    case MessageId::NothingHelped:
        return WindowsEvent::RepairDidNotHelp;
    case MessageId::ExclusionLifted:
    case MessageId::PutBack:
    case MessageId::SettingPutBack:
    case MessageId::MtuRestored:
        return WindowsEvent::RepairUndone;
    case MessageId::SettingsKept:
    case MessageId::PolicyRejected:
        return WindowsEvent::SettingsRejected;
    case MessageId::PartFailed:
    case MessageId::WindowsDoesNotAnswer:
    case MessageId::JournalNotWritten:
        return WindowsEvent::ServiceHindered;
    default:
        return std::nullopt;
    }
}

/// A warning that has no event of its own: a repair that was given up, or what was found.
std::optional<WindowsEvent> id_of(const decide::Record& record) {
    if (const auto named = id_of(record.message.code)) {
        return named;
    }
    if (!record.warn) {
        return std::nullopt;
    }
    return record.evidence.empty() ? WindowsEvent::RepairGivenUp : WindowsEvent::TroubleFound;
}

std::string or_dash(std::string text) {
    return text.empty() ? "-" : std::move(text);
}

std::string lines_of(const std::vector<std::string>& evidence) {
    std::string lines;
    for (const std::string& line : evidence) {
        lines += (lines.empty() ? "" : "\r\n") + line;
    }
    return lines;
}

} // namespace

std::optional<EventEntry> event_of(const decide::Record& record) {
    const auto id = id_of(record);
    if (!id) {
        return std::nullopt;
    }
    const auto& arguments = record.message.arguments;
    return EventEntry{*id,
                      type_of(*id),
                      {text::to_text(record.message), or_dash(record.user ? record.user->sid : ""),
                       or_dash(arguments.empty() ? "" : arguments.front()),
                       or_dash(lines_of(record.evidence))}};
}

EventEntry refusal_event(const std::string& sid, const std::string& reason) {
    constexpr std::size_t c_longest_sid = 256; // bytes; Windows' own have 184 characters
    constexpr std::size_t c_longest_reason = 1'024;
    constexpr auto c_event = WindowsEvent::CallerRefused;
    return {c_event,
            type_of(c_event),
            {shortened(reason, c_longest_reason), or_dash(shortened(sid, c_longest_sid)), "-", "-"}};
}

EventType type_of(WindowsEvent event) {
    switch (event) {
    case WindowsEvent::TroubleFound:
    case WindowsEvent::RepairDidNotHelp:
    case WindowsEvent::RepairGivenUp:
    case WindowsEvent::SettingsRejected:
    case WindowsEvent::ServiceHindered:
    case WindowsEvent::CallerRefused:
        return EventType::Warning;
    case WindowsEvent::ServiceCrashed:
        return EventType::Error;
    default:
        return EventType::Information;
    }
}

} // namespace mirrorwatch::act
