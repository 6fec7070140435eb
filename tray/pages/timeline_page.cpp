// SPDX-License-Identifier: MIT
#include "tray/pages/timeline.hpp"

#include "common/translated.hpp"
#include "tray/retold.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

constexpr std::array c_lane_names{to_translate("VPN"), to_translate("WSL's network"),
                                  to_translate("No answer"), to_translate("Repairs")};
constexpr int c_name_width = 116; // pixels at 96 DPI, as all of these
constexpr int c_lane_height = 28;
constexpr int c_closest_ticks = 84;
constexpr int c_time_width = 56;

std::string name_of(Lane lane) {
    return std::string{translated(c_lane_names.at(static_cast<std::size_t>(lane)))};
}

std::string duration_words(const Span& span, const Clock& clock) {
    const std::string from = time_of_day(clock.local(span.from), clock);
    return span.from == span.to
               ? from
               : translated("{from} to {to}",
                            {{"from", from}, {"to", time_of_day(clock.local(span.to), clock)}});
}

/// Below the first lane, and through all of them: what is above each other happened together.
void add_axis(Sheet& sheet, const Sheet::Column& axis, const Period& period, const Clock& clock) {
    const int closest = sheet.ruler().scaled(c_closest_ticks);
    const int lanes = sheet.ruler().scaled(c_lane_height) * c_lane_count;
    for (const AxisTick& tick : ticks_of(period, axis.width, closest, clock)) {
        sheet.add(Box{sheet.area({axis.left + tick.x, 1}, 0, lanes), Ink::CardEdge});
        const int room = std::min(closest, axis.width - tick.x + sheet.ruler().scaled(8));
        if (room >= closest / 2) {
            sheet.line(tick.text, {axis.left + tick.x, room}, lanes + sheet.ruler().scaled(2), Face::Small,
                       Ink::Dim);
        }
    }
}

/// Where it is in its lane; moments are round.
Area place_in_lane(const Sheet& sheet, const Sheet::Column& axis, const Span& span, const Period& period) {
    const Ruler& ruler = sheet.ruler();
    const int lane = ruler.scaled(c_lane_height);
    const bool is_moment = span.from == span.to;
    const int from = place_of(span.from, period, axis.width);
    const int width = is_moment ? ruler.scaled(10)
                                : std::max(ruler.scaled(3), place_of(span.to, period, axis.width) - from);
    const int height = is_moment ? width : ruler.scaled(18);
    const int left = std::clamp(is_moment ? from - width / 2 : from, 0, std::max(0, axis.width - width));
    const int top = static_cast<int>(span.lane) * lane + (lane - height) / 2;
    return sheet.area({axis.left + left, width}, top, height);
}

Box box_of(const Area& at, const Span& span, const Ruler& ruler) {
    const Ink ink = span.tone == Tone::Neutral ? Ink::Accent : ink_of(span.tone);
    if (span.from == span.to) {
        return {at, ink, at.height() / 2};
    }
    return at.width() < ruler.scaled(10) ? Box{at, ink, 0}
                                         : Box{at, tint_of(span.tone), ruler.scaled(4), ink};
}

bool has_room(const Ruler& ruler, const std::string& label, int width) {
    return width >= ruler.scaled(60) ||
           (width >= ruler.scaled(20) && width >= ruler.width(label, Face::Small));
}

void add_span(Sheet& sheet, const Area& at, const Span& span, const Clock& clock) {
    const Ruler& ruler = sheet.ruler();
    sheet.add(box_of(at, span, ruler));
    const int inner = at.width() - ruler.scaled(12);
    if (span.from != span.to && has_room(ruler, span.label, inner)) {
        const int line = sheet.line_height(Face::Small);
        const int top = at.top + (at.height() - line) / 2;
        const int left = at.left + ruler.scaled(6);
        sheet.add(Words{{left, top, left + inner, top + line}, span.label, Face::Small, ink_of(span.tone)});
    }
    sheet.add(Hint{at, span.label + "\n" + duration_words(span, clock)});
}

