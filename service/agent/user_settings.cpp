// SPDX-License-Identifier: MIT
#include "service/agent/user_settings.hpp"

#include "service/agent/probe/probes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>

#include <utility>

namespace mirrorwatch::agent {
namespace {

bool is_utf16(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
}

/// By the parser that reads our answer: what it refuses must not be in there.
bool fits_an_answer(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        const bool is_plain = static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\';
        json += is_plain ? c : ' ';
    }
    boost::json::error_code error;
    (void)boost::json::parse(json + "\"", error);
    return !error;
}

} // namespace

Result<std::optional<std::string>> read_settings_file(AgentFileCalls& files, const std::string& path) {
    auto bytes = files.read(path);
    if (bytes.has_error()) {
        return told(bytes.error(), path, Doing::Reading);
    }
    if (!*bytes) {
        return std::optional<std::string>{};
    }
    std::string text = std::move(**bytes);
    if (text.size() > c_largest_settings) {
        return Error{path + " is larger than 400 KiB, which is no size for such a file."};
    }
    if (is_utf16(text)) {
        return Error{path + " is UTF-16 text. Save it as UTF-8."};
    }
    if (!fits_an_answer(text)) {
        return Error{path + " is no UTF-8 text. Save it as UTF-8."};
    }
    if (text.starts_with("\xef\xbb\xbf")) {
        text.erase(0, 3);
    }
    return std::optional{std::move(text)};
}

bool has_proxy(const ProxySettings& settings) {
    return !settings.proxy.empty() || !settings.script_url.empty() || settings.is_detected;
}

Reply read_user_settings(Ports& ports) {
    auto text = ports.read_settings();
    if (text.has_error()) {
        return Refusal{Message{MessageId::AgentFailed, {text.error().message}}};
    }
    return UserSettings{std::move(*text), has_proxy(ports.proxy_settings())};
}

} // namespace mirrorwatch::agent
