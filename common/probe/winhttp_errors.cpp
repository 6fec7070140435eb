// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_errors.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::probe {
namespace {

struct Words {
    std::uint32_t code;
    const char* text;
};

// WINHTTP_CALLBACK_STATUS_FLAG_*
constexpr std::array c_flags{
    Words{0x20, "the certificate is expired or not yet valid"},
    Words{0x10, "the certificate is for another name"},
    Words{0x08, "the certificate is from an unknown authority"},
    Words{0x04, "the certificate is revoked"},
    Words{0x01, "the certificate's revocation cannot be checked"},
    Words{0x40, "the certificate is not for servers"},
    Words{0x02, "the certificate is invalid"},
    Words{0x8000'0000, "no agreement on TLS"},
};

// ERROR_WINHTTP_SECURE_* and their like; all of them mean that TLS failed.
constexpr std::array c_tls_errors{
    Words{12037, "the certificate is expired or not yet valid"},
    Words{12038, "the certificate is for another name"},
    Words{12044, "the server asks for a client certificate"},
    Words{12045, "the certificate is from an unknown authority"},
    Words{12057, "the certificate's revocation cannot be checked"},
    Words{12157, "no agreement on TLS, or a certificate that is not trusted"},
    Words{12169, "the certificate is invalid"},
    Words{12170, "the certificate is revoked"},
    Words{12175, "no agreement on TLS, or a certificate that is not trusted"},
    Words{12179, "the certificate is not for servers"},
};

struct Known {
    std::uint32_t code;
    ProbeStep step; // None: the one that was under way
    const char* text;
};

constexpr std::array c_errors{
    Known{12007, ProbeStep::Name, "name not found"},
    Known{12005, ProbeStep::Send, "the address cannot be asked"}, // a URL that WinHTTP does not like
    Known{12029, ProbeStep::Connect, "no connection (refused, or no way there)"},
    Known{12030, ProbeStep::None, "connection reset"},
    Known{12152, ProbeStep::Answer, "the answer is not HTTP"},
    Known{12150, ProbeStep::Answer, "the answer is not HTTP"},
    Known{12002, ProbeStep::None, "no answer"},
    Known{12180, ProbeStep::Connect, "the proxy's settings cannot be found"},
    Known{12166, ProbeStep::Connect, "the proxy's script is broken"},
    Known{12167, ProbeStep::Connect, "the proxy's script cannot be loaded"},
    Known{10054, ProbeStep::None, "connection reset"}, // Winsock's
    Known{10053, ProbeStep::None, "connection aborted"},
    Known{10060, ProbeStep::None, "no answer"},
    Known{10061, ProbeStep::Refused, "connection refused"},
};

template <class Table>
auto find(const Table& table, std::uint32_t code) {
    return std::ranges::find(table, code, [](const auto& row) { return row.code; });
}

} // namespace

std::string tls_words(std::uint32_t secure_failure_flags) {
    std::string words;
    for (const auto& [flag, text] : c_flags) {
        if ((secure_failure_flags & flag) != 0) {
            words += (words.empty() ? "" : ", ") + std::string{text};
        }
    }
    return words;
}

Failure winhttp_failure(std::uint32_t error, std::uint32_t flags, ProbeStep at) {
    const auto tls = find(c_tls_errors, error);
    if (std::string words = tls_words(flags); !words.empty()) {
        return {ProbeStep::Tls, std::move(words)};
    }
    if (tls != c_tls_errors.end()) {
        return {ProbeStep::Tls, tls->text};
    }
    const auto known = find(c_errors, error);
    const std::string at_step = " (" + std::string{doing(at)} + ")";
    if (known == c_errors.end()) {
        return {at, "error " + std::to_string(error) + at_step};
    }
    const bool has_step = known->step != ProbeStep::None;
    return {has_step ? known->step : at, has_step ? known->text : known->text + at_step};
}

} // namespace mirrorwatch::probe
