// SPDX-License-Identifier: MIT
#include "service/act/activity_log_json.hpp"

#include "common/described.hpp"
#include "common/text.hpp"
#include "common/utc.hpp"

namespace mirrorwatch::act {
namespace {

struct Sentence {
    MessageId code = MessageId::AllWell;
    std::vector<std::string> arguments;
    std::string text;
};

BOOST_DESCRIBE_STRUCT(Sentence, (), (code, arguments, text))

struct Line {
    std::string time;
    std::string sid;
    Sentence sentence;
    std::vector<std::string> evidence;
    bool warn = false;
};

BOOST_DESCRIBE_STRUCT(Line, (), (time, sid, sentence, evidence, warn))

void check(const Line& line, json::Fields& fields) {
    if (!from_iso(line.time)) {
        fields.refuse("time", "is not a time");
    }
}

} // namespace

std::string to_line(const decide::Record& record, std::chrono::sys_seconds now) {
    const Message& message = record.message;
    return json::to_text(Line{to_iso(now),
                              record.user ? record.user->sid : std::string{},
                              {message.code, message.arguments, text::to_text(message)},
                              record.evidence,
                              record.warn});
}

Result<Activity> from_line(std::string_view text) {
    Result<Line> line = json::read<Line>(text, "line");
    if (!line) {
        return line.error();
    }
    auto& [code, arguments, words] = line->sentence;
    return Activity{from_iso(line->time).value(), std::move(line->sid),
                    {code, std::move(arguments)}, std::move(words),
                    std::move(line->evidence),    line->warn};
}

} // namespace mirrorwatch::act
