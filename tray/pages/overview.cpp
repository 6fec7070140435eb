// SPDX-License-Identifier: MIT
#include "tray/pages/pages.hpp"

#include "common/ascii.hpp"
#include "common/organisation.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "tray/findings.hpp"
#include "tray/present.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

constexpr int c_mark_width = 22; // pixels at 96 DPI

struct Fact {
    std::string title;
    std::string value;
    std::string more;
    Tone tone;
};

Fact wsl_fact(const Snapshot& now) {
    const std::string configured{text::label(now.configured)};
    Fact fact{"WSL", "Not running", "", Tone::Neutral};
    if (!now.wsl_running) {
        fact.more = now.configured == NetworkingMode::Unknown ? "" : "Set to " + configured + " networking.";
        return fact;
    }
    fact.value =
        now.effective == NetworkingMode::Unknown ? "Running" : std::string{text::label(now.effective)};
    fact.value.front() = now.effective == NetworkingMode::Mirrored ? 'M' : fact.value.front();
    fact.tone = now.effective == NetworkingMode::Mirrored ? Tone::Good : Tone::Neutral;
    fact.more = now.distros.empty() ? "" : text::list_of(now.distros);
    if (now.configured != now.effective && now.configured != NetworkingMode::Unknown &&
        now.effective != NetworkingMode::Unknown) {
        fact.more = "Set to " + configured + " from the next start. " + fact.more;
    }
    return fact;
}

/// What the user once decided about it.
std::string wish_about(const VpnView& vpn, const Snapshot& now) {
    const std::string& name = vpn.client.empty() ? vpn.name : vpn.client;
    const auto found = std::ranges::find(now.preferences, name, &VpnPreference::vpn);
    const Preference preference = found == now.preferences.end() ? Preference::Ask : found->preference;
    return preference == Preference::AlwaysExclude ? "always excluded, as you wished"
           : preference == Preference::NeverAsk    ? "left alone, as you wished"
                                                   : "";
}

Fact vpn_fact(const Snapshot& now) {
    Fact fact{"VPN", "None connected", "", Tone::Neutral};
    std::vector<std::string> names;
    for (const VpnView& vpn : now.vpns) {
        names.push_back(vpn.client.empty() ? vpn.name : vpn.client);
        const std::string wish = wish_about(vpn, now);
        const std::string state = vpn.excluded                    ? "Excluded from WSL"
                                  : vpn.kind == VpnKind::Service  ? "A service without an adapter"
                                  : vpn.kind == VpnKind::TakeOver ? "Seen by what it took over"
                                                                  : "Connected, adapter \"" + vpn.name + "\"";
        fact.more += (fact.more.empty() ? "" : "; ") + state + (wish.empty() ? "" : ", " + wish);
        fact.tone = vpn.excluded ? Tone::Good : Tone::Warn;
    }
    fact.value = names.empty() ? fact.value : text::list_of(names);
    return fact;
}

Fact watched_fact(const Snapshot& now) {
    const auto count = [&](EndpointState state) {
        return std::ranges::count(now.endpoints, state, &EndpointView::state);
    };
    const auto up = count(EndpointState::Up);
    const auto down = count(EndpointState::Down);
    const auto others = static_cast<std::ptrdiff_t>(now.endpoints.size()) - up - down;
    Fact fact{"Watched", "Nothing", "", Tone::Neutral};
    if (now.endpoints.empty()) {
        return fact;
    }
    fact.value = down > 0 ? std::to_string(down) + " without an answer"
                          : std::to_string(up) + (up == 1 ? " answers" : " answer");
    fact.tone = down > 0 ? Tone::Bad : up > 0 ? Tone::Good : Tone::Neutral;
    fact.more = down > 0 ? std::to_string(up) + (up == 1 ? " answers" : " answer") : "";
    if (others > 0) {
        fact.more += (fact.more.empty() ? "" : ", ") + std::to_string(others) + " not asked or not known now";
    }
    return fact;
}

