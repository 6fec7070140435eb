// SPDX-License-Identifier: MIT
#pragma once

#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/endpoint.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// Who makes a probe from Windows.
struct Asker {
    std::optional<UserId> user = {}; // none: the service
    bool has_proxy = false;

    friend bool operator==(const Asker&, const Asker&) = default;
};

/// What a user has named is asked as that user: nobody else's rights are lent to it. What may go through a
/// proxy is asked as one of `with_proxy`, as a user's proxy is for that user's programs only. All else, and
/// so all that needs no settings, the service asks.
[[nodiscard]] Asker asker_of(const EndpointSpec& spec, const std::optional<UserId>& owner,
                             const std::vector<UserId>& with_proxy);

/// All endpoints as asked from Windows, and which of them is due next. A result and a due time cost the same
/// for one endpoint and for a thousand, next to nothing. Monitors stay where they are until `use` drops them.
/// Who changes one from outside calls `reorder` after that.
class Schedule {
public:
    using Owner = std::optional<UserId>; // none: the machine's

    /// These are the owner's endpoints now. A monitor whose endpoint is unchanged stays, with all it knows.
    void use(const std::vector<EndpointSpec>& endpoints, const Owner& owner, TimePoint now);

    /// Their programs go through a proxy. The first of them asks for the machine's endpoints that may.
    void set_users_with_proxy(std::vector<UserId> users) { users_with_proxy_ = std::move(users); }

    /// In the owner's order; those from where is asked by WSL alone are absent.
    [[nodiscard]] std::vector<EndpointMonitor*> monitors(const Owner& owner) const;
    void for_each(const std::function<void(EndpointMonitor&, const Owner&)>& what);
    [[nodiscard]] RunsIn runs_in(const EndpointSpec& spec, const Owner& owner) const;

    void probe_due(TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;
    void reorder();

    struct Outcome {
        EndpointMonitor* monitor = nullptr; // null: no probe with this id is waited for
        EndpointState before{};
        bool was_down = false;
        bool shows = false; // state or error differ
    };

    [[nodiscard]] Outcome on_result(const ProbeDone& done, TimePoint now);

private:
    struct Slot;

    struct DueSlot {
        TimePoint due;
        std::size_t number; // of the slot, for a stable order
        Slot* slot;

        friend bool operator<(const DueSlot& a, const DueSlot& b) {
            return std::tie(a.due, a.number) < std::tie(b.due, b.number);
        }
    };

    using Order = std::set<DueSlot>;

    struct Slot {
        Owner owner;
        EndpointMonitor monitor;
        Order::iterator place;
        std::size_t under_way = 0; // also those that do not count any more
        TimePoint begun_at = {};   // the last one of them
    };

    [[nodiscard]] Asker asker_of(const EndpointSpec& spec, const Owner& owner) const;
    std::unique_ptr<Slot> make_slot(const EndpointSpec& spec, const Owner& owner, TimePoint first_probe);
    void place_again(Slot& slot);
    [[nodiscard]] bool is_choked(Slot& slot, TimePoint now);
    void begin(Slot& slot, TimePoint now, Outbox& out);
    void forget(Slot& slot);

    std::vector<std::unique_ptr<Slot>> slots_;
    Order order_;
    std::unordered_map<ActionId, Slot*> in_flight_;
    std::vector<UserId> users_with_proxy_;
    std::size_t last_number_ = 0;
};

} // namespace mirrorwatch::decide
