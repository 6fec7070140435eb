// SPDX-License-Identifier: MIT
#include "common/text.hpp"

#include "common/message_table.hpp"
#include "common/names.hpp"
#include "common/text_parts.hpp"

#include <array>
#include <cstddef>

namespace mirrorwatch::text {
namespace {

const MessageText& row_of(MessageId id) {
    return c_message_texts.at(static_cast<std::size_t>(id));
}

} // namespace

std::string to_text(const Message& sentence) {
    const std::string_view words = row_of(sentence.code).words;
    return filled(words, parts_in(words), sentence.arguments);
}

std::size_t argument_count(MessageId code) {
    return count(parts_in(row_of(code).words));
}

std::string list_of(const std::vector<std::string>& items) {
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) {
            list += i + 1 == items.size() ? " and " : ", ";
        }
        list += items[i];
    }
    return list;
}

std::string change_of(Taken what, std::string_view adapter) {
    constexpr std::array<std::string_view, 3> c_things{"default route", "DNS servers", "proxy"};
    std::string name = "A change of the ";
    name += c_things.at(static_cast<std::size_t>(what));
    if (what != Taken::Proxy) {
        name += " on ";
        name += adapter;
    }
    return name;
}

std::string_view label(EndpointState state) {
    constexpr std::array<std::string_view, 6> c_labels{"Not checked yet", "Being checked",    "Answers",
                                                       "No answer",       "Not expected now", "Paused"};
    return c_labels.at(static_cast<std::size_t>(state));
}

std::string vantages(const EndpointView& endpoint) {
    std::vector<std::string> places;
    places.reserve(endpoint.vantages.size());
    std::string findings;
    bool agree = true;
    for (const VantageView& view : endpoint.vantages) {
        places.emplace_back(view.vantage == Vantage::Wsl    ? "WSL"
                            : view.runs_in == RunsIn::Agent ? "Windows as the user"
                                                            : "Windows");
        std::string state{label(view.state)};
        state[0] = static_cast<char>(state[0] | 0x20); // the labels are ASCII
        findings += (findings.empty() ? "" : ", ") + places.back() + ": " + state;
        agree = agree && view.state == endpoint.vantages.front().state;
    }
    return agree ? list_of(places) : findings;
}

std::string expiry(const EndpointView& endpoint, std::chrono::sys_seconds now) {
    constexpr std::chrono::days c_soon{14};
    if (!endpoint.certificate_expires || *endpoint.certificate_expires - now > c_soon) {
        return {};
    }
    const auto left = *endpoint.certificate_expires - now;
    if (left <= std::chrono::seconds{0}) {
        return "certificate has expired";
    }
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    return days == 0   ? "certificate expires within a day"
           : days == 1 ? "certificate expires in a day"
                       : "certificate expires in " + std::to_string(days) + " days";
}

std::string_view label(NetworkingMode mode) {
    constexpr std::array<std::string_view, 6> c_labels{"unknown", "no",       "NAT",
                                                       "bridged", "mirrored", "VirtioProxy"};
    return c_labels.at(static_cast<std::size_t>(mode));
}

std::string_view label(RemedyState state) {
    constexpr std::array<std::string_view, 10> c_labels{
        "Being applied", "WSL is shutting down", "Waiting for WSL", "Being checked", "In force",
        "Being undone",  "WSL is shutting down", "Waiting for WSL", "Undone",        "Given up"};
    return c_labels.at(static_cast<std::size_t>(state));
}

std::string duration(std::chrono::milliseconds time) {
    if (time < std::chrono::seconds{1}) {
        return std::to_string(time.count()) + " ms";
    }
    const auto tenths = (time.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

} // namespace mirrorwatch::text
