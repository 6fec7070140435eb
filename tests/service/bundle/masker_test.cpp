// SPDX-License-Identifier: MIT
#include "service/bundle/masker.hpp"

#include "tests/support/find_name.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::bundle {
namespace {

Masker masker() {
    return Masker{{{"jane", "CORP"}, {"LAPTOP-7"}, {"db.corp.example", "corp.example"}}, find_western};
}

std::string masked_alone(std::string_view text) {
    return masker()(text);
}

} // namespace

TEST_CASE("names of users, computers and hosts have stand-ins, the same one each time") {
    CHECK(masked_alone("CORP\\Jane on laptop-7 asks db.corp.example; jane asks DB.corp.example") ==
          "<user 2>\\<user 1> on <computer 1> asks <host 1>; <user 1> asks <host 1>");
}

TEST_CASE("stand-ins are the same in all texts of one bundle") {
    Masker mask = masker();
    CHECK(mask("jane") == "<user 1>");
    CHECK(mask("CORP, jane") == "<user 2>, <user 1>");
}

TEST_CASE("a name within a longer word is none") {
    CHECK(masked_alone("janeway corporate") == "janeway corporate");
}

TEST_CASE("a name beyond ASCII is one in capitals too, and what surrounds it stays, byte for byte") {
    Masker mask{{{"müller", "o'brien"}, {"BÜRO-7"}, {}}, find_western};
    CHECK(mask("“MÜLLER” and Müller at büro-7") == "“<user 1>” and <user 1> at <computer 1>");
    CHECK(mask("日本 😀 müller\xff\xc3 O'BRIEN") == "日本 😀 <user 1>\xff\xc3 <user 2>");
    CHECK(mask("müllerin") == "müllerin");
    CHECK(mask("müllermüller müllerx müller") == "müllermüller müllerx <user 1>");
}

TEST_CASE("a name of characters beyond the first plane is one") {
    Masker mask{{{"😀ü"}, {}, {}}, find_western};
    CHECK(mask("x 😀 😀Ü 😀ü.") == "x 😀 <user 1> <user 1>.");
}

TEST_CASE("the folder of a profile is a user's name, in Windows' spelling and in JSON's") {
    CHECK(masked_alone(R"(C:\Users\bob.smith\.wslconfig)") == R"(C:\Users\<user 1>\.wslconfig)");
    CHECK(masked_alone(R"("C:\\Users\\bob smith\\AppData")") == R"("C:\\Users\\<user 1>\\AppData")");
    CHECK(masked_alone(R"(C:\Users\Public\x)") == R"(C:\Users\Public\x)");
    CHECK(masked_alone(R"(C:\Users\jane\x)") == R"(C:\Users\<user 1>\x)");
}

TEST_CASE("accounts by their numbers, and mail addresses") {
    CHECK(masked_alone("S-1-5-21-1004336348-1177238915-682003330-512 and S-1-5-18") ==
          "<sid 1> and S-1-5-18");
    CHECK(masked_alone("bob@example.com") == "<mail 1>");
}

TEST_CASE("a URL keeps its shape, without host and secrets") {
    CHECK(masked_alone("https://git.example.org:8443/health?key=abc") ==
          "https://<host 1>:8443/health?key=***");
    CHECK(masked_alone("http://bob:pw@proxy:8080/") == "http://***@<host 1>:8080/");
    CHECK(masked_alone("http://127.0.0.1:8080/x tcp://192.168.1.5:5432") ==
          "http://127.0.0.1:8080/x tcp://192.168.1.5:5432");
    CHECK(masked_alone("tcp://www.msftconnecttest.com:80") == "tcp://www.msftconnecttest.com:80");
}

TEST_CASE("what is called a secret is one, and so is a long word of letters and digits") {
    CHECK(masked_alone("password=hunter2;x") == "password=***;x");
    CHECK(masked_alone(R"("token": "abc", "port": 8080)") == R"("token": "***", "port": 8080)");
    CHECK(masked_alone("Authorization: Bearer abc.def") == "Authorization: ***");
    CHECK(masked_alone("ghp_16C7e42F292c6912E7710c838347Ae178B4a") == "***");
    CHECK(masked_alone("HcnReserveGuestNetworkServicePortRange") == "HcnReserveGuestNetworkServicePortRange");
    CHECK(masked_alone("{37217669-42DA-4657-A55B-0D995D328250}") == "{37217669-42DA-4657-A55B-0D995D328250}");
}

TEST_CASE("addresses of the Internet are masked; private ones and versions are not") {
    CHECK(masked_alone("8.8.8.8 10.8.0.2 192.168.1.5 172.17.0.1 100.64.0.1 127.0.0.1") ==
          "<address 1> 10.8.0.2 192.168.1.5 172.17.0.1 100.64.0.1 127.0.0.1");
    CHECK(masked_alone("Kernel 6.6.114.1. WSL 2.9.4.1") == "Kernel 6.6.114.1. WSL 2.9.4.1");
    CHECK(masked_alone("2a00:1450:4001:82b::200e fe80::1 fd00::2 ::1") == "<address 1> fe80::1 fd00::2 ::1");
    CHECK(masked_alone("12:34:56") == "12:34:56");
}

TEST_CASE("of a hardware address the maker stays") {
    CHECK(masked_alone("00-05-9A-3C-7A-00") == "00-05-9A-**-**-**");
    CHECK(masked_alone("aa:bb:cc:00:00:01") == "aa:bb:cc:**-**-**");
}

TEST_CASE("lines and their ends stay as they are") {
    CHECK(masked_alone("a\r\n\nb") == "a\r\n\nb");
    CHECK(masked_alone("a\n") == "a\n");
    CHECK(masked_alone("").empty());
}

} // namespace mirrorwatch::bundle
