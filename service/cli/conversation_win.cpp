#include "service/cli/conversation_win.hpp"

namespace mirrorwatch::cli {
namespace {

constexpr std::chrono::seconds c_patience{5};
constexpr std::uint32_t c_number = 1;
constexpr std::chrono::seconds c_between_looks{15}; // each may make the service ask WSL

} // namespace

Result<void> Conversation::begin() {
    return pipe_.connect(protocol::c_pipe_name, c_patience);
}

template <class T>
Result<T> Conversation::next() {
    const auto deadline = std::chrono::steady_clock::now() + c_patience;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return Error{"the service did not answer in time"};
        }
        Result<std::optional<std::string>> payload = pipe_.receive(left);
        if (!payload) {
            return payload.error();
        }
        if (!payload->has_value()) {
            continue;
        }
        Result<protocol::Message> message = protocol::message_from_json(**payload);
        if (!message) {
            return message.error();
        }
        if (T* wanted = std::get_if<T>(&*message)) {
            return std::move(*wanted);
        }
    }
}

Result<Snapshot> Conversation::snapshot() {
    return next<Snapshot>();
}

Result<protocol::Answer> Conversation::ask(const protocol::Verb& verb) {
    const Result<void> sent = pipe_.send(protocol::to_json(protocol::Request{c_number, verb}), c_patience);
    if (!sent) {
        return sent.error();
    }
    return next<protocol::Answer>();
}

Error Conversation::watch(const std::function<void(const Snapshot&)>& show) {
    auto next_look = std::chrono::steady_clock::now();
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            next_look - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            const auto look = protocol::to_json(protocol::Request{c_number, protocol::Look{}});
            if (const Result<void> sent = pipe_.send(look, c_patience); !sent) {
                return sent.error();
            }
            next_look = std::chrono::steady_clock::now() + c_between_looks;
            continue;
        }
        const Result<std::optional<std::string>> payload = pipe_.receive(left);
        if (!payload) {
            return payload.error();
        }
        if (!payload->has_value()) {
            continue;
        }
        const Result<protocol::Message> message = protocol::message_from_json(**payload);
        if (!message) {
            return message.error();
        }
        if (const auto* snapshot = std::get_if<Snapshot>(&*message)) {
            show(*snapshot);
        }
    }
}

} // namespace mirrorwatch::cli
