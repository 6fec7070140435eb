// SPDX-License-Identifier: MIT
// What other programs and files say to the service: it never crashes, what it says back fits into a frame,
// and what it has understood it writes so that it understands it again. MIRRORWATCH_FUZZ says which: framing,
// protocol, snapshot, agent, prober, journal or history.
#include "common/agent_protocol.hpp"
#include "common/framing.hpp"
#include "common/prober_protocol.hpp"
#include "common/protocol.hpp"
#include "service/act/activity_log_json.hpp"
#include "service/act/journal_json.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace {

using namespace mirrorwatch;

void demand(bool holds, const char* what) {
    if (!holds) {
        std::cerr << "BROKEN: " << what << "\n";
        std::abort();
    }
}

void fits(const std::string& outgoing) {
    demand(outgoing.size() <= c_frame_cap, "an outgoing message is larger than a frame may be");
    (void)frame(outgoing);
}

/// What the service says of a request that it does not understand.
void refuse(const std::string& why) {
    fits(protocol::to_json(
        protocol::ServerMessage{protocol::Answer{0, false, {MessageId::RequestUnreadable, {why}}}}));
}

void framing(std::string_view bytes) {
    FrameReader reader{c_request_cap};
    while (!bytes.empty()) { // in pieces of a length that the bytes themselves say
        const std::size_t length =
            std::min(bytes.size(), std::size_t{1} + static_cast<unsigned char>(bytes[0]) % 64);
        reader.feed(bytes.substr(0, length));
        bytes.remove_prefix(length);
        while (const auto payload = reader.next()) {
            demand(payload->size() <= c_request_cap, "a payload is larger than the cap");
        }
    }
}

void protocol_request(std::string_view text) {
    const Result<protocol::Request> request = protocol::request_from_json(text);
    if (!request) {
        refuse(request.error().message);
        return;
    }
    demand(protocol::request_from_json(protocol::to_json(*request)) == request, "a request is not read back");
}

void snapshot(std::string_view text) {
    const Result<protocol::ServerMessage> message = protocol::message_from_json(text);
    if (message) {
        const std::string again = protocol::to_json(*message);
        fits(again);
        demand(protocol::message_from_json(again).has_value(), "a message is not read back");
    }
}

void agent_protocol(std::string_view text) {
    if (const auto request = agent::request_from_json(text)) {
        demand(agent::request_from_json(agent::to_json(*request)).has_value(),
               "an agent's request is not read back");
    }
    if (const auto reply = agent::reply_from_json(text)) {
        demand(agent::reply_from_json(agent::to_json(*reply)) == reply, "an agent's reply is not read back");
    }
}

void prober_protocol(std::string_view text) {
    if (const auto question = prober::question_from_json(text)) {
        demand(prober::question_from_json(prober::to_json(*question)) == question,
               "a prober's question is not read back");
    }
    if (const auto answer = prober::answer_from_json(text)) {
        const std::string again = prober::to_json(*answer);
        demand(again.size() <= prober::c_answer_cap, "a prober's answer is larger than the cap");
        demand(prober::answer_from_json(again).has_value(), "a prober's answer is not read back");
    }
}

void journal(std::string_view text) {
    const act::JournalFormat format = act::journal_json();
    if (const auto remembered = format.from_json(std::string{text})) {
        demand(format.from_json(format.to_json(*remembered)) == remembered, "a journal is not read back");
    }
}

void history(std::string_view text) {
    if (const auto activity = act::from_line(text)) {
        const decide::Record record{activity->message, activity->evidence, activity->warn,
                                    UserId{activity->sid, 1}};
        demand(act::from_line(act::to_line(record, activity->time)).has_value(), "a line is not read back");
    }
}

const std::map<std::string, void (*)(std::string_view)> c_targets{
    {"framing", framing},      {"protocol", protocol_request}, {"snapshot", snapshot},
    {"agent", agent_protocol}, {"prober", prober_protocol},    {"journal", journal},
    {"history", history}};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto c_target = c_targets.at(std::getenv("MIRRORWATCH_FUZZ"));
    c_target({reinterpret_cast<const char*>(data), size});
    return 0;
}
