// SPDX-License-Identifier: MIT
#include "service/sense/adapters/table_reader_win.hpp"

#include "service/sense/adapters/adapters_win.hpp"
#include "service/sense/adapters/internet_test_win.hpp"
#include "service/sense/adapters/network_list_win.hpp"
#include "service/sense/adapters/phonebook_win.hpp"
#include "service/sense/adapters/proxy_win.hpp"
#include "service/sense/adapters/service_list_win.hpp"
#include "service/sense/adapters/vpn_indicators.hpp"
#include "service/sense/patient_call.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace mirrorwatch::sense {
namespace {

constexpr std::chrono::seconds c_patience{2};

using Names = std::vector<std::string>;

/// Other processes of Windows answer these, and any of them may hang for good.
class Signposts {
public:
    explicit Signposts(Names services)
        : networks_([list = std::make_shared<NetworkList>()] { return list->connected(); }, c_patience)
        , phonebook_([book = std::make_shared<std::optional<Phonebook>>()] { return rows_of(*book); },
                     c_patience)
        , services_([list = std::make_shared<ServiceList>(std::move(services))] { return list->running(); },
                    c_patience) {}

    VpnIndicators read(Names& silent) {
        VpnIndicators found;
        found.connected = asked(networks_, "Network List Manager", silent).value_or(std::nullopt);
        found.phonebook = asked(phonebook_, "Remote Access", silent).value_or(std::vector<PhonebookRow>{});
        found.services = asked(services_, "the service control manager", silent).value_or(std::nullopt);
        found.proxy = machine_proxy();
        found.internet_test = internet_test_host();
        return found;
    }

private:
    /// Loads a library, so not on the thread that makes the reader.
    static std::vector<PhonebookRow> rows_of(std::optional<Phonebook>& book) {
        if (!book) {
            book.emplace();
        }
        return book->rows();
    }

    template <class T>
    static std::optional<T> asked(PatientCall<T>& call, const char* name, Names& silent) {
        std::optional<T> answer = call();
        if (call.hangs()) {
            silent.emplace_back(name);
        }
        return answer;
    }

    PatientCall<std::optional<Names>> networks_;
    PatientCall<std::vector<PhonebookRow>> phonebook_;
    PatientCall<std::optional<Names>> services_;
};

std::vector<std::string> names_of(const std::vector<VpnService>& services) {
    std::vector<std::string> names;
    std::ranges::transform(services, std::back_inserter(names), &VpnService::name);
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

} // namespace

AdapterReader::ReadTable table_reader(const std::vector<VpnService>& services) {
    return [signposts = std::make_shared<Signposts>(names_of(services))]() -> Result<TableReading> {
        Result<AdapterTable> table = read_ip_tables();
        if (!table) {
            return table.error();
        }
        TableReading reading{std::move(*table)};
        add_signs(reading.table, signposts->read(reading.silent));
        return reading;
    };
}

} // namespace mirrorwatch::sense
