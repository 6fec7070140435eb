// SPDX-License-Identifier: MIT
#include "common/text_faults.hpp"

#include "common/names.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;

namespace {

std::vector<Fault> every_fault() {
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < c_names_of<Fault>.size(); ++i) {
        faults.push_back(static_cast<Fault>(i));
    }
    return faults;
}

std::string what(Fault fault, std::vector<std::string> arguments) {
    Finding finding;
    finding.fault = fault;
    finding.arguments = std::move(arguments);
    return text::what(finding);
}

std::string advice(Fault fault) {
    Finding finding;
    finding.fault = fault;
    return text::advice(finding);
}

bool is_sentence(const std::string& words) {
    return !words.empty() && words.back() == '.' && words.find('{') == std::string::npos &&
           words.find("  ") == std::string::npos && words.find("..") == std::string::npos &&
           words.find('!') == std::string::npos && !(words[0] >= 'a' && words[0] <= 'z');
}

} // namespace

TEST_CASE("each fault is said in one sentence that fits a notification, with whatever arguments there are") {
    for (const Fault fault : every_fault()) {
        CAPTURE(name_of(fault));
        for (const std::vector<std::string>& arguments :
             {std::vector<std::string>{}, {"Cisco"}, {"Cisco", "api"}, {"Nat", "api", "db"}, {""}}) {
            const std::string words = what(fault, arguments);
            CAPTURE(words);
            CHECK(is_sentence(words));
            CHECK(words.size() <= 160);
        }
    }
}

TEST_CASE("each fault has advice in whole sentences, without begging") {
    for (const Fault fault : every_fault()) {
        CAPTURE(name_of(fault));
        const std::string words = advice(fault);
        CHECK(is_sentence(words));
        CHECK(words.size() >= 60);
        CHECK(words.size() <= 320);
        CHECK(words.find("lease") == std::string::npos);
    }
}

TEST_CASE("each fault has a short label of its own") {
    std::vector<std::string_view> labels;
    for (const Fault fault : every_fault()) {
        const std::string_view label = text::label(fault);
        CAPTURE(label);
        CHECK(label.size() >= 8);
        CHECK(label.size() <= 40);
        CHECK(label.back() != '.');
        for (const std::string_view other : labels) {
            CHECK(label != other);
        }
        labels.push_back(label);
    }
}

TEST_CASE("endpoints come last and are listed") {
    CHECK(what(Fault::VpnCutsWsl, {"Cisco Secure Client", "api", "db", "web"}) ==
          "Cisco Secure Client broke mirrored networking: there is no answer from api, db and web any more.");
    CHECK(what(Fault::InterfaceConstraint, {"Ethernet", "git"}) ==
          "WSL may use no adapter but Ethernet: there is no answer from git.");
}

TEST_CASE("what is missing becomes a general word, or is left out") {
    CHECK(what(Fault::VpnCutsWsl, {}) ==
          "The VPN broke mirrored networking: there is no answer from some endpoints any more.");
    CHECK(what(Fault::VpnTargetsCut, {}) ==
          "WSL does not reach what is behind the VPN: there is no answer from some endpoints.");
    CHECK(what(Fault::HostOffline, {}) == "Windows itself has no network.");
    CHECK(what(Fault::NoNetworking, {""}) == "WSL runs without any networking.");
}

TEST_CASE("a mode is written as people write it, and a detail loses its full stop") {
    CHECK(what(Fault::SilentNat, {"nat"}) ==
          "WSL is set to mirrored networking, and runs with NAT networking.");
    CHECK(what(Fault::ConfigMistake, {"line 3 is none."}) ==
          ".wslconfig has a line that has no effect: line 3 is none.");
}

TEST_CASE("a fault's argument that looks like a placeholder is only text") {
    CHECK(what(Fault::HypervBlocked, {"{endpoints}", "api"}) ==
          "The Hyper-V firewall blocks WSL ({endpoints}): there is no answer from api.");
}

TEST_CASE("severities and confidences have labels") {
    CHECK(text::label(Severity::Hint) == "Hint");
    CHECK(text::label(Severity::Error) == "Error");
    CHECK(text::label(Confidence::Possible) == "Possible");
    CHECK(text::label(Confidence::Certain) == "Certain");
}
