#pragma once

#include "common/snapshot.hpp"

#include <chrono>
#include <optional>

namespace mirrorwatch::cli {

/// Tells when the findings that follow a look have come to rest. Times are since the look.
class FindingsRest {
public:
    void take(Snapshot snapshot, std::chrono::milliseconds at);

    /// How long to wait for another snapshot; zero: no longer.
    [[nodiscard]] std::chrono::milliseconds left(std::chrono::milliseconds at) const;

    [[nodiscard]] const std::optional<Snapshot>& last() const { return last_; }

private:
    std::optional<Snapshot> last_;
    std::chrono::milliseconds changed_{0};
};

} // namespace mirrorwatch::cli
