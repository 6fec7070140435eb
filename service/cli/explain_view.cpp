// SPDX-License-Identifier: MIT
#include "service/cli/explain_view.hpp"

#include "common/organisation.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "service/cli/snapshot_json.hpp"
#include "service/cli/status_table.hpp"
#include "service/cli/table.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace mirrorwatch::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds c_quiet{2'500}; // WSL is asked and a probe runs into its time-out within this
constexpr milliseconds c_longest{8'000};

bool is_being_looked_into(const FindingView& view) {
    return view.not_yet && (view.not_yet->code == MessageId::BeingLookedInto ||
                            view.not_yet->code == MessageId::StillSettling);
}

bool is_being_asked(const EndpointView& endpoint) {
    return endpoint.state == EndpointState::Unknown || endpoint.state == EndpointState::Pending;
}

bool says_that_more_comes(const Snapshot& snapshot) {
    return std::ranges::any_of(snapshot.findings, is_being_looked_into) ||
           (!snapshot.paused && std::ranges::any_of(snapshot.endpoints, is_being_asked));
}

constexpr std::size_t c_column = 13; // where what is said of a finding begins

/// "   Seen:        one", and the other lines below the first.
std::string lines(std::string_view label, const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
        std::string head = text.empty() ? std::string{label} + ":" : std::string{};
        head.resize(c_column, ' ');
        text += "   " + head + visible(item) + "\n";
    }
    return text;
}

std::string name_of_vpn(const VpnView& vpn) {
    return vpn.client.empty() ? vpn.name : vpn.client;
}

/// The one that a finding's remedies are about, as far as it can be told.
std::string vpn_of(const FindingView& view, const Snapshot& snapshot) {
    if (snapshot.offer && snapshot.offer->fault == view.finding.fault && !snapshot.offer->vpn.empty()) {
        return snapshot.offer->vpn;
    }
    return snapshot.vpns.size() == 1 ? name_of_vpn(snapshot.vpns.front()) : "the VPN";
}

std::vector<std::string> remedies_in_order(const FindingView& view, const Snapshot& snapshot) {
    std::vector<std::string> items;
    items.reserve(view.remedies.size());
    for (const RemedySpec& remedy : view.remedies) {
        items.push_back(std::to_string(items.size() + 1) + ". " +
                        with_vpn(row_of(remedy).words.plan, vpn_of(view, snapshot)));
    }
    return items;
}

std::vector<std::string> forbidden(const FindingView& view, const Snapshot& snapshot) {
    std::vector<std::string> items;
    items.reserve(view.forbidden.size());
    for (const RemedySpec& remedy : view.forbidden) {
        items.push_back(with_vpn(row_of(remedy).words.plan, vpn_of(view, snapshot)) +
                        " (your organisation does not allow it)");
    }
    return items;
}

std::vector<std::string> ruled_out(const Finding& finding) {
    std::vector<std::string> items;
    items.reserve(finding.ruled_out.size());
    for (const RuledOut& one : finding.ruled_out) {
        items.push_back(std::string{text::label(one.fault)} + ": " + one.because);
    }
    return items;
}

/// What happens at this moment; empty when nothing does.
std::string now_words(const FindingView& view, const Snapshot& snapshot) {
    const auto& offer = snapshot.offer;
    if (view.not_yet || !offer || offer->fault != view.finding.fault) {
        return {};
    }
    return offer->countdown
               ? "the first of them is done in " + text::duration(*offer->countdown) + ", unless you say no"
               : "you are being asked";
}

std::vector<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : std::vector{text};
}

std::string about(const FindingView& view, const Snapshot& snapshot) {
    const Finding& finding = view.finding;
    return lines("How sure", {std::string{text::label(finding.confidence)}}) +
           lines("Concerned", unless_empty(text::list_of(finding.endpoints))) +
           lines("Seen", finding.evidence) + lines("Ruled out", ruled_out(finding)) +
           lines("Remedies", remedies_in_order(view, snapshot)) +
           lines("Forbidden", forbidden(view, snapshot)) +
           lines("Now", unless_empty(now_words(view, snapshot))) +
           lines("Not done", unless_empty(view.not_yet ? text::to_text(*view.not_yet) : std::string{})) +
           lines("Advice", unless_empty(text::advice(finding)));
}

std::string findings_text(const Snapshot& snapshot) {
    const std::size_t count = snapshot.findings.size();
    std::string text = count == 1 ? "One thing is wrong.\n" : std::to_string(count) + " things are wrong.\n";
    for (std::size_t i = 0; i < count; ++i) {
        const FindingView& view = snapshot.findings[i];
        text += "\n" + std::to_string(i + 1) + ". " + visible(text::what(view.finding)) + "\n" +
                about(view, snapshot);
    }
    return text;
}

bool is_wrong_for_caller(const Snapshot& snapshot) {
    return !snapshot.findings.empty() || snapshot.health == Health::Trouble;
}

bool is_wrong_for(const PersonView& person) {
    return person.health == Health::Trouble;
}