/// Of those that lie on each other nobody could tell one from the other: of what lasts the first one is
/// shown, of moments the last one, which says what came of it.
void add_spans(Sheet& sheet, const Sheet::Column& axis, const std::vector<Span>& spans, const Period& period,
               const Clock& clock) {
    Area first{}; // of those that lie on each other
    const Span* shown = nullptr;
    const auto draw = [&] {
        if (shown != nullptr) {
            add_span(sheet, place_in_lane(sheet, axis, *shown, period), *shown, clock);
        }
    };
    for (const Span& span : spans) {
        const Area at = place_in_lane(sheet, axis, span, period);
        const bool is_on_first =
            shown != nullptr && shown->lane == span.lane && at.right <= first.right + at.width() / 2;
        if (!is_on_first) {
            draw();
            first = at;
        }
        shown = !is_on_first || span.lane == Lane::Repair ? &span : shown;
    }
    draw();
}

std::string in_words(const std::vector<Span>& spans, const Clock& clock) {
    std::string text;
    for (const Span& span : spans) {
        text += (text.empty() ? "" : "; ") + name_of(span.lane) + " " + span.label + ", " +
                duration_words(span, clock);
    }
    return text;
}

void add_chart(Sheet& sheet, const std::vector<PastEvent>& events, const Clock& clock) {
    const Ruler& ruler = sheet.ruler();
    const Period period = period_of(events, clock.now);
    const std::vector<Span> spans = spans_of(events, period);
    sheet.begin_card();
    const int names = ruler.scaled(c_name_width);
    const Sheet::Column axis{names, std::max(1, sheet.inside().width - names)};
    const int lane = ruler.scaled(c_lane_height);
    add_axis(sheet, axis, period, clock);
    for (int i = 0; i < c_lane_count; ++i) {
        sheet.line(name_of(static_cast<Lane>(i)), {0, names - ruler.scaled(8)},
                   i * lane + (lane - sheet.line_height(Face::Body)) / 2, Face::Body, Ink::Dim);
    }
    add_spans(sheet, axis, spans, period, clock);
    sheet.down(lane * c_lane_count + ruler.scaled(4) + sheet.line_height(Face::Small));
    sheet.end_card(std::string{translated("What happened, over time")}, in_words(spans, clock));
}

std::string hint_of(const PastEvent& event, const std::string& words) {
    std::string text = words;
    for (const std::string& observation : retold(event.evidence)) {
        text += "\n• " + observation;
    }
    return text;
}

void add_event(Sheet& sheet, const PastEvent& event, const Clock& clock) {
    const Ruler& ruler = sheet.ruler();
    const int time = ruler.scaled(c_time_width);
    const int mark = ruler.scaled(20);
    const int height = sheet.line_height(Face::Body) + ruler.scaled(8);
    const std::string when = time_of_day(clock.local(event.time), clock);
    const std::string words = words_of(event);
    const Area row = sheet.row(height);
    sheet.element({row, Part::Row, when + " " + words});
    sheet.add(Hint{row, hint_of(event, words)});
    sheet.down(ruler.scaled(4));
    sheet.line(when, {0, time}, 0, Face::Body, Ink::Dim);
    sheet.mark({time, mark}, tone_of(event));
    sheet.line(words, {time + mark, sheet.inside().width - time - mark}, 0);
    sheet.down(height - ruler.scaled(4));
}

} // namespace

Scene timeline_page(const std::vector<PastEvent>& events, const Clock& clock, const Ruler& ruler, int width) {
    Sheet sheet{ruler, width};
    if (events.empty()) {
        const std::string nothing{translated("Nothing has happened yet that is worth telling.")};
        sheet.begin_card();
        sheet.paragraph(nothing, Face::Body, Ink::Dim);
        sheet.end_card(nothing);
        return sheet.take();
    }
    add_chart(sheet, events, clock);
    std::optional<std::chrono::local_days> day;
    for (const PastEvent& event : events) {
        const std::chrono::local_seconds local = clock.local(event.time);
        if (const auto other = std::chrono::floor<std::chrono::days>(local); other != day) {
            if (std::exchange(day, other)) {
                sheet.end_card();
            }
            sheet.heading(day_of(event.time, clock));
            sheet.begin_card();
        }
        add_event(sheet, event, clock);
    }
    sheet.end_card();
    return sheet.take();
}

} // namespace mirrorwatch::tray
