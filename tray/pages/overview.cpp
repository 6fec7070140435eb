// SPDX-License-Identifier: MIT
#include "tray/pages/pages.hpp"

#include "common/organisation.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/translated.hpp"
#include "tray/findings.hpp"
#include "tray/menu.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

constexpr int c_mark_width = 22; // pixels at 96 DPI

struct Fact {
    std::string title;
    std::string value;
    std::string more;
    Tone tone;
};

Fact wsl_fact(const Snapshot& now) {
    const std::string configured{text::label(now.configured)};
    Fact fact{"WSL", std::string{translated("Not running")}, "", Tone::Neutral};
    if (!now.wsl_running) {
        fact.more = now.configured == NetworkingMode::Unknown
                        ? ""
                        : translated("Set to {mode} networking.", {{"mode", configured}});
        return fact;
    }
    fact.value = now.effective == NetworkingMode::Unknown    ? translated("Running")
                 : now.effective == NetworkingMode::Mirrored ? translated("Mirrored")
                                                             : text::label(now.effective);
    fact.tone = now.effective == NetworkingMode::Mirrored ? Tone::Good : Tone::Neutral;
    fact.more = now.distros.empty() ? "" : text::list_of(now.distros);
    if (now.configured != now.effective && now.configured != NetworkingMode::Unknown &&
        now.effective != NetworkingMode::Unknown) {
        fact.more = text::and_next(translated("Set to {mode} from the next start.", {{"mode", configured}}),
                                   fact.more);
    }
    return fact;
}

/// What the user once decided about it.
std::string wish_about(const VpnView& vpn, const Snapshot& now) {
    const std::string& name = vpn.client.empty() ? vpn.name : vpn.client;
    const auto found = std::ranges::find(now.preferences, name, &VpnPreference::vpn);
    const Preference preference = found == now.preferences.end() ? Preference::Ask : found->preference;
    return std::string{preference == Preference::AlwaysExclude ? translated("always excluded, as you wished")
                       : preference == Preference::NeverAsk    ? translated("left alone, as you wished")
                                                               : ""};
}

std::string state_of(const VpnView& vpn) {
    if (vpn.excluded) {
        return std::string{translated("Excluded from WSL")};
    }
    switch (vpn.kind) {
    case VpnKind::Service:
        return std::string{translated("A service without an adapter")};
    case VpnKind::TakeOver:
        return std::string{translated("Seen by what it took over")};
    case VpnKind::Adapter:
        break;
    }
    return translated("Connected, adapter \"{adapter}\"", {{"adapter", vpn.name}});
}

