// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/network/delta.hpp"
#include "service/decide/network/vpn_evidence.hpp"

#include <map>
#include <string>

namespace mirrorwatch::decide {

/// What was seen around adapters when they came up, which does not stay to be seen. Kept by GUID, and by
/// description for a tunnel that has another GUID each time.
class AdapterMemory {
public:
    /// Keeps what is seen around an adapter that is up, and answers with that and all that was ever seen.
    /// `delta`: what differs from the table before; `is_first`: there is none.
    Circumstances look(const Adapter& adapter, const AdapterTable& table, const Delta& delta, bool is_first,
                       TimePoint now);

    /// It counted as a VPN, or one that looks the same did.
    void note_vpn(const Adapter& adapter);
    [[nodiscard]] bool was_vpn(const Adapter& adapter) const;

    /// GUIDs that are in no table any more. Of descriptions the latest 64 are kept.
    void forget_absent(const AdapterTable& table);

private:
    struct Learned {
        bool default_route = false;
        bool dns_change = false;
        bool recent = false;
        bool was_vpn = false;
        TimePoint last{};
    };

    Circumstances add(const Adapter& adapter, Circumstances now_seen, TimePoint now);
    static void merge(Learned& seen, Circumstances& circumstances, TimePoint now);

    std::map<std::string, TimePoint> appeared_; // by GUID, as the next one
    std::map<std::string, Learned> by_guid_;
    std::map<std::string, Learned> by_description_; // lower case, without "#2"
};

} // namespace mirrorwatch::decide
