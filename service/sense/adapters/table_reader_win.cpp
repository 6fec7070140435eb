// SPDX-License-Identifier: MIT
#include "service/sense/adapters/table_reader_win.hpp"

#include "service/sense/adapters/adapters_win.hpp"
#include "service/sense/adapters/network_list_win.hpp"
#include "service/sense/adapters/phonebook_win.hpp"
#include "service/sense/adapters/proxy_win.hpp"
#include "service/sense/adapters/service_list_win.hpp"
#include "service/sense/adapters/vpn_indicators.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace mirrorwatch::sense {
namespace {

class Signposts {
public:
    explicit Signposts(std::vector<std::string> services)
        : services_(std::move(services)) {}

    VpnIndicators read() {
        if (!phonebook_) {
            phonebook_.emplace(); // loads a library: not on the thread that makes the reader
        }
        return {networks_.connected(), phonebook_->rows(), services_.running(), machine_proxy()};
    }

private:
    NetworkList networks_;
    std::optional<Phonebook> phonebook_;
    ServiceList services_;
};

std::vector<std::string> names_of(const std::vector<VpnService>& services) {
    std::vector<std::string> names;
    std::ranges::transform(services, std::back_inserter(names), &VpnService::name);
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

} // namespace

std::function<Result<AdapterTable>()> table_reader(const std::vector<VpnService>& services) {
    return [signposts = std::make_shared<Signposts>(names_of(services))]() -> Result<AdapterTable> {
        Result<AdapterTable> table = read_ip_tables();
        if (table) {
            add_signs(*table, signposts->read());
        }
        return table;
    };
}

} // namespace mirrorwatch::sense
