// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/vpn_rules.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace mirrorwatch::decide {

/// What was seen around an adapter. Absent: nobody looked, which speaks neither for nor against a VPN.
struct Circumstances {
    std::optional<RasKind> ras_entry; // of the connection in the phonebook that has its name
    std::optional<bool> default_route;
    std::optional<bool> dns_change;
    std::optional<bool> recent;
    std::optional<bool> vpn_service_running;
};

/// "root\\tap0901", "SWD\\Wintun", "wintun": no real device, whose id begins with its bus.
[[nodiscard]] bool is_root_device(std::string_view component_id);

/// What one table shows, without the one before: the phonebook and the services.
[[nodiscard]] Circumstances circumstances_of(const Adapter& adapter, const AdapterTable& table);

/// An adapter made ready for comparing it with many rules. Refers to the adapter.
class AdapterEvidence {
public:
    AdapterEvidence(const Adapter& adapter, const Circumstances& circumstances);

    [[nodiscard]] bool fits(const VpnRule& rule) const;

private:
    [[nodiscard]] bool fits_texts(const VpnRule& rule) const;
    [[nodiscard]] bool fits_numbers(const VpnRule& rule) const;

    void note(Circumstance circumstance) { seen_.at(static_cast<std::size_t>(circumstance)) = true; }

    void note_addresses();
    void note_device();
    void note_surroundings(const Circumstances& circumstances);

    const Adapter& adapter_;
    std::string description_; // lower case, as all below
    std::string name_;
    std::string guid_;
    std::string mac_;
    std::string component_id_;
    std::string service_;
    std::string physical_medium_;
    std::array<bool, 12> seen_{}; // by Circumstance
};

} // namespace mirrorwatch::decide
