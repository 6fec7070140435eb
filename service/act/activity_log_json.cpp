#include "service/act/activity_log_json.hpp"

#include "common/remedy_json.hpp"
#include "common/text.hpp"
#include "common/utc.hpp"

#include <boost/json/serialize.hpp>

#include <optional>
#include <utility>

namespace mirrorwatch::act {
namespace {

using boost::json::object;
using json::Fields;

struct Written {
    Message message;
    std::string text;
};

Written written_from(Fields& fields) {
    Message sentence = {fields.choice<MessageId>("code"), fields.texts("arguments")};
    return {std::move(sentence), fields.text("text")};
}

std::chrono::sys_seconds time_from(Fields& fields) {
    const std::optional<std::chrono::sys_seconds> time = from_iso(fields.text("time"));
    if (!time) {
        fields.refuse("time", "is not a time");
    }
    return time.value_or(std::chrono::sys_seconds{});
}

Activity entry_from(Fields& fields) {
    Activity entry;
    entry.time = time_from(fields);
    entry.sid = fields.text("sid");
    Written written = fields.object("sentence", written_from);
    entry.message = std::move(written.message);
    entry.text = std::move(written.text);
    entry.evidence = fields.texts("evidence");
    entry.warn = fields.flag("warn");
    return entry;
}

} // namespace

std::string to_line(const decide::Record& record, std::chrono::sys_seconds now) {
    object sentence = json::value_of(record.message);
    sentence["text"] = text::to_text(record.message);
    return boost::json::serialize(object{{"time", to_iso(now)},
                                         {"sid", record.user ? record.user->sid : std::string{}},
                                         {"sentence", std::move(sentence)},
                                         {"evidence", json::array_of(record.evidence)},
                                         {"warn", record.warn}});
}

Result<Activity> from_line(std::string_view line) {
    return json::read<Activity>(line, "line", entry_from);
}

} // namespace mirrorwatch::act
