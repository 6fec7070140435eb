// SPDX-License-Identifier: MIT
#include "service/app/fault_reporter.hpp"

#include <exception>

namespace mirrorwatch::app {

void FaultReporter::failed(std::string_view part, const std::string& what) noexcept {
    try {
        const std::string line = lines_.line(part, std::string{part} + " failed and was ended: " + what);
        if (!line.empty()) {
            log_.error(line);
        }
        sink_(decide::ServiceTrouble{std::string{part}, Message{MessageId::PartFailed, {std::string{part}}}});
    } catch (const std::exception&) {
        return; // without memory there is nobody to tell
    }
}

} // namespace mirrorwatch::app
