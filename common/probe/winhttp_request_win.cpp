// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_request_win.hpp"

#include "common/ascii.hpp"
#include "common/error_win.hpp"
#include "common/ip_address.hpp"
#include "common/number.hpp"
#include "common/probe/http_rules.hpp"
#include "common/text_win.hpp"

#include <wincrypt.h>

#include <array>
#include <string_view>

namespace mirrorwatch::probe {
namespace {

constexpr DWORD c_resolution_hostname = 165; // WINHTTP_OPTION_RESOLUTION_HOSTNAME, which mingw does not know

bool is_secure(const EndpointSpec& endpoint) {
    return endpoint.kind == EndpointKind::Https;
}

InternetHandle made(HINTERNET handle, const char* api) {
    if (handle == nullptr) {
        throw_last_error(api);
    }
    return InternetHandle{handle};
}

void set_option(HINTERNET handle, DWORD option, DWORD value) {
    if (WinHttpSetOption(handle, option, &value, sizeof value) == 0) {
        throw_last_error("WinHttpSetOption");
    }
}

/// WinHTTP wants "host:port".
std::wstring proxy_name(std::string_view url) {
    constexpr std::string_view c_scheme = "http://";
    if (equal_ignoring_case(url.substr(0, c_scheme.size()), c_scheme)) {
        url.remove_prefix(c_scheme.size());
    }
    return widen(url.substr(0, url.find('/')));
}

InternetHandle open_session(const EndpointSpec& endpoint) {
    const HttpCheck& check = endpoint.http;
    const bool is_named = check.proxy == ProxyUse::Named;
    const bool is_direct = check.proxy == ProxyUse::None || (!is_named && is_loopback_host(endpoint.host));
    const DWORD access = is_named    ? WINHTTP_ACCESS_TYPE_NAMED_PROXY
                         : is_direct ? WINHTTP_ACCESS_TYPE_NO_PROXY
                                     : WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY;
    const std::wstring proxy = proxy_name(check.proxy_url);
    InternetHandle session = made(WinHttpOpen(L"Mirrorwatch", access, is_named ? proxy.c_str() : nullptr,
                                              WINHTTP_NO_PROXY_BYPASS, WINHTTP_FLAG_ASYNC),
                                  "WinHttpOpen");
    // Whoever began the probe ends it in time; this only keeps a request that was given up from living on.
    const int longest = static_cast<int>(2 * endpoint.timeout.count());
    (void)WinHttpSetTimeouts(session.get(), 0, longest, longest, longest);
    return session;
}

InternetHandle open_request_handle(HINTERNET connection, const EndpointSpec& endpoint) {
    constexpr std::array c_methods{L"GET", L"HEAD", L"POST"};
    const DWORD flags = (is_secure(endpoint) ? WINHTTP_FLAG_SECURE : 0) | WINHTTP_FLAG_ESCAPE_DISABLE |
                        WINHTTP_FLAG_ESCAPE_DISABLE_QUERY;
    return made(WinHttpOpenRequest(connection, c_methods.at(static_cast<std::size_t>(endpoint.http.method)),
                                   widen(endpoint.http.target).c_str(), nullptr, WINHTTP_NO_REFERER,
                                   WINHTTP_DEFAULT_ACCEPT_TYPES, flags),
                "WinHttpOpenRequest");
}

void set_security(HINTERNET request, const HttpCheck& check) {
    if (!check.tls_verify) {
        set_option(request, WINHTTP_OPTION_SECURITY_FLAGS,
                   SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_DATE_INVALID |
                       SECURITY_FLAG_IGNORE_CERT_CN_INVALID | SECURITY_FLAG_IGNORE_CERT_WRONG_USAGE);
    }
    // A server that would like a certificate, but needs none, is content with none.
    (void)WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, WINHTTP_NO_CLIENT_CERT_CONTEXT, 0);
}

/// To be looked up instead of the name that the connection was given.
void set_address(HINTERNET request, const EndpointSpec& endpoint, const std::string& address) {
    const bool is_other_name = !endpoint.http.tls_server_name.empty() && is_secure(endpoint);
    if (address.empty() && !is_other_name) {
        return;
    }
    std::wstring wide = widen(address.empty() ? endpoint.host : address);
    const auto size = static_cast<DWORD>((wide.size() + 1) * sizeof(wchar_t));
    const bool is_set = WinHttpSetOption(request, c_resolution_hostname, wide.data(), size) != 0;
    if (!is_set && (is_other_name || endpoint.family != IpFamily::Auto)) {
        SetLastError(c_cannot_choose_address);
        throw_last_error("WINHTTP_OPTION_RESOLUTION_HOSTNAME");
    }
}

void add_headers(HINTERNET request, const EndpointSpec& endpoint) {
    for (const auto& [name, value] : request_headers(endpoint)) {
        const bool is_winhttps =
            equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Content-Length");
        const std::wstring line = widen(name + ": " + value);
        const DWORD how = WINHTTP_ADDREQ_FLAG_ADD | WINHTTP_ADDREQ_FLAG_REPLACE;
        if (!is_winhttps &&
            WinHttpAddRequestHeaders(request, line.c_str(), static_cast<DWORD>(-1), how) == 0) {
            throw_last_error("WinHttpAddRequestHeaders");
        }
    }
}

std::optional<std::wstring> header(HINTERNET request, DWORD which) {
    DWORD size = 0;
    (void)WinHttpQueryHeaders(request, which, nullptr, nullptr, &size, nullptr);
    if (size == 0) {
        return std::nullopt;
    }
    std::wstring text(size / sizeof(wchar_t) + 1, L'\0');
    size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
    if (WinHttpQueryHeaders(request, which, nullptr, text.data(), &size, nullptr) == 0) {
        return std::nullopt;
    }
    text.resize(size / sizeof(wchar_t));
    return text;
}

std::optional<std::uint64_t> number(const std::optional<std::wstring>& wide) {
    return number_from<std::uint64_t>(narrow(wide.value_or(L"")));
}

} // namespace

