// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/network/vpn_evidence.hpp"

#include <map>
#include <string>

namespace mirrorwatch::decide {

/// What was seen around adapters when they came up, which does not stay to be seen. Kept by GUID, and by
/// description for a tunnel that has another GUID each time.
class Memory {
public:
    /// Keeps what is seen now of default route, DNS and a recent birth, and answers with all that was ever
    /// seen.
    Circumstances add(const Adapter& adapter, Circumstances now_seen, TimePoint now);

    /// It counted as a VPN, or one that looks the same did.
    void note_vpn(const Adapter& adapter);
    [[nodiscard]] bool was_vpn(const Adapter& adapter) const;

    /// GUIDs that are in no table any more. Of descriptions the latest 64 are kept.
    void forget_absent(const AdapterTable& table);

private:
    struct Seen {
        bool default_route = false;
        bool dns_change = false;
        bool recent = false;
        bool was_vpn = false;
        TimePoint last{};
    };

    static void merge(Seen& seen, Circumstances& circumstances, TimePoint now);

    std::map<std::string, Seen> by_guid_;
    std::map<std::string, Seen> by_description_; // lower case, without "#2"
};

} // namespace mirrorwatch::decide