Fact vpn_fact(const Snapshot& now) {
    Fact fact{std::string{translated("VPN")}, std::string{translated("None connected")}, "", Tone::Neutral};
    std::vector<std::string> names;
    for (const VpnView& vpn : now.vpns) {
        names.push_back(vpn.client.empty() ? vpn.name : vpn.client);
        const std::string wish = wish_about(vpn, now);
        fact.more += (fact.more.empty() ? "" : "; ") + state_of(vpn) + (wish.empty() ? "" : ", " + wish);
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
    Fact fact{std::string{translated("Watched")}, std::string{translated("Nothing")}, "", Tone::Neutral};
    if (now.endpoints.empty()) {
        return fact;
    }
    const std::string answers =
        text::counted("{count} answers", "{count} answer", static_cast<std::size_t>(up));
    fact.value = down > 0 ? text::counted("{count} without an answer", "{count} without an answer",
                                          static_cast<std::size_t>(down))
                          : answers;
    fact.tone = down > 0 ? Tone::Bad : up > 0 ? Tone::Good : Tone::Neutral;
    fact.more = down > 0 ? answers : "";
    if (others > 0) {
        fact.more += (fact.more.empty() ? "" : ", ") + text::counted("{count} not asked or not known now",
                                                                     "{count} not asked or not known now",
                                                                     static_cast<std::size_t>(others));
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
    sheet.heading(std::string{translated("How things stand")});
    sheet.begin_card();
    for (const Fact& fact : {wsl_fact(now), vpn_fact(now), watched_fact(now)}) {
        add_fact(sheet, fact);
    }
    sheet.end_card();
}

std::string label_of(const Finding& finding) {
    std::string label{text::label(finding.severity)};
    if (finding.confidence != Confidence::Certain) {
        label += ", " + std::string{text::label_within(finding.confidence)};
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
    const std::string vpn = now.offer && !now.offer->vpn.empty() ? short_name(now.offer->vpn, now) : "";
    std::vector<std::string> all;
    all.reserve(view.remedies.size());
    for (const RemedySpec& remedy : view.remedies) {
        all.push_back(with_vpn(without_access_key(translated(row_of(remedy).words.button)), vpn));
    }
    return all;
}

void add_list(Sheet& sheet, std::string_view title, const std::vector<std::string>& lines,
              Ink ink = Ink::Dim) {
    if (lines.empty()) {
        return;
    }
    sheet.gap(8);
    sheet.paragraph(std::string{title}, Face::Small, Ink::Dim);
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
        lines.push_back(translated("{fault}? No: {because}", {{"fault", headline_of(other.fault)},
                                                              {"because", retold(other.because)}}));
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
    sheet.paragraph(said(finding));
    sheet.paragraph(text::advice(finding));
    if (view.not_yet) {
        sheet.gap(4);
        sheet.paragraph(said(*view.not_yet, &now), Face::Body, Ink::Dim);
    }
    add_list(sheet, translated("What can be done"), remedies_of(view, now), Ink::Text);
    add_list(sheet, translated("What was seen"), retold(finding.evidence));
    add_list(sheet, translated("What it is not"), ruled_out_in(finding));
    sheet.end_card(headline_of(finding.fault),
                   label_of(finding) + "; " + text::and_next(said(finding), text::advice(finding)));
}

void add_findings(Sheet& sheet, const Snapshot& now) {
    const auto add_those = [&](std::string_view title, bool hints) {
        bool is_first = true;
        for (const FindingView& view : now.findings) {
            if ((view.finding.severity == Severity::Hint) == hints) {
                if (std::exchange(is_first, false)) {
                    sheet.heading(std::string{title});
                }
                add_finding(sheet, view, now);
            }
        }
    };
    add_those(translated("What is wrong"), false);
    add_those(translated("Hints"), true);
}

void add_repairs(Sheet& sheet, const Snapshot& now) {
    if (now.remedies.empty()) {
        return;
    }
    sheet.heading(std::string{translated("Repairs")});
    for (const RemedyView& remedy : now.remedies) {
        const std::string state{text::label(remedy.state)};
        const Tone tone = remedy.state == RemedyState::Helped    ? Tone::Good
                          : remedy.state == RemedyState::GivenUp ? Tone::Bad
                                                                 : Tone::Neutral;
        const std::string what{translated(row_of(remedy.spec).words.label)};
        sheet.begin_card();
        const int label = sheet.label(state, sheet.inside(), tone);
        sheet.paragraph(what, {0, sheet.inside().width - label - sheet.ruler().scaled(12)}, Face::Strong,
                        Ink::Text);
        sheet.gap(2);
        sheet.paragraph(said(remedy.message, &now));
        sheet.end_card(what, state + "; " + said(remedy.message, &now));
    }
}

void add_note(Sheet& sheet, std::string_view called, const std::string& words, Tone tone) {
    const std::string title{called};
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
    sheet.heading(std::string{translated("About Mirrorwatch itself")});
    for (const Message& trouble : now.service_troubles) {
        add_note(sheet, translated("The service is hindered"), said(trouble), Tone::Warn);
    }
    if (!now.settings_error.empty()) {
        add_note(sheet, translated("The last change of the settings is not in force"), now.settings_error,
                 Tone::Warn);
    }
    if (!now.managed.empty()) {
        add_note(sheet, translated("Your organisation manages a part of the settings"),
                 managed_words(now.managed), Tone::Neutral);
    }
}

} // namespace

std::string_view title_of(Page page) {
    constexpr std::array<std::string_view, c_page_count> c_titles{
        to_translate("Overview"), to_translate("Networks"), to_translate("Watched"), to_translate("Timeline"),
        ".wslconfig"};
    return translated(c_titles.at(static_cast<std::size_t>(page)));
}

Scene page_without_service(const std::string& why, const std::string& advice, const Ruler& ruler, int width) {
    const std::string what{advice.empty()
                               ? translated("Nothing can be shown before it answers. Mirrorwatch tries to "
                                            "connect again every few seconds.")
                               : std::string_view{advice}};
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
