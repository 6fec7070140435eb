#include "service/cli/explain_wait.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds c_quiet{2'500}; // WSL is asked and a probe runs into its time-out within this
constexpr milliseconds c_longest{8'000};

bool is_being_looked_into(const FindingView& view) {
    return view.not_yet && (view.not_yet->code == MessageId::BeingLookedInto ||
                            view.not_yet->code == MessageId::StillSettling);
}

bool is_being_asked(const EndpointView& endpoint) {
    return endpoint.state == EndpointState::Unknown || endpoint.state == EndpointState::Pending;
}

bool says_that_more_comes(const Snapshot& snapshot) {
    return std::ranges::any_of(snapshot.findings, is_being_looked_into) ||
           (!snapshot.paused && std::ranges::any_of(snapshot.endpoints, is_being_asked));
}

} // namespace

void FindingsRest::take(Snapshot snapshot, milliseconds at) {
    if (!last_ || last_->findings != snapshot.findings) {
        changed_ = at;
    }
    last_ = std::move(snapshot);
}

milliseconds FindingsRest::left(milliseconds at) const {
    const bool more_comes = !last_ || says_that_more_comes(*last_);
    const milliseconds end = more_comes ? c_longest : std::min(c_longest, changed_ + c_quiet);
    return std::max(milliseconds{0}, end - at);
}

} // namespace mirrorwatch::cli
