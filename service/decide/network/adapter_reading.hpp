// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "service/decide/core/outbox.hpp"

#include <optional>

namespace mirrorwatch::decide {

/// When the table of adapters is read: once it has been quiet for a while after a hint, now and then without
/// one, and one table at a time.
class AdapterReading {
public:
    explicit AdapterReading(const Settings::Adapters& times)
        : times_(times) {}

    void use(const Settings::Adapters& times) { times_ = times; }

    void on_hint(TimePoint now);
    /// Asks for a table when one is due.
    void ask_if_due(TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;

    /// True when it is the table that is waited for.
    [[nodiscard]] bool take(ActionId id);

    /// Windows had said that something has changed when the last table was asked for.
    [[nodiscard]] bool was_hinted() const { return hinted_at_.has_value(); }

    /// When Windows had first said so, of that table.
    [[nodiscard]] const std::optional<TimePoint>& hinted_at() const { return hinted_at_; }

    /// Windows said that something has changed, and what is not read yet.
    [[nodiscard]] bool is_out_of_date() const { return first_hint_ || (waiting_ && was_hinted()); }

private:
    Settings::Adapters times_;
    std::optional<TimePoint> first_hint_;
    TimePoint last_hint_{};
    TimePoint next_poll_ = TimePoint::min();
    std::optional<ActionId> waiting_;
    TimePoint asked_at_{};
    std::optional<TimePoint> hinted_at_; // of the table that was asked for last
};

} // namespace mirrorwatch::decide