std::string without_findings(const Snapshot& snapshot) {
    return is_wrong_for_caller(snapshot)
               ? visible(text::to_text(snapshot.headline)) + "\nNo cause of it has been found.\n"
           : snapshot.paused || !snapshot.service_troubles.empty() ? "Nothing is known to be wrong.\n"
                                                                   : "Nothing is wrong.\n";
}

std::string looked_at(const Snapshot& snapshot) {
    std::string text = "\nLooked at:\n  WSL: " + visible(wsl_line(snapshot)) + "\n";
    for (const VpnView& vpn : snapshot.vpns) {
        text += "  VPN: " + visible(vpn_line(vpn)) + "\n";
    }
    text += snapshot.vpns.empty() ? "  VPN: none is connected\n" : "";
    for (const EndpointView& endpoint : snapshot.endpoints) {
        text +=
            "  Endpoint: " + visible(endpoint.name) + ", " + std::string{text::label(endpoint.state)} + "\n";
    }
    return text + (snapshot.endpoints.empty() ? "  Endpoints: none is watched\n" : "");
}

/// What hinders Mirrorwatch, what is in force or under way, and the question that does not belong to a
/// finding.
std::string beside(const Snapshot& snapshot) {
    std::string text;
    for (const Message& trouble : snapshot.service_troubles) {
        text += visible("Mirrorwatch: " + text::to_text(trouble)) + "\n";
    }
    for (const RemedyView& remedy : snapshot.remedies) {
        text += visible(std::string{row_of(remedy.spec).words.label} + ", " +
                        std::string{text::label(remedy.state)} + ": " + text::to_text(remedy.message)) +
                "\n";
    }
    if (snapshot.offer && !snapshot.offer->fault && snapshot.offer->mode) {
        const Message question{MessageId::RestoreProposed,
                               {snapshot.offer->vpn, std::string{to_string(*snapshot.offer->mode)}}};
        text += visible("You are being asked: " + text::to_text(question)) + "\n";
    }
    text += snapshot.paused ? text::to_text({MessageId::WatchingPaused, {}}) + "\n" : "";
    text += snapshot.settings_error.empty() ? "" : visible("Settings: " + snapshot.settings_error) + "\n";
    text += snapshot.managed.empty()
                ? ""
                : visible("Managed by your organisation: " + managed_words(snapshot.managed)) + "\n";
    return text.empty() ? text : "\n" + text;
}

std::string wrong_for_others(const Snapshot& snapshot, const Reader& reader) {
    std::string said;
    for (const PersonView& person : snapshot.people) {
        if (!is_wrong_for(person) || UserId{person.sid, person.session} == reader.user) {
            continue;
        }
        const std::string name = reader.name_of ? reader.name_of(person.sid) : person.sid;
        said += "\nFor " + visible(name) + ", session " + std::to_string(person.session) + ": " +
                visible(text::to_text(person.headline)) + "\n";
    }
    return said;
}

} // namespace

void FindingsRest::take(Snapshot snapshot, milliseconds at) {
    if (!last_ || last_->findings != snapshot.findings || last_->people != snapshot.people) {
        changed_ = at;
    }
    last_ = std::move(snapshot);
}

milliseconds FindingsRest::left(milliseconds at) const {
    const bool more_comes = !last_ || says_that_more_comes(*last_);
    const milliseconds end = more_comes ? c_longest : std::min(c_longest, changed_ + c_quiet);
    return std::max(milliseconds{0}, end - at);
}

bool is_anything_wrong(const Snapshot& snapshot) {
    return is_wrong_for_caller(snapshot) || std::ranges::any_of(snapshot.people, is_wrong_for);
}

std::string explain_text(const Snapshot& snapshot, const Reader& reader) {
    const std::string others = wrong_for_others(snapshot, reader);
    const bool is_theirs_alone = !others.empty() && !is_wrong_for_caller(snapshot);
    const std::string wrong = is_theirs_alone             ? "Nothing is wrong for you, but for others.\n"
                              : snapshot.findings.empty() ? without_findings(snapshot)
                                                          : findings_text(snapshot);
    return wrong + others + beside(snapshot) +
           (snapshot.findings.empty() ? looked_at(snapshot) : std::string{});
}

std::string explain_json(const Snapshot& snapshot) {
    constexpr std::array<std::string_view, 16> c_members{
        "findings",       "service_troubles", "remedies",  "offer",      "headline", "paused",
        "settings_error", "wsl_running",      "effective", "configured", "distros",  "vpns",
        "endpoints",      "wishes",           "managed",   "people"};
    const boost::json::object all = snapshot_object(snapshot);
    boost::json::object object{{"version", 1}, {"wrong", is_anything_wrong(snapshot)}};
    for (const std::string_view name : c_members) {
        if (const auto* member = all.if_contains(name)) {
            object[name] = *member;
        }
    }
    return boost::json::serialize(object) + "\n";
}

} // namespace mirrorwatch::cli
