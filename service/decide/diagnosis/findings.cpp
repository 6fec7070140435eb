// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/findings.hpp"

#include "service/decide/diagnosis/faults.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {

/// Its first argument is the VPN, where one is to blame.
Findings::Key Findings::key_of(const Finding& finding) {
    return {finding.fault, finding.arguments.empty() ? std::string{} : finding.arguments.front()};
}

void Findings::update(const Diagnosis& diagnosis, const Vpn* vpn, const std::string& name, TimePoint now) {
    const bool is_last_word = diagnosis.wants.empty() || !diagnosis.is_wrong;
    if (!is_last_word && !current_.empty()) {
        return;
    }
    std::vector<Current> found;
    for (const Finding& finding : diagnosis.findings) {
        const Current* before = find(finding.fault);
        const std::uint64_t epoch = epoch_of(vpn);
        const bool lasts = before != nullptr && before->epoch == epoch;
        found.push_back({finding, name, vpn == nullptr ? std::string{} : vpn->identity.guid, epoch,
                         lasts ? before->since : now, lasts && before->is_recorded});
    }
    current_ = std::move(found);
}

const Findings::Current* Findings::find(Fault fault) const {
    const auto found = std::ranges::find_if(
        current_, [&](const Current& current) { return current.finding.fault == fault; });
    return found == current_.end() ? nullptr : &*found;
}

bool Findings::note_recorded(Fault fault) {
    const auto found = std::ranges::find_if(
        current_, [&](const Current& current) { return current.finding.fault == fault; });
    return found != current_.end() && !std::exchange(found->is_recorded, true);
}

TimePoint Findings::visible_at(const Current& current) {
    return current.since + row_of(current.finding.fault).visible_after;
}

void Findings::tell(const Current& current, const Settings::Notify& notify, TimePoint now, Outbox& out) {
    const auto told = told_.find(key_of(current.finding));
    if (now < visible_at(current) || (told != told_.end() && now < told->second.when + notify.reminder)) {
        return;
    }
    std::erase_if(told_, [&](const auto& entry) { // they would be told again as if they had never been
        return !entry.second.stands && now >= entry.second.when + notify.reminder;
    });
    told_.insert_or_assign(key_of(current.finding), Told{now, current.finding, true});
    notice_ = Notice{out.unique_name(), current.finding, false};
}

void Findings::tell_what_is_over(const Settings::Notify& notify, Outbox& out) {
    for (auto& [key, told] : told_) {
        if (!told.stands || find(key.first) != nullptr) {
            continue;
        }
        told.stands = false;
        if (notify.on_resolved) {
            notice_ = Notice{out.unique_name(), told.finding, true};
        }
    }
}

TimePoint Findings::due(const Settings::Notify& notify, TimePoint now) const {
    TimePoint due = TimePoint::max();
    for (const Current& current : current_) {
        const auto told = told_.find(key_of(current.finding));
        const TimePoint again = told == told_.end() ? TimePoint::max() : told->second.when + notify.reminder;
        for (const TimePoint when : {visible_at(current), again}) {
            due = when > now ? std::min(due, when) : due;
        }
    }
    return due;
}

} // namespace mirrorwatch::decide
