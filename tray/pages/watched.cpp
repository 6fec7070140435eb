// SPDX-License-Identifier: MIT
#include "tray/pages/pages.hpp"
#include "tray/pages/strip.hpp"

#include "common/names.hpp"
#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/retold.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

constexpr int c_strip_height = 18; // pixels at 96 DPI, as all of these
constexpr int c_place_width = 60;
constexpr int c_strip_share = 64; // of the card, in percent, with the curve
constexpr int c_curve_width = 72;
constexpr int c_latency_width = 68;
constexpr int c_mark_width = 22;

struct Group {
    EndpointSource source;
    std::string_view title;
};

constexpr std::array c_groups{Group{EndpointSource::User, to_translate("Your own")},
                              Group{EndpointSource::Machine, to_translate("For all users of this computer")},
                              Group{EndpointSource::Learned, to_translate("Servers found in WSL")},
                              Group{EndpointSource::BuiltIn, to_translate("Built in")}};

Tone tone_of(EndpointState state) {
    return state == EndpointState::Up        ? Tone::Good
           : state == EndpointState::Down    ? Tone::Bad
           : state == EndpointState::Pending ? Tone::Warn
                                             : Tone::Neutral;
}

std::string_view name_of_place(const VantageView& vantage) {
    return vantage.vantage == Vantage::Wsl ? "WSL" : "Windows";
}

std::string state_words(const EndpointView& endpoint) {
    if (endpoint.state == EndpointState::Up) {
        return translated("Answers in {time}", {{"time", text::duration(endpoint.latency)}});
    }
    const bool has_reason = !endpoint.last_error.empty() && endpoint.state != EndpointState::Skipped;
    return std::string{text::label(endpoint.state)} + (has_reason ? ": " + retold(endpoint.last_error) : "");
}

std::string below_name(const EndpointView& endpoint, const Clock& clock) {
    const bool is_place =
        endpoint.address != c_names_of<EndpointKind>.back(); // WSL's network as such has none
    std::string words;
    for (const std::string& part :
         {endpoint.group, is_place ? endpoint.address : "", text::expiry(endpoint, clock.now)}) {
        words += (words.empty() || part.empty() ? "" : " · ") + part;
    }
    return words;
}

/// For who cannot see the strips.
std::string spoken(const EndpointView& endpoint, const Clock& clock) {
    std::string words = state_words(endpoint) + "; " + below_name(endpoint, clock);
    for (const VantageView& vantage : endpoint.vantages) {
        const std::string last = summary(vantage.strip);
        words += "; " +
                 translated("from {place}: {state}",
                            {{"place", name_of_place(vantage)}, {"state", text::label(vantage.state)}}) +
                 (last.empty() ? "" : ", " + last);
    }
    return words;
}

std::string_view short_label(EndpointState state) {
    return state == EndpointState::Down ? text::translated_as("short", "No answer")
                                        : text::translated_as("short", "Being checked");
}

/// Beside the strip, where there is little room.
std::string short_state(const VantageView& vantage) {
    const bool is_told = vantage.state == EndpointState::Down || vantage.state == EndpointState::Pending;
    return vantage.state == EndpointState::Up ? text::duration(vantage.latency)
           : is_told                          ? std::string{short_label(vantage.state)}
                                              : "–";
}

std::string numbers_of(const VantageView& vantage) {
    return translated(
        "Half of the answers within {median}, 95 % within {most}.\n{failures} of the last {count} "
        "failed.",
        {{"median", text::duration(vantage.median)},
         {"most", text::duration(vantage.p95)},
         {"failures", std::to_string(vantage.failures)},
         {"count", std::to_string(vantage.results)}});
}