void add_fact(Sheet& sheet, const Fact& fact) {
    const Ruler& ruler = sheet.ruler();
    const int mark = ruler.scaled(c_mark_width);
    const int title = ruler.scaled(96);
    const int all = sheet.inside().width;
    sheet.gap(4);
    const int top = sheet.y();
    sheet.line(fact.title, {0, title}, 0, Face::Body, Ink::Dim);
    sheet.mark({title, mark}, fact.tone);
    const Sheet::Column rest{title + mark, all - title - mark};
    sheet.paragraph(fact.value, rest, Face::Strong, Ink::Text);
    sheet.paragraph(fact.more, rest, Face::Small, Ink::Dim);
    sheet.gap(4);
    Area at = sheet.row(0);
    at.top = top;
    sheet.element({at, Part::Row, fact.title, fact.value + (fact.more.empty() ? "" : "; " + fact.more)});
}

void add_facts(Sheet& sheet, const Snapshot& now) {
    sheet.heading("How things stand");
    sheet.begin_card();
    for (const Fact& fact : {wsl_fact(now), vpn_fact(now), watched_fact(now)}) {
        add_fact(sheet, fact);
    }
    sheet.end_card();
}

std::string label_of(const Finding& finding) {
    const bool is_hint = finding.severity == Severity::Hint;
    std::string label{is_hint ? "Hint" : std::string{text::label(finding.severity)}};
    if (finding.confidence != Confidence::Certain) {
        label += ", " + lower(text::label(finding.confidence));
    }
    return label;
}

Tone tone_of(const Finding& finding) {
    return finding.severity == Severity::Error     ? Tone::Bad
           : finding.severity == Severity::Warning ? Tone::Warn
                                                   : Tone::Neutral;
}

/// As its buttons say it, without the marks of their keys. The buttons are those of the question.
std::vector<std::string> remedies_of(const FindingView& view, const Snapshot& now) {
    const std::string vpn =
        now.offer && !now.offer->vpn.empty() ? short_name(now.offer->vpn, now) : "the VPN";
    std::vector<std::string> all;
    for (const RemedySpec& remedy : view.remedies) {
        all.push_back(with_vpn(row_of(remedy).words.button, vpn));
        std::erase(all.back(), '&');
    }
    return all;
}

void add_list(Sheet& sheet, const char* title, const std::vector<std::string>& lines, Ink ink = Ink::Dim) {
    if (lines.empty()) {
        return;
    }
    sheet.gap(8);
    sheet.paragraph(title, Face::Small, Ink::Dim);
    const int indent = sheet.ruler().scaled(14);
    for (const std::string& one : lines) {
        sheet.gap(2);
        sheet.line("•", {0, indent}, 0, Face::Small, ink);
        sheet.paragraph(one, {indent, sheet.inside().width - indent}, Face::Small, ink);
    }
}

std::vector<std::string> ruled_out_in(const Finding& finding) {
    std::vector<std::string> lines;
    lines.reserve(finding.ruled_out.size());
    for (const RuledOut& other : finding.ruled_out) {
        lines.push_back(headline_of(other.fault) + ": no, " + other.because);
    }
    return lines;
}

void add_finding(Sheet& sheet, const FindingView& view, const Snapshot& now) {
    const Finding& finding = view.finding;
    sheet.begin_card();
    const int label = sheet.label(label_of(finding), sheet.inside(), tone_of(finding));
    sheet.paragraph(headline_of(finding.fault), {0, sheet.inside().width - label - sheet.ruler().scaled(12)},
                    Face::Strong, Ink::Text);
    sheet.gap(4);
    sheet.paragraph(text::what(finding));
    sheet.paragraph(text::advice(finding));
    if (view.not_yet) {
        sheet.gap(4);
        sheet.paragraph(text::to_text(*view.not_yet), Face::Body, Ink::Dim);
    }
    add_list(sheet, "What can be done", remedies_of(view, now), Ink::Text);
    add_list(sheet, "What was seen", finding.evidence);
    add_list(sheet, "What it is not", ruled_out_in(finding));
    sheet.end_card(headline_of(finding.fault),
                   label_of(finding) + "; " + text::what(finding) + " " + text::advice(finding));
}

