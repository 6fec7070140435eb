// SPDX-License-Identifier: MIT
#include "service/cli/service_client_win.hpp"

#include "common/text.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/explain_view.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds c_patience{5};
constexpr std::uint32_t c_number = 1;
constexpr std::chrono::seconds c_between_looks{15}; // each may make the service ask WSL

/// A program talks with one service, which its command line says once for all.
bool is_console_meant = false;

Result<ServicePipe> address() {
    return is_console_meant ? console_of_this_user() : Result<ServicePipe>{installed_service()};
}

milliseconds since(Clock::time_point begin) {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
}

} // namespace

void talk_to_the_console() {
    is_console_meant = true;
}

Result<void> ServiceClient::begin() {
    const Result<ServicePipe> pipe = address();
    return pipe ? pipe_.connect(*pipe, c_patience) : Result<void>{pipe.error()};
}

Result<void> ServiceClient::send(const protocol::Verb& verb) {
    return pipe_.send(protocol::to_json(protocol::Request{c_number, verb}), c_patience);
}

Result<std::optional<protocol::ServerMessage>> ServiceClient::receive_message(milliseconds patience) {
    using Message = std::optional<protocol::ServerMessage>;
    const Result<std::optional<std::string>> payload = pipe_.receive(patience);
    if (!payload) {
        return payload.error();
    }
    if (!payload->has_value()) {
        return Message{};
    }
    Result<protocol::ServerMessage> message = protocol::message_from_json(**payload);
    if (!message) {
        return message.error();
    }
    return Message{std::move(*message)};
}

template <class T>
Result<std::optional<T>> ServiceClient::receive(milliseconds patience) {
    Result<std::optional<protocol::ServerMessage>> message = receive_message(patience);
    if (!message) {
        return message.error();
    }
    std::optional<T> wanted;
    if (T* found = message->has_value() ? std::get_if<T>(&**message) : nullptr) {
        wanted = std::move(*found);
    }
    return wanted;
}

template <class T>
Result<T> ServiceClient::next() {
    const auto begin = Clock::now();
    while (true) {
        const milliseconds left = c_patience - since(begin);
        if (left.count() <= 0) {
            return Error{"the service did not answer in time"};
        }
        Result<std::optional<T>> message = receive<T>(left);
        if (!message) {
            return message.error();
        }
        if (message->has_value()) {
            return std::move(**message);
        }
    }
}

Result<Snapshot> ServiceClient::snapshot() {
    return next<Snapshot>();
}

Result<Snapshot> ServiceClient::looked() {
    if (const Result<void> sent = send(protocol::Look{}); !sent) {
        return sent.error();
    }
    const auto begin = Clock::now();
    FindingsRest rest;
    while (rest.left(since(begin)).count() > 0) {
        Result<std::optional<Snapshot>> snapshot = receive<Snapshot>(rest.left(since(begin)));
        if (!snapshot) {
            return snapshot.error();
        }
        if (snapshot->has_value()) {
            rest.take(std::move(**snapshot), since(begin));
        }
    }
    if (!rest.last()) {
        return Error{"the service did not answer in time"};
    }
    return *rest.last();
}

Result<HistoryReply> ServiceClient::history(const protocol::ReadHistory& wanted) {
    if (const Result<void> sent = send(wanted); !sent) {
        return sent.error();
    }
    for (const auto begin = Clock::now(); since(begin) < c_patience;) {
        Result<std::optional<protocol::ServerMessage>> message = receive_message(c_patience - since(begin));
        if (!message) {
            return message.error();
        }
        if (!message->has_value()) {
            break;
        }
        if (auto* history = std::get_if<protocol::History>(&**message)) {
            return HistoryReply{std::move(history->events)};
        }
        if (auto* answer = std::get_if<protocol::Answer>(&**message)) {
            return HistoryReply{std::move(*answer)};
        }
    }
    return Error{"the service did not answer in time"};
}

Result<protocol::Answer> ServiceClient::ask(const protocol::Verb& verb) {
    const Result<void> sent = send(verb);
    if (!sent) {
        return sent.error();
    }
    return next<protocol::Answer>();
}

Error ServiceClient::watch(const std::function<void(const Snapshot&)>& show) {
    auto next_look = Clock::now();
    while (true) {
        const milliseconds left = -since(next_look);
        if (left.count() <= 0) {
            if (const Result<void> sent = send(protocol::Look{}); !sent) {
                return sent.error();
            }
            next_look = Clock::now() + c_between_looks;
            continue;
        }
        const Result<std::optional<Snapshot>> snapshot = receive<Snapshot>(left);
        if (!snapshot) {
            return snapshot.error();
        }
        if (snapshot->has_value()) {
            show(**snapshot);
        }
    }
}

Result<std::vector<PastEvent>> events_of(Result<HistoryReply> reply) {
    if (!reply) {
        return reply.error();
    }
    if (const auto* answer = std::get_if<protocol::Answer>(&*reply)) {
        return Error{text::to_text(answer->message)};
    }
    return std::get<std::vector<PastEvent>>(std::move(*reply));
}

bool is_service_absent() {
    // The wait ends at once for a pipe that does not exist; else 1 ms, not the server's default time.
    const Result<ServicePipe> pipe = address();
    return pipe && !WaitNamedPipeW(pipe->name.c_str(), 1) && GetLastError() == ERROR_FILE_NOT_FOUND;
}

int with_service(const std::function<int(ServiceClient&)>& talk) {
    ServiceClient client;
    const Result<void> begun = client.begin();
    return begun ? talk(client) : report_no_service(begun.error());
}

int report_no_service(const Error& why) {
    print_error(
        is_console_meant
            ? "Mirrorwatch does not run in a console of yours. Start it with: mirrorwatch run (" +
                  why.message + ")"
            : "the service does not answer. Start it with: mirrorwatch service start; or in a console: "
              "mirrorwatch run, and then say --console in front of each command (" +
                  why.message + ")");
    return c_no_service;
}

int report(const Result<protocol::Answer>& answer) {
    if (!answer) {
        return report_no_service(answer.error());
    }
    print(text::to_text(answer->message) + "\n");
    return answer->accepted ? c_ok : c_failed;
}

} // namespace mirrorwatch::cli
