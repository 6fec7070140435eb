// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

/// What a story tells of what was seen.
namespace mirrorwatch::support {

FindingView Story::finding() const {
    const Snapshot snapshot = now();
    REQUIRE_FALSE(snapshot.findings.empty());
    return snapshot.findings.front();
}

bool Story::found(Fault fault) const {
    const Snapshot snapshot = now();
    return std::any_of(snapshot.findings.begin(), snapshot.findings.end(),
                       [&](const FindingView& view) { return view.finding.fault == fault; });
}

std::vector<Fault> Story::causes() const {
    std::vector<Fault> faults;
    for (const FindingView& view : now().findings) {
        faults.push_back(view.finding.fault);
    }
    return faults;
}

std::vector<Choice> Story::choices() const {
    const auto offer = now().offer;
    return offer ? offer->choices : std::vector<Choice>{};
}

RemedyState Story::remedy() const {
    const Snapshot snapshot = now();
    REQUIRE_FALSE(snapshot.remedies.empty());
    return snapshot.remedies.back().state;
}

bool Story::is_left_alone() const {
    return offers_ == 0 && shutdowns_ == 0 && now().remedies.empty() && journal_.remedies.empty();
}

EndpointState Story::state_of(const std::string& endpoint) const {
    return view_of(endpoint).state;
}

EndpointView Story::view_of(const std::string& endpoint) const {
    for (const EndpointView& view : now().endpoints) {
        if (view.name == endpoint) {
            return view;
        }
    }
    FAIL("no endpoint ", endpoint);
    return {};
}

std::vector<decide::Duration> Story::probes_of(const std::string& endpoint) const {
    const auto found = probes_.find(endpoint);
    return found == probes_.end() ? std::vector<decide::Duration>{} : found->second;
}

int Story::calls(const std::string& what) const {
    const auto found = calls_.find(what);
    return found == calls_.end() ? 0 : found->second;
}

std::ptrdiff_t Story::times_said(MessageId code) const {
    return std::count_if(recorded_.begin(), recorded_.end(),
                         [&](const decide::Record& record) { return record.message.code == code; });
}

std::vector<decide::Record> Story::said(MessageId code) const {
    std::vector<decide::Record> found;
    std::copy_if(recorded_.begin(), recorded_.end(), std::back_inserter(found),
                 [&](const decide::Record& record) { return record.message.code == code; });
    return found;
}

std::vector<std::string> Story::evidence_of(MessageId code) const {
    const auto found = std::find_if(recorded_.rbegin(), recorded_.rend(), [&](const decide::Record& record) {
        return record.message.code == code;
    });
    return found == recorded_.rend() ? std::vector<std::string>{} : found->evidence;
}

} // namespace mirrorwatch::support
