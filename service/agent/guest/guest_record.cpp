// SPDX-License-Identifier: MIT
#include "service/agent/guest/guest_record.hpp"

#include <cctype>

namespace mirrorwatch::agent {

std::string record_name(std::string_view kind, const AdapterIdentity& vpn) {
    std::string key;
    for (const unsigned char c : vpn.guid.empty() ? vpn.mac : vpn.guid)
        if (std::isalnum(c) || c == '-')
            key += static_cast<char>(c);
    return std::string{kind} + "-" + key + ".txt";
}

Result<void> write_record(const std::string& name, std::string_view record, BackupStore& history) {
    const auto removed = history.remove(name);
    return removed.has_error() ? removed : history.write(name, record);
}

} // namespace mirrorwatch::agent
