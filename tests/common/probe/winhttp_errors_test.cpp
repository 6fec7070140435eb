// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_errors.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using probe::Failure;

TEST_CASE("flags about a certificate become words, the most telling first") {
    CHECK(probe::tls_words(0) == "");
    CHECK(probe::tls_words(0x20) == "the certificate is expired or not yet valid");
    CHECK(probe::tls_words(0x10) == "the certificate is for another name");
    CHECK(probe::tls_words(0x08) == "the certificate is from an unknown authority");
    CHECK(probe::tls_words(0x80000000) == "no agreement on TLS");
    CHECK(probe::tls_words(0x38) ==
          "the certificate is expired or not yet valid, the certificate is for another "
          "name, the certificate is from an unknown authority");
    CHECK(probe::tls_words(0x100) == "");
}

TEST_CASE("an error of WinHTTP names the step and says what happened") {
    struct {
        std::uint32_t error;
        std::uint32_t flags;
        ProbeStep at;
        Failure failure;
    } const rows[] = {
        {12007, 0, ProbeStep::Name, {ProbeStep::Name, "name not found"}},
        {12029, 0, ProbeStep::Connect, {ProbeStep::Connect, "no connection (refused, or no way there)"}},
        {12030, 0, ProbeStep::Answer, {ProbeStep::Answer, "connection reset (waiting for the answer)"}},
        {12030, 0, ProbeStep::Body, {ProbeStep::Body, "connection reset (reading the answer)"}},
        {12152, 0, ProbeStep::Answer, {ProbeStep::Answer, "the answer is not HTTP"}},
        {12175, 0x20, ProbeStep::Tls, {ProbeStep::Tls, "the certificate is expired or not yet valid"}},
        {12175, 0x10, ProbeStep::Connect, {ProbeStep::Tls, "the certificate is for another name"}},
        {12045, 0, ProbeStep::Tls, {ProbeStep::Tls, "the certificate is from an unknown authority"}},
        {12175,
         0,
         ProbeStep::Tls,
         {ProbeStep::Tls, "no agreement on TLS, or a certificate that is not trusted"}},
        {12004, 0, ProbeStep::Send, {ProbeStep::Send, "error 12004 (sending the request)"}},
    };

    for (const auto& [error, flags, at, failure] : rows) {
        CAPTURE(error);
        CHECK(probe::winhttp_failure(error, flags, at) == failure);
    }
}
