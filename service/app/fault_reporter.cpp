// SPDX-License-Identifier: MIT
#include "service/app/fault_reporter.hpp"

#include <exception>
#include <optional>
#include <vector>

namespace mirrorwatch::app {

void FaultReporter::failed(std::string_view part, const std::string& what) noexcept {
    try {
        const std::string line = lines_.line(part, std::string{part} + " failed and was ended: " + what);
        if (!line.empty()) {
            log_.error(line);
        }
        failures_.insert_or_assign(std::string{part}, Failure{now_(), false});
        sink_(decide::ServiceTrouble{std::string{part}, Message{MessageId::PartFailed, {std::string{part}}}});
    } catch (const std::exception&) {
        return; // without memory there is nobody to tell
    }
}

void FaultReporter::worked(std::string_view part) noexcept {
    if (failures_.empty()) {
        return;
    }
    if (const auto found = failures_.find(part); found != failures_.end()) {
        found->second.has_worked = true;
    }
}

void FaultReporter::look() noexcept {
    try {
        std::vector<std::string> over;
        for (const auto& [part, failure] : failures_) {
            if (failure.has_worked && now_() - failure.last >= c_shown) {
                over.push_back(part);
            }
        }
        for (const std::string& part : over) {
            failures_.erase(part);
            sink_(decide::ServiceTrouble{part, std::nullopt});
        }
    } catch (const std::exception&) {
        return; // it is tried again
    }
}

} // namespace mirrorwatch::app
