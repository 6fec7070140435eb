// SPDX-License-Identifier: MIT
#include "service/act/windows_events.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/utf8.hpp"

namespace mirrorwatch::act {
namespace {

/// What one remedy says at a step of its way. One that changes nothing does not go back.
std::optional<WindowsEvent> id_of(MessageId message, const RemedyMessages& says) {
    if (message == says.begins) {
        return WindowsEvent::RepairBegun;
    }
    if (message == says.helped) {
        return WindowsEvent::RepairHelped;
    }
    if (message == says.did_not_help) {
        return WindowsEvent::RepairDidNotHelp;
    }
    if (message == says.is_back && message != says.awaits) {
        return WindowsEvent::RepairUndone;
    }
    return std::nullopt;
}

std::optional<WindowsEvent> id_of(MessageId message) {
    for (const RemedyRow& row : remedy_catalogue()) {
        if (const auto step = id_of(message, row.says)) {
            return step;
        }
    }
    switch (message) {
    case MessageId::RepairOffered:
    case MessageId::RestoreProposed:
        return WindowsEvent::RepairOffered;
    case MessageId::NothingHelped:
        return WindowsEvent::RepairDidNotHelp;
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
