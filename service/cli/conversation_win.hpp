#pragma once

#include "common/error.hpp"
#include "common/pipe_client_win.hpp"
#include "common/protocol.hpp"

#include <functional>

namespace mirrorwatch::cli {

/// One talk with the service over its pipe. Blocks, for some seconds at most.
class Conversation {
public:
    [[nodiscard]] Result<void> begin();
    /// The first snapshot, which the service sends without being asked.
    [[nodiscard]] Result<Snapshot> snapshot();
    [[nodiscard]] Result<protocol::Answer> ask(const protocol::Verb& verb);

    /// Shows every snapshot from now on, and keeps saying that somebody looks. Returns when the service has
    /// gone, and says how.
    [[nodiscard]] Error watch(const std::function<void(const Snapshot&)>& show);

private:
    template <class T>
    [[nodiscard]] Result<T> next();

    PipeClient pipe_;
};

/// What to do when there is no service.
inline constexpr const char* c_no_service_sentence =
    "the service does not answer. Start it with: mirrorwatch service start, or in a console: mirrorwatch run";

} // namespace mirrorwatch::cli
