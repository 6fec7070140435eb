// SPDX-License-Identifier: MIT
#include "tests/simulate/trace.hpp"

#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"

#include <array>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

constexpr std::array c_names{
    "vpn up",         "vpn down",        "begin",          "turn",         "passes",
    "unplug",         "plug in",         "switch network", "update",       "sleep",
    "standby",        "log off",         "log on",         "start wsl",    "stop wsl",
    "edit config",    "set mode",        "server dies",    "server rises", "internet dies",
    "internet rises", "in use",          "pause",          "resume",       "roll back",
    "restore",        "exclude",         "include",        "look",         "kill service",
    "start service",  "change settings", "agent dies",     "agent lives",  "agent hangs",
    "answer",         "show offer",      "tray dies",      "disconnect",   "reconnect",
    "check",          "quiet",           "rest",           "judge"};

constexpr std::array c_event_names{
    "Tick",           "AdapterHint",       "AdaptersRead",     "ProbeDone", "UsersSeen",
    "WslConfigHint",  "AgentAnswered",     "VerbReceived",     "Resumed",   "SettingsRead",
    "SettingsBroken", "UserEndpointsRead", "UserSettingsHint", "WslSign",   "ConnectivitySeen",
    "HostFactsRead",  "DialFailed",        "ServiceTrouble",   "ClientLeft"};

std::string seconds(Time now) {
    const std::string thousandths = std::to_string(1'000 + now.count() % 1'000);
    return std::to_string(now.count() / 1'000) + "." + thousandths.substr(1) + " s  ";
}

struct InWords {
    std::string operator()(const decide::WakeAt&) const { return {}; }

    std::string operator()(const decide::ReadAdapters&) const { return {}; }

    std::string operator()(const decide::StartProbe& probe) const { return "probe " + probe.endpoint.name; }

    std::string operator()(const decide::CheckConnectivity&) const { return "check connectivity"; }

    std::string operator()(const decide::AskAgent& question) const {
        return "ask " + std::to_string(question.id) + " " + agent::to_json(question.request).substr(0, 160);
    }

    std::string operator()(const decide::SaveJournal& save) const {
        return "save a journal of " + std::to_string(save.remembered.remedies.size());
    }

    std::string operator()(const decide::Publish&) const { return "publish"; }

    std::string operator()(const decide::Reply& reply) const {
        return std::string{reply.answer.accepted ? "accept: " : "refuse: "} +
               text::to_text(reply.answer.message);
    }

    std::string operator()(const decide::Record& record) const {
        return "say: " + text::to_text(record.message);
    }

    std::string operator()(const decide::ReadHostFacts&) const { return "read host facts"; }
};

std::string detail(const decide::Event& event) {
    if (const auto* done = std::get_if<decide::ProbeDone>(&event)) {
        return done->result.ok ? " ok" : " " + done->result.error;
    }
    if (const auto* answered = std::get_if<decide::AgentAnswered>(&event)) {
        return " " + std::to_string(answered->id) + " " + agent::to_json(answered->reply).substr(0, 300);
    }
    if (const auto* sign = std::get_if<decide::WslVmPresence>(&event)) {
        return sign->processes.empty() ? " gone" : " of " + std::to_string(sign->processes.size());
    }
    return {};
}

} // namespace

std::string to_text(Time now, const Happening& happening) {
    return seconds(now) + "happens: " + c_names.at(static_cast<std::size_t>(happening.what)) + " " +
           std::to_string(happening.which) +
           (happening.what == What::Answer ? " " + std::string{name_of(happening.choice)} : "");
}

std::string to_text(std::uint64_t step, Time now, const decide::Event& event,
                    const std::vector<decide::Action>& actions) {
    std::string result;
    for (const decide::Action& action : actions) {
        const std::string words = std::visit(InWords{}, action);
        result += words.empty() ? "" : "      -> " + words + "\n";
    }
    const bool is_routine = result.empty() && event.index() == 0;
    return is_routine ? ""
                      : seconds(now) + "[" + std::to_string(step) + "] " + c_event_names.at(event.index()) +
                            detail(event) + "\n" + result;
}

} // namespace mirrorwatch::simulate
