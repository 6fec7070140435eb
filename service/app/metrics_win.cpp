// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "common/version.hpp"
#include "service/app/service_host_win.hpp"

/// What the service exports for Prometheus: see act::MetricsFile for when.
namespace mirrorwatch::app {

act::Metrics ServiceHost::metrics() const {
    act::Metrics metrics{version, started_, core_.snapshot({}), {}, {}, repairs_};
    for (const auto& [name, place] : configuration_.source.names()) {
        metrics.endpoints.insert(name);
    }
    for (const auto& [user, watch] : config_watches_) {
        metrics.users.emplace_back(user.sid, core_.snapshot(user));
    }
    return metrics;
}

void ServiceHost::use(const Settings::Metrics& metrics) {
    metrics_file_.use(std::filesystem::path{widen(metrics.textfile)}.make_preferred());
}

/// After each event; of its own accord only when something has changed less than 15 s after the last write.
void ServiceHost::write_metrics() {
    metrics_file_.write_if_due([this] { return act::to_prometheus(metrics()); },
                               std::chrono::steady_clock::now());
    const auto due = metrics_file_.due();
    if (!due || metrics_are_timed_) {
        return;
    }
    metrics_are_timed_ = true;
    metrics_timer_.expires_at(*due);
    metrics_timer_.async_wait([this, alive = std::weak_ptr{alive_}](boost::system::error_code error) {
        if (!error && !alive.expired()) {
            metrics_are_timed_ = false;
            write_metrics();
        }
    });
}

} // namespace mirrorwatch::app