/// "Windows  ||||||||||  ~~~  12 ms", one line.
void add_vantage(Sheet& sheet, const VantageView& vantage, Sheet::Column column, int down) {
    const Ruler& ruler = sheet.ruler();
    const int height = ruler.scaled(c_strip_height);
    const int text_down = down + (height - sheet.line_height(Face::Small)) / 2;
    const int place = ruler.scaled(c_place_width);
    const int gap = ruler.scaled(10);
    const int curve = ruler.scaled(c_curve_width);
    const int latency = ruler.scaled(c_latency_width);
    const int bars = std::max(0, column.width - place - curve - latency - 2 * gap);
    sheet.line(std::string{name_of_place(vantage)}, {column.left, place}, text_down, Face::Small, Ink::Dim);
    const Area strip = sheet.area({column.left + place, bars}, down, height);
    sheet.add(History{strip, &vantage.strip});
    sheet.add(Hint{strip, {}, &vantage.strip});
    const Sheet::Column at_curve{column.left + place + bars + gap, curve};
    sheet.add(History{sheet.area(at_curve, down + ruler.scaled(2), height - ruler.scaled(4)), &vantage.strip,
                      true});
    const bool is_up = vantage.state == EndpointState::Up;
    const Sheet::Column at_latency{column.left + column.width - latency, latency};
    sheet.line(short_state(vantage), at_latency, text_down, Face::Small,
               is_up ? Ink::Dim : ink_of(tone_of(vantage.state)), Align::Right);
    if (vantage.results > 0) {
        const Sheet::Column rest{at_curve.left, column.left + column.width - at_curve.left};
        sheet.add(Hint{sheet.area(rest, down, height), numbers_of(vantage)});
    }
}

void add_endpoint(Sheet& sheet, const EndpointView& endpoint, const Clock& clock) {
    const Ruler& ruler = sheet.ruler();
    sheet.begin_card();
    const int all = sheet.inside().width;
    const int mark = ruler.scaled(c_mark_width);
    const int right = all * c_strip_share / 100;
    const Sheet::Column words{mark, all - right - mark - ruler.scaled(12)};
    sheet.mark({0, mark}, tone_of(endpoint.state));
    const std::string called = retold(endpoint.name);
    const int name = sheet.line(called, words, 0, Face::Strong);
    const bool is_quiet = endpoint.state == EndpointState::Up || tone_of(endpoint.state) == Tone::Neutral;
    const int state = sheet.line(state_words(endpoint), words, name, Face::Body,
                                 is_quiet ? Ink::Dim : ink_of(tone_of(endpoint.state)));
    const int address = sheet.line(below_name(endpoint, clock), words, name + state, Face::Small, Ink::Dim);
    const int words_height = name + state + address;
    sheet.add(Hint{sheet.area(words, 0, words_height),
                   called + "\n" + state_words(endpoint) + "\n" + below_name(endpoint, clock)});
    const int line = ruler.scaled(c_strip_height) + ruler.scaled(8);
    const int strips = static_cast<int>(endpoint.vantages.size()) * line - ruler.scaled(8);
    int down = std::max(0, (words_height - strips) / 2);
    for (const VantageView& vantage : endpoint.vantages) {
        add_vantage(sheet, vantage, {all - right, right}, down);
        down += line;
    }
    sheet.down(std::max(words_height, strips));
    sheet.end_card(called, spoken(endpoint, clock));
}

} // namespace

Scene watched_page(const Snapshot& now, const Clock& clock, const Ruler& ruler, int width) {
    Sheet sheet{ruler, width};
    for (const Group& group : c_groups) {
        bool is_first = true;
        for (const EndpointView& endpoint : now.endpoints) {
            if (endpoint.source != group.source) {
                continue;
            }
            if (std::exchange(is_first, false)) {
                sheet.heading(std::string{translated(group.title)});
            }
            add_endpoint(sheet, endpoint, clock);
        }
    }
    if (now.endpoints.empty()) {
        const std::string nothing{translated("Nothing is watched now.")};
        sheet.begin_card();
        sheet.paragraph(nothing, Face::Body, Ink::Dim);
        sheet.end_card(nothing);
    }
    return sheet.take();
}

} // namespace mirrorwatch::tray
