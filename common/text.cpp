// SPDX-License-Identifier: MIT
#include "common/text.hpp"

#include "common/message_table.hpp"
#include "common/names.hpp"
#include "common/text_parts.hpp"
#include "common/translated.hpp"

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
    return filled_in(translated(words), parts_in(words), sentence.arguments);
}

std::size_t argument_count(MessageId code) {
    return count(parts_in(row_of(code).words));
}

std::string list_of(const std::vector<std::string>& items) {
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_last = i + 1 == items.size();
        list = i == 0    ? items[i]
               : is_last ? translated("{list} and {item}", {{"list", list}, {"item", items[i]}})
                         : translated("{list}, {item}", {{"list", list}, {"item", items[i]}});
    }
    return list;
}

std::string change_of(Taken what, std::string_view adapter) {
    switch (what) {
    case Taken::DefaultRoute:
        return translated("A change of the default route on {adapter}", {{"adapter", adapter}});
    case Taken::Dns:
        return translated("A change of the DNS servers on {adapter}", {{"adapter", adapter}});
    case Taken::Proxy:
        break;
    }
    return std::string{translated("A change of the proxy")};
}

std::string_view label(EndpointState state) {
    constexpr std::array c_labels{to_translate("Not checked yet"),  to_translate("Being checked"),
                                  to_translate("Answers"),          to_translate("No answer"),
                                  to_translate("Not expected now"), to_translate("Paused")};
    return translated(c_labels.at(static_cast<std::size_t>(state)));
}

std::string vantages(const EndpointView& endpoint) {
    std::vector<std::string> places;
    places.reserve(endpoint.vantages.size());
    std::string findings;
    bool agree = true;
    for (const VantageView& view : endpoint.vantages) {
        places.emplace_back(view.vantage == Vantage::Wsl    ? "WSL"
                            : view.runs_in == RunsIn::Agent ? translated("Windows as the user")
                                                            : "Windows");
        findings +=
            (findings.empty() ? "" : ", ") + places.back() + ": " + std::string{label_within(view.state)};
        agree = agree && view.state == endpoint.vantages.front().state;
    }
    return agree ? list_of(places) : findings;
}

std::string_view label_within(EndpointState state) {
    constexpr std::array c_labels{to_translate("not checked yet"),  to_translate("being checked"),
                                  to_translate("answers"),          to_translate("no answer"),
                                  to_translate("not expected now"), to_translate("paused")};
    return translated(c_labels.at(static_cast<std::size_t>(state)));
}

std::string expiry(const EndpointView& endpoint, std::chrono::sys_seconds now) {
    constexpr std::chrono::days c_soon{14};
    if (!endpoint.certificate_expires || *endpoint.certificate_expires - now > c_soon) {
        return {};
    }
    const auto left = *endpoint.certificate_expires - now;
    if (left <= std::chrono::seconds{0}) {
        return std::string{translated("certificate has expired")};
    }
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    return days == 0 ? std::string{translated("certificate expires within a day")}
                     : counted("certificate expires in a day", "certificate expires in {count} days",
                               static_cast<std::size_t>(days));
}

std::string_view label(NetworkingMode mode) {
    constexpr std::array c_labels{to_translate("unknown"),  to_translate("no"),
                                  to_translate("NAT"),      to_translate("bridged"),
                                  to_translate("mirrored"), to_translate("VirtioProxy")};
    return translated(c_labels.at(static_cast<std::size_t>(mode)));
}

std::string_view label(RemedyState state) {
    constexpr std::array c_labels{to_translate("Being applied"),
                                  to_translate("WSL is shutting down"),
                                  to_translate("Waiting for WSL"),
                                  to_translate("Being checked"),
                                  to_translate("In force"),
                                  to_translate("Being undone"),
                                  to_translate("WSL is shutting down"),
                                  to_translate("Waiting for WSL"),
                                  to_translate("Undone"),
                                  to_translate("Given up")};
    return translated(c_labels.at(static_cast<std::size_t>(state)));
}

std::string duration(std::chrono::milliseconds time) {
    if (time < std::chrono::seconds{1}) {
        return translated("{count} ms", {{"count", std::to_string(time.count())}});
    }
    const auto tenths = (time.count() + 50) / 100;
    return translated("{seconds}.{tenths} s",
                      {{"seconds", std::to_string(tenths / 10)}, {"tenths", std::to_string(tenths % 10)}});
}

} // namespace mirrorwatch::text
