// SPDX-License-Identifier: MIT
#include "common/adapter.hpp"

namespace mirrorwatch {

AdapterIdentity identity_of(const Adapter& adapter) {
    AdapterIdentity identity{adapter.guid, adapter.mac, {}, adapter.friendly_name};
    for (const AddressPrefix& prefix : adapter.addresses) {
        identity.addresses.push_back(prefix.address);
    }
    return identity;
}

} // namespace mirrorwatch
