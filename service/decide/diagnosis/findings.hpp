// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/diagnosis/diagnosis.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// What was found over time: since when, whether it has lasted long enough to be said, and what the user was
/// told.
class Findings {
public:
    struct Current {
        Finding finding;
        std::string vpn; // that is up, as people call it; empty: none
        std::string vpn_guid;
        std::uint64_t epoch = 0; // of that VPN; 0: none
        TimePoint since{};
        bool is_recorded = false;

        friend bool operator==(const Current&, const Current&) = default;
    };

    /// `vpn`: the last one that is up, and what people call it. While more is wanted to be known, what was
    /// found before stays.
    void update(const Diagnosis& diagnosis, const Vpn* vpn, const std::string& name, TimePoint now);

    [[nodiscard]] const std::vector<Current>& current() const { return current_; }

    [[nodiscard]] const Current* find(Fault fault) const;
    /// True the first time.
    bool note_recorded(Fault fault);
    [[nodiscard]] static TimePoint visible_at(const Current& current);

    /// Tells it, unless that was done less than the reminder interval ago.
    void tell(const Current& current, const Settings::Notify& notify, TimePoint now, Outbox& out);
    /// Tells that what was told is over, where it is.
    void tell_what_is_over(const Settings::Notify& notify, Outbox& out);

    [[nodiscard]] const std::optional<Notice>& notice() const { return notice_; }

    /// When something becomes visible or is to be told again, after `now`.
    [[nodiscard]] TimePoint due(const Settings::Notify& notify, TimePoint now) const;

private:
    using Key = std::pair<Fault, std::string>;

    [[nodiscard]] static Key key_of(const Finding& finding);

    struct Told {
        TimePoint when;
        Finding finding;
        bool stands = true; // it was not over since
    };

    std::vector<Current> current_;
    std::map<Key, Told> told_;
    std::optional<Notice> notice_;
};

} // namespace mirrorwatch::decide