WinHttpRequest open_request(const EndpointSpec& endpoint, const std::string& address) {
    WinHttpRequest open;
    open.session = open_session(endpoint);
    const std::string& other_name = endpoint.http.tls_server_name;
    const bool is_other = is_secure(endpoint) && !other_name.empty();
    open.connection =
        made(WinHttpConnect(open.session.get(), widen(is_other ? other_name : endpoint.host).c_str(),
                            endpoint.port, 0),
             "WinHttpConnect");
    open.request = open_request_handle(open.connection.get(), endpoint);
    const HINTERNET request = open.request.get();
    set_option(request, WINHTTP_OPTION_DISABLE_FEATURE,
               WINHTTP_DISABLE_COOKIES | WINHTTP_DISABLE_REDIRECTS | WINHTTP_DISABLE_KEEP_ALIVE |
                   WINHTTP_DISABLE_AUTHENTICATION);
    set_option(request, WINHTTP_OPTION_AUTOLOGON_POLICY, WINHTTP_AUTOLOGON_SECURITY_LEVEL_HIGH);
    if (is_secure(endpoint)) {
        set_security(request, endpoint.http);
    }
    set_address(request, endpoint, address);
    add_headers(request, endpoint);
    return open;
}

WinHttpHead head_of(HINTERNET request) {
    WinHttpHead head;
    head.status = static_cast<int>(number(header(request, WINHTTP_QUERY_STATUS_CODE)).value_or(0));
    head.location = narrow(header(request, WINHTTP_QUERY_LOCATION).value_or(L""));
    head.content_length = number(header(request, WINHTTP_QUERY_CONTENT_LENGTH));
    return head;
}

std::optional<std::chrono::sys_seconds> certificate_end(HINTERNET request) {
    PCCERT_CONTEXT certificate = nullptr;
    DWORD size = sizeof certificate;
    if (WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &certificate, &size) == 0 ||
        certificate == nullptr) {
        return std::nullopt;
    }
    const FILETIME end = certificate->pCertInfo->NotAfter; // 100 ns since 1601
    (void)CertFreeCertificateContext(certificate);
    constexpr std::int64_t c_1601_to_1970 = 11'644'473'600;
    const auto ticks = static_cast<std::int64_t>(end.dwHighDateTime) << 32 | end.dwLowDateTime;
    return std::chrono::sys_seconds{std::chrono::seconds{ticks / 10'000'000 - c_1601_to_1970}};
}

} // namespace mirrorwatch::probe
