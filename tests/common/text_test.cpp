// SPDX-License-Identifier: MIT
#include "common/text.hpp"

#include "common/names.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

namespace {

std::vector<MessageId> every_code() {
    std::vector<MessageId> codes;
    for (std::size_t i = 0; i < c_names_of<MessageId>.size(); ++i) {
        codes.push_back(static_cast<MessageId>(i));
    }
    return codes;
}

Message sentence_with_marks(MessageId code) {
    Message sentence{code, {}};
    for (std::size_t i = 0; i < text::argument_count(code); ++i) {
        sentence.arguments.push_back("<" + std::to_string(i) + ">");
    }
    return sentence;
}

} // namespace

TEST_CASE("every sentence uses each of its arguments once and leaves no placeholder") {
    for (const MessageId code : every_code()) {
        CAPTURE(name_of(code));
        const Message sentence = sentence_with_marks(code);
        const std::string words = text::to_text(sentence);
        CHECK(words.find('{') == std::string::npos);
        for (const std::string& argument : sentence.arguments) {
            CHECK(words.find(argument) != std::string::npos);
            CHECK(words.find(argument) == words.rfind(argument));
        }
    }
}

TEST_CASE("every sentence is one or two calm sentences that fit a notification") {
    for (const MessageId code : every_code()) {
        CAPTURE(name_of(code));
        const std::string words = text::to_text(sentence_with_marks(code));
        CHECK(words.size() > 8);
        CHECK(words.size() <= 110);
        CHECK(words.back() == '.');
        CHECK(words.find('!') == std::string::npos);
        CHECK(words.find("..") == std::string::npos);
    }
}

TEST_CASE("a sentence whose arguments are missing is still a sentence") {
    for (const MessageId code : every_code()) {
        CAPTURE(name_of(code));
        const std::string words = text::to_text({code, {}});
        CHECK(words.find('{') == std::string::npos);
        CHECK(words.find("  ") == std::string::npos);
    }
    CHECK(text::to_text({MessageId::ExclusionLifted, {}}) == "The VPN is no longer excluded from WSL.");
}

TEST_CASE("a broken VPN is named together with the endpoints, however they are passed") {
    const std::string_view expected =
        "Cisco Secure Client broke mirrored networking: there is no answer from api, db and web any more.";
    CHECK(text::to_text({MessageId::VpnBrokeMirrored, {"Cisco Secure Client", "api", "db", "web"}}) ==
          expected);
    CHECK(text::to_text({MessageId::VpnBrokeMirrored, {"Cisco Secure Client", "api, db and web"}}) ==
          expected);
}

TEST_CASE("a mode is written as people write it") {
    CHECK(text::to_text({MessageId::AlreadyInMode, {"nat"}}) == "WSL is already set to NAT networking.");
    CHECK(text::to_text({MessageId::PutBack, {"Mirrored"}}) == "WSL is back to mirrored networking.");
    CHECK(text::to_text({MessageId::PutBack, {"sideways"}}) == "WSL is back to sideways networking.");
}

TEST_CASE("a detail that is a sentence of its own does not end with two full stops") {
    CHECK(text::to_text({MessageId::ShutdownFailed, {"wsl.exe is missing."}}) ==
          "WSL could not be shut down: wsl.exe is missing.");
}

TEST_CASE("an argument that looks like a placeholder is only text") {
    CHECK(text::to_text({MessageId::ExclusionFailed, {"{detail}", "no rights"}}) ==
          "{detail} could not be excluded from WSL: no rights.");
}

TEST_CASE("lists read as English") {
    CHECK(text::list_of({}).empty());
    CHECK(text::list_of({"a"}) == "a");
    CHECK(text::list_of({"a", "b"}) == "a and b");
    CHECK(text::list_of({"a", "b", "c"}) == "a, b and c");
}

TEST_CASE("durations are short") {
    using std::chrono::milliseconds;
    CHECK(text::duration(milliseconds{0}) == "0 ms");
    CHECK(text::duration(milliseconds{999}) == "999 ms");
    CHECK(text::duration(milliseconds{1'000}) == "1.0 s");
    CHECK(text::duration(milliseconds{1'949}) == "1.9 s");
    CHECK(text::duration(milliseconds{61'000}) == "61.0 s");
}

TEST_CASE("the JSON name of a networking mode is the one that .wslconfig knows") {
    for (std::size_t i = 0; i < c_names_of<NetworkingMode>.size(); ++i) {
        const auto mode = static_cast<NetworkingMode>(i);
        CHECK(name_of(mode) == to_string(mode));
    }
}

TEST_CASE("every name leads back to its value") {
    for (const MessageId code : every_code()) {
        CHECK(value_named<MessageId>(name_of(code)) == code);
    }
    CHECK(!value_named<MessageId>("All_Well"));
    CHECK(!value_named<RemedyState>(""));
}
