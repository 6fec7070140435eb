// SPDX-License-Identifier: MIT
#include "service/cli/history_view.hpp"

#include "common/json_codec.hpp"
#include "common/text.hpp"
#include "common/utc.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::cli {
namespace {

std::string words_of(const PastEvent& event) {
    return event.text.empty() ? text::to_text(event.message) : event.text;
}

std::string whose(const PastEvent& event, const std::function<std::string(const std::string&)>& name_of) {
    return event.sid.empty() ? "" : (name_of ? name_of(event.sid) : event.sid) + ": ";
}

boost::json::object value_of(const PastEvent& event) {
    boost::json::object object{{"time", to_iso(event.time)},
                               {"code", name_of(event.message.code)},
                               {"arguments", json::value_of(event.message.arguments)},
                               {"text", words_of(event)},
                               {"evidence", json::value_of(event.evidence)},
                               {"warn", event.warn}};
    if (!event.sid.empty()) {
        object["sid"] = event.sid;
    }
    return object;
}

} // namespace

std::vector<PastEvent> newest_of(std::vector<PastEvent> one, const std::vector<PastEvent>& other,
                                 std::size_t most) {
    std::ranges::copy(other, std::back_inserter(one));
    std::ranges::stable_sort(one, std::ranges::greater{}, &PastEvent::time);
    one.resize(std::min(one.size(), most));
    return one;
}

std::string past_table(const std::vector<PastEvent>& events, const UtcOffset& offset,
                       const std::function<std::string(const std::string&)>& name_of) {
    if (events.empty()) {
        return "Nothing has been noted yet.\n";
    }
    std::vector<Row> rows{{"TIME", "", "WHAT"}};
    for (const PastEvent& event : events) {
        rows.push_back({local_text(event.time, offset), event.warn ? "!" : "",
                        visible(whose(event, name_of) + words_of(event))});
        for (const std::string& observation : event.evidence) {
            rows.push_back({"", "", "  " + visible(observation)});
        }
    }
    return table(rows);
}

std::string past_json(const std::vector<PastEvent>& events) {
    const auto list = json::array_of(events, [](const PastEvent& event) { return value_of(event); });
    return boost::json::serialize(boost::json::object{{"version", 1}, {"history", list}}) + "\n";
}

} // namespace mirrorwatch::cli