void add_findings(Sheet& sheet, const Snapshot& now) {
    const auto add_those = [&](const char* title, bool hints) {
        bool is_first = true;
        for (const FindingView& view : now.findings) {
            if ((view.finding.severity == Severity::Hint) == hints) {
                if (std::exchange(is_first, false)) {
                    sheet.heading(title);
                }
                add_finding(sheet, view, now);
            }
        }
    };
    add_those("What is wrong", false);
    add_those("Hints", true);
}

void add_repairs(Sheet& sheet, const Snapshot& now) {
    if (now.remedies.empty()) {
        return;
    }
    sheet.heading("Repairs");
    for (const RemedyView& remedy : now.remedies) {
        const std::string state{text::label(remedy.state)};
        const Tone tone = remedy.state == RemedyState::Helped    ? Tone::Good
                          : remedy.state == RemedyState::GivenUp ? Tone::Bad
                                                                 : Tone::Neutral;
        sheet.begin_card();
        const int label = sheet.label(state, sheet.inside(), tone);
        sheet.paragraph(std::string{row_of(remedy.spec).words.label},
                        {0, sheet.inside().width - label - sheet.ruler().scaled(12)}, Face::Strong,
                        Ink::Text);
        sheet.gap(2);
        sheet.paragraph(text::to_text(remedy.message));
        sheet.end_card(std::string{row_of(remedy.spec).words.label},
                       state + "; " + text::to_text(remedy.message));
    }
}

void add_note(Sheet& sheet, const std::string& title, const std::string& words, Tone tone) {
    sheet.begin_card();
    const int mark = sheet.ruler().scaled(c_mark_width);
    sheet.mark({0, mark}, tone);
    const Sheet::Column rest{mark, sheet.inside().width - mark};
    sheet.paragraph(title, rest, Face::Strong, Ink::Text);
    sheet.paragraph(words, rest, Face::Body, Ink::Text);
    sheet.end_card(title, words);
}

void add_notes(Sheet& sheet, const Snapshot& now) {
    if (now.settings_error.empty() && now.managed.empty() && now.service_troubles.empty()) {
        return;
    }
    sheet.heading("About Mirrorwatch itself");
    for (const Message& trouble : now.service_troubles) {
        add_note(sheet, "The service is hindered", text::to_text(trouble), Tone::Warn);
    }
    if (!now.settings_error.empty()) {
        add_note(sheet, "The last change of the settings is not in force", now.settings_error, Tone::Warn);
    }
    if (!now.managed.empty()) {
        add_note(sheet, "Your organisation manages a part of the settings", managed_words(now.managed),
                 Tone::Neutral);
    }
}

} // namespace

std::string_view title_of(Page page) {
    constexpr std::array<std::string_view, c_page_count> c_titles{"Overview", "Networks", "Watched",
                                                                  "Timeline", ".wslconfig"};
    return c_titles.at(static_cast<std::size_t>(page));
}

Scene page_without_service(const std::string& why, const std::string& advice, const Ruler& ruler, int width) {
    const std::string what = advice.empty()
                                 ? "Nothing can be shown before it answers. Mirrorwatch tries to connect "
                                   "again every few seconds."
                                 : advice;
    Sheet sheet{ruler, width};
    sheet.begin_card();
    sheet.paragraph(why, Face::Strong);
    sheet.gap(4);
    sheet.paragraph(what, Face::Body, Ink::Dim);
    sheet.end_card(why, what);
    return sheet.take();
}

Scene overview_page(const Snapshot& now, const Clock&, const Ruler& ruler, int width) {
    Sheet sheet{ruler, width};
    add_findings(sheet, now);
    add_facts(sheet, now);
    add_repairs(sheet, now);
    add_notes(sheet, now);
    return sheet.take();
}

} // namespace mirrorwatch::tray
