// SPDX-License-Identifier: MIT
#include "service/setup/ask_service_win.hpp"

#include "common/pipe_client_win.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace mirrorwatch::setup {
namespace {

constexpr std::chrono::milliseconds c_patience{2'000}; // for each step

} // namespace

void ask_service(const protocol::Verb& verb) {
    PipeClient pipe;
    if (!pipe.connect(installed_service(), c_patience) ||
        !pipe.send(protocol::to_json(protocol::Request{1, verb}), c_patience)) {
        return;
    }
    const auto end = std::chrono::steady_clock::now() + c_patience;
    while (std::chrono::steady_clock::now() < end) {
        const Result<std::optional<std::string>> payload = pipe.receive(c_patience);
        if (!payload || !*payload) {
            return;
        }
        const Result<protocol::ServerMessage> message = protocol::message_from_json(**payload);
        if (!message || std::holds_alternative<protocol::Answer>(*message)) {
            return;
        }
    }
}

} // namespace mirrorwatch::setup
