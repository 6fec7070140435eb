// SPDX-License-Identifier: MIT
#include "service/act/metrics.hpp"

#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/utf8.hpp"
#include "service/act/windows_events.hpp"

#include <array>
#include <optional>

namespace mirrorwatch::act {
namespace {

constexpr std::array<std::pair<WindowsEvent, std::string_view>, 5> c_outcomes{
    {{WindowsEvent::RepairBegun, "begun"},
     {WindowsEvent::RepairHelped, "helped"},
     {WindowsEvent::RepairDidNotHelp, "did_not_help"},
     {WindowsEvent::RepairUndone, "undone"},
     {WindowsEvent::RepairGivenUp, "given_up"}}};

using Label = std::pair<std::string_view, std::string_view>;

std::string escaped(std::string_view value) {
    constexpr std::size_t c_longest = 1'024; // bytes
    std::string text;
    for (const char c : shortened(value, c_longest)) {
        text += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string{c};
    }
    return text;
}

std::string labels(const std::vector<Label>& list) {
    std::string text;
    for (const auto& [name, value] : list) {
        text += (text.empty() ? "{" : ",") + std::string{name} + "=\"" + escaped(value) + "\"";
    }
    return text.empty() ? text : text + "}";
}

std::string seconds(std::chrono::milliseconds time) {
    const auto count = time.count();
    const std::string rest = std::to_string(count % 1'000);
    return std::to_string(count / 1'000) + "." + std::string(3 - rest.size(), '0') + rest;
}

std::string seconds(std::chrono::sys_seconds time) {
    return std::to_string(time.time_since_epoch().count());
}

std::string flag(bool is_so) {
    return is_so ? "1" : "0";
}

/// One metric: its samples have the same name and the same labels with other values. Of two with the same
/// labels the first one counts: windows_exporter refuses a file that has both.
class Family {
public:
    Family(std::string_view name, std::string_view type, std::string_view help)
        : name_("mirrorwatch_" + std::string{name})
        , head_("# HELP " + name_ + " " + std::string{help} + "\n# TYPE " + name_ + " " + std::string{type} +
                "\n") {}

    void add(const std::vector<Label>& list, const std::string& value) {
        samples_.try_emplace(labels(list), value);
    }

    /// Empty when it has no sample.
    [[nodiscard]] std::string text() const {
        std::string text = samples_.empty() ? "" : head_;
        for (const auto& [list, value] : samples_) {
            text += name_;
            text += list;
            text += ' ';
            text += value;
            text += '\n';
        }
        return text;
    }

private:
    std::string name_;
    std::string head_;
    std::map<std::string, std::string> samples_; // in the order of their labels: the same file for the same
};

/// Nothing while it is not decided, or while the endpoint is not expected to answer.
std::optional<bool> is_up(EndpointState state) {
    return state == EndpointState::Up     ? std::optional{true}
           : state == EndpointState::Down ? std::optional{false}
                                          : std::nullopt;
}

/// All that is told of endpoints.
struct Endpoints {
    Family up{"endpoint_up", "gauge",
              "Whether an endpoint answers; absent while that is not decided or nobody expects it to."};
    Family latency{"endpoint_latency_seconds", "gauge", "How long the last good answer of an endpoint took."};
    Family expiry{"endpoint_certificate_expiry_timestamp_seconds", "gauge",
                  "When the certificate of an endpoint expires, in Unix time."};

    /// `sid`: whose view it is; empty: the service's own.
    void add(const EndpointView& endpoint, const VantageView& view, std::string_view sid) {
        std::vector<Label> list{{"endpoint", endpoint.name},
                                {"from", view.vantage == Vantage::Windows ? "windows" : "wsl"}};
        if (!sid.empty()) {
            list.emplace_back("sid", sid);
        }
        const auto up_now = is_up(view.state);
        if (up_now) {
            up.add(list, flag(*up_now));
        }
        if (up_now.value_or(false)) {
            latency.add(list, seconds(view.latency));
        }
    }

    void add(const Snapshot& snapshot, const std::set<std::string, std::less<>>& names,
             std::string_view sid) {
        for (const EndpointView& endpoint : snapshot.endpoints) {
            if (!names.contains(endpoint.name)) {
                continue;
            }
            for (const VantageView& view : endpoint.vantages) {
                if ((view.runs_in == RunsIn::Service) == sid.empty()) {
                    add(endpoint, view, sid);
                }
            }
            if (endpoint.certificate_expires) {
                expiry.add({{"endpoint", endpoint.name}}, seconds(*endpoint.certificate_expires));
            }
        }
    }

    [[nodiscard]] std::string text() const { return up.text() + latency.text() + expiry.text(); }
};

/// All that is told of users.
struct Users {
    Family wsl{"wsl_running", "gauge", "Whether a distribution of the user's WSL runs."};
    Family offer{"offer_pending", "gauge", "Whether the user is asked what to do."};
    Family finding{"finding_active", "gauge", "A fault that is found for the user now; always 1."};
    Family vpn{"vpn_connected", "gauge", "A VPN that is connected; always 1."};

    void add(std::string_view sid, const Snapshot& snapshot) {
        wsl.add({{"sid", sid}}, flag(snapshot.wsl_running));
        offer.add({{"sid", sid}}, flag(snapshot.offer.has_value()));
        for (const FindingView& view : snapshot.findings) {
            finding.add({{"fault", name_of(view.finding.fault)},
                         {"severity", name_of(view.finding.severity)},
                         {"sid", sid}},
                        "1");
        }
        for (const VpnView& view : snapshot.vpns) {
            vpn.add({{"vpn", view.client.empty() ? view.name : view.client}}, "1");
        }
    }

    [[nodiscard]] std::string text() const { return wsl.text() + offer.text() + finding.text() + vpn.text(); }
};

std::string repairs_in(const RepairCounts& counts) {
    Family repairs{"repairs_total", "counter", "Steps of repairs since the service started."};
    for (const auto& [key, count] : counts.all()) {
        repairs.add({{"kind", key.first}, {"outcome", key.second}}, std::to_string(count));
    }
    return repairs.text();
}

std::string service_in(const Metrics& metrics) {
    Family build{"build_info", "gauge", "The version of Mirrorwatch; always 1."};
    Family start{"start_time_seconds", "gauge", "When the service started, in Unix time."};
    Family settings{"settings_valid", "gauge", "Whether the settings on the disk are those in force."};
    Family troubles{"service_troubles", "gauge", "How much hinders Mirrorwatch itself."};
    build.add({{"version", metrics.version}}, "1");
    start.add({}, seconds(metrics.started));
    settings.add({}, flag(metrics.machine.settings_error.empty()));
    troubles.add({}, std::to_string(metrics.machine.service_troubles.size()));
    return build.text() + start.text() + settings.text() + troubles.text();
}

} // namespace

RepairCounts::RepairCounts() {
    for (const RemedyRow& row : remedy_catalogue()) {
        for (const auto& [event, outcome] : c_outcomes) {
            counts_[{row.kind, outcome}] = 0;
        }
    }
}

void RepairCounts::note(const decide::Record& record) {
    const auto event = event_of(record);
    if (!record.remedy || !event) {
        return;
    }
    for (const auto& [id, outcome] : c_outcomes) {
        if (id == event->id) {
            ++counts_[{row_of(*record.remedy).kind, outcome}];
        }
    }
}

std::string to_prometheus(const Metrics& metrics) {
    Endpoints endpoints;
    Users users;
    endpoints.add(metrics.machine, metrics.endpoints, {});
    for (const auto& [sid, snapshot] : metrics.users) {
        endpoints.add(snapshot, metrics.endpoints, sid);
        users.add(sid, snapshot);
    }
    return service_in(metrics) + endpoints.text() + users.text() + repairs_in(metrics.repairs);
}

} // namespace mirrorwatch::act
