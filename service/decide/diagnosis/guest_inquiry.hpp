// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// What an answer of the guest holds for.
struct Validity {
    std::uint64_t network_changes = 0;
    std::uint64_t wsl_starts = 0;
    std::uint64_t vpn_epoch = 0;

    friend bool operator==(const Validity&, const Validity&) = default;
};

/// One question to the guest, put once for each state of the network and of WSL: when it is put again, and
/// what was answered. An answer in doubt is asked for at once again, what could not be had ever more rarely.
class GuestInquiry {
public:
    static constexpr std::size_t c_most_targets = 16;

    /// Not under way, and: of another state, lacking a trial, or its time has come again.
    [[nodiscard]] bool is_due(const Validity& validity, bool lacks_trials, TimePoint now) const;
    /// It was put with this id. An answer that may be confirmed stays until the next one.
    void begin(ActionId id, const Validity& validity, bool lacks_trials,
               const std::vector<agent::GuestTarget>& targets);
    /// True when the id was this question's, which is not under way any more.
    bool take(ActionId id);

    /// Not before then.
    void put_off(TimePoint when) { next_try_ = when; }

    /// The answer may have been caught in a bad moment, `facts` or that there were none. False: that was
    /// said often enough.
    bool doubt(const GuestFacts* facts, bool is_contradicted, TimePoint now);
    /// Null: the guest could not tell; what it has told before in the same state still holds.
    void note(const GuestFacts* facts, TimePoint now);
    /// It told of another state.
    void drop_unless(const Validity& validity);
    void forget();

    [[nodiscard]] const Gathered<GuestFacts>& answer() const { return answer_; }

    [[nodiscard]] TimePoint answered_at() const { return answered_at_; }

    [[nodiscard]] bool is_of(const Validity& validity) const { return asked_in_ == validity; }

    /// It told the same twice in this state, or cannot tell, or no longer can.
    [[nodiscard]] bool is_confirmed() const;

    /// Seconds that it is given for names: more where it is to confirm that some are lost, which may be slow.
    [[nodiscard]] int patience_s() const;

    /// It has been asked to try this one.
    [[nodiscard]] bool has_target(const std::string& endpoint) const;

    [[nodiscard]] bool may_have_more_targets() const { return targets_.size() < c_most_targets; }

    /// When it may be put again; `now` while it is under way.
    [[nodiscard]] TimePoint due(TimePoint now) const { return waiting_ ? now : next_try_; }

private:
    static constexpr int c_enough = 2; // WSL is not shut down for what was seen once

    std::optional<ActionId> waiting_;
    Gathered<GuestFacts> answer_;
    std::optional<GuestFacts> told_before_; // in the same state, by an answer before
    std::optional<Validity> asked_in_;
    TimePoint next_try_ = TimePoint::min();
    TimePoint answered_at_ = TimePoint::min();
    std::vector<std::string> targets_;
    int failures_ = 0; // in a row
    // of the answers in the same state
    int agreeing_ = 0; // in a row
    int differing_ = 0;
    int doubts_ = 0;
};

} // namespace mirrorwatch::decide
