// SPDX-License-Identifier: MIT
#include "common/wsl/probe_script.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/names.hpp"
#include "common/probe/http_rules.hpp"
#include "common/wsl/guest_text.hpp"

#include <algorithm>
#include <string_view>

namespace mirrorwatch::wsl {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t c_at_once = 64;
constexpr milliseconds c_whole_time{30'000};
constexpr milliseconds c_shortest{500};
constexpr milliseconds c_longest_pause{1'000}; // where c_attempt_every cannot be had
constexpr seconds c_for_the_script_itself{8};

bool is_word(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

bool is_http(const EndpointSpec& endpoint) {
    return endpoint.kind == EndpointKind::Http || endpoint.kind == EndpointKind::Https;
}

/// In mirrored mode 127.0.0.1 is Windows' as well; ::1 is not, so that it has to be asked for by its name.
std::string host_of(const EndpointSpec& endpoint) {
    if (!equal_ignoring_case(endpoint.host, "localhost")) {
        return endpoint.host;
    }
    return endpoint.family == IpFamily::V6 ? "::1" : "127.0.0.1";
}

std::string in_brackets(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// As it is asked for: by the host that really is.
EndpointSpec with_real_host(const EndpointSpec& endpoint) {
    EndpointSpec real = endpoint;
    real.host = host_of(endpoint);
    return real;
}

bool names_host(const HttpCheck& check) {
    return std::any_of(check.headers.begin(), check.headers.end(),
                       [](const auto& header) { return equal_ignoring_case(header.first, "host"); });
}

/// A word of curl's configuration.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

std::string in_seconds(milliseconds time) {
    const std::string ms = std::to_string(time.count() % 1000);
    return std::to_string(time.count() / 1000) + "." + std::string(3 - ms.size(), '0') + ms;
}

std::string url_of(const EndpointSpec& endpoint) {
    const bool tls = endpoint.kind == EndpointKind::Https;
    const std::string& name = endpoint.http.tls_server_name;
    const std::string host = tls && !name.empty() ? name : host_of(endpoint);
    return (tls ? "https://" : "http://") + in_brackets(host) + ":" + std::to_string(endpoint.port) +
           endpoint.http.target;
}

/// Lines of curl's configuration.
class CurlLines {
public:
    void flag(std::string_view name) { text_ += "curl " + std::string{name} + "\n"; }

    void set(std::string_view name, std::string_view value) {
        text_ += "curl " + std::string{name} + " = " + quoted(value) + "\n";
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

void put_proxy(CurlLines& lines, const EndpointSpec& endpoint) {
    if (endpoint.http.proxy == ProxyUse::Named && !endpoint.http.proxy_url.empty()) {
        lines.set("proxy", endpoint.http.proxy_url);
    } else if (endpoint.http.proxy == ProxyUse::None || is_loopback_host(endpoint.host)) {
        lines.set("noproxy", "*");
    }
}

void put_tls(CurlLines& lines, const EndpointSpec& endpoint) {
    const HttpCheck& check = endpoint.http;
    if (!check.tls_verify) {
        lines.flag("insecure");
    }
    if (!check.tls_server_name.empty()) {
        lines.set("connect-to", "::" + in_brackets(host_of(endpoint)) + ":" + std::to_string(endpoint.port));
        if (!names_host(check)) {
            lines.set("header", "Host: " + probe::authority(with_real_host(endpoint)));
        }
    }
}

/// curl would take the headers along to wherever it is redirected, and they may be secret.
bool may_follow(const HttpCheck& check) {
    return check.follow_redirects && check.headers.empty();
}

/// As curl wants it: a header without a value ends with a semicolon.
std::string header_line(const std::string& name, const std::string& value) {
    return value.empty() ? name + ";" : name + ": " + value;
}

void put_request(CurlLines& lines, const HttpCheck& check) {
    if (check.method == HttpMethod::Head) {
        lines.flag("head");
    } else if (check.method == HttpMethod::Post) {
        lines.set("data", "");
    }
    for (const auto& [name, value] : check.headers) {
        lines.set("header", header_line(name, value));
    }
    if (may_follow(check)) {
        lines.flag("location");
        lines.set("max-redirs", std::to_string(check.max_redirects));
    }
}

std::string curl_lines(const EndpointSpec& endpoint, milliseconds allowed) {
    CurlLines lines;
    lines.set("url", url_of(endpoint));
    for (const std::string_view flag : {"silent", "show-error", "verbose", "globoff", "path-as-is"}) {
        lines.flag(flag);
    }
    lines.set("proto", "=http,https");
    lines.set("max-time", in_seconds(allowed));
    lines.set("connect-timeout", in_seconds(allowed));
    lines.set("user-agent", "Mirrorwatch");
    if (endpoint.family != IpFamily::Auto) {
        lines.flag(endpoint.family == IpFamily::V6 ? "ipv6" : "ipv4");
    }
    put_proxy(lines, endpoint);
    if (endpoint.kind == EndpointKind::Https) {
        put_tls(lines, endpoint);
    }
    put_request(lines, endpoint.http);
    return lines.text() + R"(curl write-out = "\nmw-times %{http_code} %{time_namelookup} %{time_connect} )" +
           R"(%{time_appconnect} %{time_starttransfer} %{time_total} %{num_redirects}\n")" + "\n";
}

/// HTTP/1.0, so that the end of the connection ends the answer.
std::string request_lines(const EndpointSpec& endpoint) {
    const HttpCheck& check = endpoint.http;
    std::string lines = "send " + std::string{name_of(check.method)} + " " + check.target + " HTTP/1.0\n";
    for (const auto& [name, value] : probe::request_headers(with_real_host(endpoint))) {
        lines.append("send ").append(name).append(": ").append(value).append("\n");
    }
    return lines + "send\n";
}

/// wget takes headers as arguments only, and cannot be told another name for the certificate.
bool is_for_wget(const EndpointSpec& endpoint) {
    return endpoint.http.headers.empty() && endpoint.http.tls_server_name.empty() &&
           endpoint.http.method == HttpMethod::Get && endpoint.http.proxy != ProxyUse::Named;
}

std::string wget_line(const EndpointSpec& endpoint) {
    const HttpCheck& check = endpoint.http;
    return "wget " + url_of(endpoint) + " " +
           std::to_string(check.follow_redirects ? check.max_redirects : 0) +
           (check.tls_verify ? " verified" : " insecure") + "\n";
}

std::string_view word_of(EndpointKind kind) {
    return kind == EndpointKind::WslNetwork ? std::string_view{"network"} : name_of(kind);
}

std::string block_of(const EndpointSpec& endpoint, std::size_t number, milliseconds allowed, int attempts) {
    const auto limit = std::chrono::ceil<seconds>(allowed);
    const bool wants_body = is_http(endpoint) && probe::looks_at_body(endpoint.http);
    const std::string host = endpoint.kind == EndpointKind::WslNetwork ? "-" : host_of(endpoint);
    std::string block = "target " + std::string{word_of(endpoint.kind)} + " " + std::to_string(number) + " " +
                        std::to_string(limit.count()) + " " + std::string{name_of(endpoint.family)} + " " +
                        host + " " + std::to_string(endpoint.port) + (wants_body ? " body " : " none ") +
                        std::to_string(attempts) + "\n";
    if (is_http(endpoint)) {
        block += curl_lines(endpoint, allowed);
        block += endpoint.kind == EndpointKind::Http ? request_lines(endpoint) : "";
        block += is_for_wget(endpoint) ? wget_line(endpoint) : "";
    }
    return block + "end\n";
}

} // namespace

Result<void> can_be_probed(const EndpointSpec& endpoint) {
    const HttpCheck& check = endpoint.http;
    if (endpoint.kind == EndpointKind::WslNetwork) {
        return {};
    }
    if (!is_guest_host(endpoint.host)) {
        return Error{"\"" + endpoint.host + "\" is no host that WSL can be asked about"};
    }
    if (!is_http(endpoint)) {
        return {};
    }
    if (const probe::Failure failure = probe::unsendable(check)) {
        return Error{failure.words};
    }
    const bool name_fits = check.tls_server_name.empty() || is_guest_host(check.tls_server_name);
    if (!name_fits || !is_word(check.target) || !check.target.starts_with('/') || !is_word(check.proxy_url)) {
        return Error{"its address has characters that cannot be sent"};
    }
    return {};
}

ProbeScript probe_script(const std::vector<EndpointSpec>& endpoints, int attempts) {
    attempts = std::clamp(attempts, 1, c_most_attempts);
    const std::size_t rounds = std::max<std::size_t>(1, (endpoints.size() + c_at_once - 1) / c_at_once);
    const milliseconds until_last = (attempts - 1) * c_longest_pause;
    const milliseconds most = std::max(milliseconds{c_whole_time / rounds} - until_last, c_shortest);
    ProbeScript made;
    made.script.text = std::string{text::c_common} + std::string{text::c_tools} + std::string{text::c_probe} +
                       std::string{text::c_probe_http} + std::string{text::c_probe_run};
    milliseconds longest{0};
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        if (i != 0 && i % c_at_once == 0) {
            made.script.input += "wait\n";
        }
        made.allowed.push_back(std::min(endpoints[i].timeout, most));
        longest = std::max(longest, made.allowed.back());
        made.script.input += block_of(endpoints[i], i, made.allowed.back(), attempts);
    }
    made.limit = std::chrono::ceil<seconds>((longest + until_last) * rounds) + c_for_the_script_itself;
    return made;
}

} // namespace mirrorwatch::wsl
