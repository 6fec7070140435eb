// SPDX-License-Identifier: MIT
#include "tray/toast.hpp"

#include "tray/activation.hpp"

namespace mirrorwatch::tray {
namespace {

/// XML 1.0 has none of the controls but these three.
bool is_forbidden(unsigned char c) {
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

void append_escaped(std::string& xml, char c) {
    switch (c) {
    case '&':
        xml += "&amp;";
        break;
    case '<':
        xml += "&lt;";
        break;
    case '>':
        xml += "&gt;";
        break;
    case '"':
        xml += "&quot;";
        break;
    case '\n': // a parser makes a space of one in an attribute
        xml += "&#10;";
        break;
    default:
        xml += is_forbidden(static_cast<unsigned char>(c)) ? std::string{} : std::string{c};
        break;
    }
}

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        append_escaped(xml, c);
    }
    return xml;
}

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string{name} + "=\"" + escaped(value) + "\"";
}

std::string text_element(std::string_view text) {
    return "<text>" + escaped(text) + "</text>";
}

std::string action_element(const NotificationButton& button) {
    return "<action" + attribute("content", button.text) + attribute("arguments", button.argument) +
           attribute("activationType", "foreground") + "/>";
}

} // namespace

std::string toast_xml(const Notification& notification) {
    std::string xml = "<toast" + attribute("launch", c_opens) +
                      (notification.warns ? attribute("duration", "long") : std::string{}) +
                      "><visual><binding template=\"ToastGeneric\">" + text_element(notification.title) +
                      text_element(notification.text) + "</binding></visual>";
    if (!notification.buttons.empty()) {
        xml += "<actions>";
        for (const NotificationButton& button : notification.buttons) {
            xml += action_element(button);
        }
        xml += "</actions>";
    }
    return xml + "</toast>";
}

} // namespace mirrorwatch::tray
