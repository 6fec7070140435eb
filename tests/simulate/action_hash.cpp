// SPDX-License-Identifier: MIT
#include "tests/simulate/action_hash.hpp"

#include "common/described.hpp"
#include "common/overloaded.hpp"
#include "common/protocol.hpp"
#include "service/act/journal_json.hpp"

#include <string>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

std::string spelled(const UserId& user) {
    return user.sid + " " + std::to_string(user.session);
}

std::string spelled(const Message& sentence) {
    std::string text{name_of(sentence.code)};
    for (const std::string& argument : sentence.arguments) {
        text += "|" + argument;
    }
    return text;
}

std::string spelled(const decide::Record& record) {
    std::string text = "record " + spelled(record.message) + (record.warn ? " warn" : "");
    for (const std::string& line : record.evidence) {
        text += "|" + line;
    }
    return record.user ? text + " for " + spelled(*record.user) : text;
}

std::string spelled(const decide::CheckConnectivity& check) {
    std::string text =
        "connectivity " + std::to_string(check.id) + " " + std::to_string(check.timeout.count());
    for (const std::string& target : check.targets) {
        text += "|" + target;
    }
    return text;
}

std::string spelled(const decide::Action& action) {
    static const act::JournalFormat c_journal = act::journal_json();
    return std::visit(
        Overloaded{
            [](const decide::WakeAt& wake) {
                return "wake " + std::to_string(wake.when.time_since_epoch().count());
            },
            [](const decide::ReadAdapters& read) { return "adapters " + std::to_string(read.id); },
            [](const decide::StartProbe& probe) {
                const std::string asker = probe.as_user ? " as " + spelled(*probe.as_user) : "";
                return "probe " + std::to_string(probe.id) + " " + std::to_string(probe.timeout.count()) +
                       asker + (probe.by_proxy ? " by proxy " : " ") + json::to_text(probe.endpoint);
            },
            [](const decide::CheckConnectivity& check) { return spelled(check); },
            [](const decide::AskAgent& ask) {
                return "ask " + std::to_string(ask.id) + " " + spelled(ask.user) + " " +
                       agent::to_json(ask.request);
            },
            [](const decide::SaveJournal& save) { return "journal " + c_journal.to_json(save.remembered); },
            [](const decide::Publish& publish) { return "publish " + spelled(publish.user); },
            [](const decide::Reply& reply) {
                return "reply " + std::to_string(reply.connection) + " " +
                       protocol::to_json(protocol::ServerMessage{reply.answer});
            },
            [](const decide::Record& record) { return spelled(record); },
            [](const decide::ReadHostFacts& read) { return "host facts " + std::to_string(read.id); },
        },
        action);
}

} // namespace

void ActionHash::add(const decide::Action& action) {
    add(spelled(action));
}

void ActionHash::add(const Snapshot& snapshot) {
    add(protocol::to_json(snapshot));
}

void ActionHash::add(std::string_view text) {
    for (const char c : text) {
        add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    }
    add(text.size());
}

void ActionHash::add(std::uint64_t number) {
    value_ = (value_ ^ number) * 0x0000'0100'0000'01B3U;
}

std::uint64_t hash_of(const std::vector<decide::Action>& actions) {
    ActionHash hash;
    for (const decide::Action& action : actions) {
        hash.add(action);
    }
    return hash.value();
}

} // namespace mirrorwatch::simulate
