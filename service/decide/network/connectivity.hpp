// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/settings.hpp"
#include "service/decide/core/outbox.hpp"

#include <optional>

namespace mirrorwatch::decide {

/// Is Windows itself online? By the configured targets, asked when something fails; without any by the
/// adapters: offline is who has none that is up, or whose all are not connected to a network as Windows sees
/// it. In doubt it is online.
class Connectivity {
public:
    explicit Connectivity(Settings::Connectivity settings)
        : settings_(std::move(settings)) {}

    void use(Settings::Connectivity settings);
    /// The table as what_matters leaves it.
    void on_table(const AdapterTable& table, TimePoint now);
    /// Something that is not on this machine began to fail.
    void suspect(TimePoint now);
    /// True when the id was the one that is waited for.
    bool on_seen(ActionId id, bool online);
    void ask_if_due(TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;

    [[nodiscard]] bool is_offline() const { return has_targets() ? targets_silent_ : cut_off_; }

    /// It is being found out, or will be in a moment.
    [[nodiscard]] bool is_in_doubt() const;

private:
    [[nodiscard]] bool has_targets() const { return !settings_.targets.empty(); }

    Settings::Connectivity settings_;
    bool cut_off_ = false;
    bool targets_silent_ = false;
    bool is_unsure_ = false; // they were silent once
    std::optional<ActionId> waiting_;
    std::optional<TimePoint> asked_at_;
    TimePoint next_ask_ = TimePoint::max();
};

} // namespace mirrorwatch::decide
