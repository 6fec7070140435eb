// SPDX-License-Identifier: MIT
#include "common/translated.hpp"

#include "common/text.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch;
using namespace std::string_view_literals;

namespace {

constexpr std::array c_keys{"All is well."sv, "seen\004no answer"sv, "{count} answers"sv, "{vpn} is gone."sv};
constexpr std::array c_words{"Alles gut."sv, "keine Antwort"sv, "{count} antwortet\000{count} antworten"sv,
                             "Weg ist {vpn}."sv};
constexpr text::Catalogue c_some_german{"de", c_keys, c_words};

/// Of this test alone.
struct Speaking {
    explicit Speaking(const text::Catalogue* catalogue) { text::speak(catalogue); }

    ~Speaking() { text::speak(nullptr); }

    Speaking(const Speaking&) = delete;
    Speaking& operator=(const Speaking&) = delete;
};

} // namespace

TEST_CASE("nobody has chosen a language: everything is English") {
    CHECK(text::spoken() == nullptr);
    CHECK(text::translated("All is well.") == "All is well.");
    CHECK(text::counted("{count} answers", "{count} answer", 1) == "1 answers");
    CHECK(text::counted("{count} answers", "{count} answer", 2) == "2 answer");
}

TEST_CASE("a text is said in the language that was chosen, and in English where that has no words for it") {
    const Speaking german{&c_some_german};
    CHECK(text::translated("All is well.") == "Alles gut.");
    CHECK(text::translated("All is lost.") == "All is lost.");
    CHECK(text::translated_as("seen", "no answer") == "keine Antwort");
    CHECK(text::translated("no answer") == "no answer");
    CHECK(text::to_text({MessageId::AllWell, {}}) == "Alles gut.");
}

TEST_CASE("a number has the form that it needs") {
    const Speaking german{&c_some_german};
    CHECK(text::counted("{count} answers", "{count} answer", 1) == "1 antwortet");
    CHECK(text::counted("{count} answers", "{count} answer", 0) == "0 antworten");
    CHECK(text::counted("{count} answers", "{count} answer", 12) == "12 antworten");
    static constexpr std::array c_one_form{"{count} 件が応答"sv};
    static constexpr std::array c_key{"{count} answers"sv};
    static constexpr text::Catalogue c_japanese{"ja", c_key, c_one_form, 1};
    text::speak(&c_japanese);
    CHECK(text::counted("{count} answers", "{count} answer", 3) == "3 件が応答");
}

TEST_CASE(
    "in a language from right to left a time keeps its own direction, so that it reads 12 ms and not ms 12") {
    static constexpr std::array c_key{"Answers in {time}"sv};
    static constexpr std::array c_hebrew{"\u05E2\u05D5\u05E0\u05D4 \u05EA\u05D5\u05DA {time}"sv};
    static constexpr text::Catalogue c_some_hebrew{"iw", c_key, c_hebrew, 2, true};
    const Speaking hebrew{&c_some_hebrew};
    CHECK(text::translated("Answers in {time}", {{"time", "12 ms"}}) ==
          "\u05E2\u05D5\u05E0\u05D4 \u05EA\u05D5\u05DA \u202A12 ms\u202C");
    CHECK(text::filled("{day} {month}", {{"day", "30"}, {"month", "Nov"}}) ==
          "30 Nov"); // nothing to be kept apart from
    const text::InEnglish english;
    CHECK(text::translated("Answers in {time}", {{"time", "12 ms"}}) == "Answers in 12 ms");
}

TEST_CASE("arguments stand where the language wants them, and their own braces are only text") {
    const Speaking german{&c_some_german};
    CHECK(text::translated("{vpn} is gone.", {{"vpn", "{vpn}"}}) == "Weg ist {vpn}.");
    CHECK(text::filled("{b}{a}{c", {{"a", "1"}, {"b", "{a}"}}) == "{a}1{c");
    CHECK(text::to_text({MessageId::VpnDisconnected, {"Cisco"}}) == "Weg ist Cisco.");
}

TEST_CASE("what is for who helps is English, whatever the tray speaks") {
    const Speaking german{&c_some_german};
    {
        const text::InEnglish english;
        CHECK(text::translated("All is well.") == "All is well.");
    }
    CHECK(text::translated("All is well.") == "Alles gut.");
}
