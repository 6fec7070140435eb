// SPDX-License-Identifier: MIT
#include "service/sense/host/logged_event.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch::sense;
using namespace std::chrono_literals;

namespace {

using Codes = std::vector<std::string>;

constexpr std::chrono::sys_seconds c_when =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 16h + 34min + 7s;

std::string event_with(const std::string& data, const std::string& time = "2026-11-25T16:34:07.1234567Z") {
    return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
           "Name='WSL'/><EventID Qualifiers='32768'>0</EventID><Level>3</Level>"
           "<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='" +
           time + "'/><Channel>Application</Channel><Computer>PC</Computer><Security/></System>" + data +
           "</Event>";
}

std::optional<LoggedEvent> parsed(const std::string& data) {
    return parse_event(event_with(data));
}

} // namespace

TEST_CASE("an event has its provider, its second and its insertion strings") {
    const auto event = parsed("<EventData><Data>first</Data><Data Name='x'>second</Data></EventData>");
    CHECK(event == LoggedEvent{"WSL", c_when, {"first", "second"}});
}

TEST_CASE("attributes may stand in either kind of quotes, and a time may be of any precision") {
    for (const std::string time : {"2026-11-25T16:34:07Z", "2026-11-25T16:34:07.123456700Z"}) {
        CAPTURE(time);
        const auto event = parse_event("<Event><System><Provider Guid=\"{1}\" Name=\"RasClient\" />"
                                       "<TimeCreated SystemTime=\"" +
                                       time + "\"/></System></Event>");
        CHECK(event == LoggedEvent{"RasClient", c_when, {}});
    }
}

TEST_CASE("an empty value keeps its place") {
    const auto event = parsed("<EventData><Data></Data><Data/><Data>c</Data></EventData>");
    REQUIRE(event);
    CHECK(event->data == Codes{"", "", "c"});
}

TEST_CASE("what a manifest writes into UserData is taken too, the names are not") {
    const auto event = parsed("<UserData><EventXML xmlns='urn:x'><Status>0x803b0007</Status><Id/></EventXML>"
                              "</UserData>");
    REQUIRE(event);
    CHECK(event->data == Codes{"0x803b0007", ""});
}

TEST_CASE("values outside the data are none") {
    const auto event = parsed("<RenderingInfo><Message>no</Message></RenderingInfo>");
    REQUIRE(event);
    CHECK(event->data.empty());
}

TEST_CASE("references become characters, and what is no reference stays") {
    const auto event = parsed("<EventData><Data>&lt;a href=&quot;x&quot;&gt; &amp;amp; &#13;&#xA;&#x4E2D; "
                              "&apos; &unknown; & &#xD800; &#x1F600;</Data></EventData>");
    REQUIRE(event);
    CHECK(event->data[0] == "<a href=\"x\"> &amp; \r\n\xE4\xB8\xAD ' &unknown; & &#xD800; \xF0\x9F\x98\x80");
}

TEST_CASE("an angle bracket in an attribute ends no tag") {
    const auto event = parsed("<EventData><Data Name='a>b'>x</Data></EventData>");
    REQUIRE(event);
    CHECK(event->data == Codes{"x"});
}

TEST_CASE("what is cut off counts as far as it goes") {
    const auto event =
        parse_event("<Event><System><Provider Name='WSL'/><TimeCreated "
                    "SystemTime='2026-11-25T16:34:07Z'/></System><EventData><Data>a</Data><Da");
    CHECK(event == LoggedEvent{"WSL", c_when, {"a"}});
}

TEST_CASE("what has no time is no event") {
    for (const std::string time : {"", "yesterday", "2026-13-25T16:34:07Z", "2026-11-31T16:34:07Z",
                                   "2026-11-25T24:00:00Z", "2026-11-25 16:34:07", "2026-11-25T16:34"}) {
        CAPTURE(time);
        CHECK_FALSE(parse_event(event_with("", time)));
    }
    for (const std::string garbage : {"", "<", "<<<>>>", "</Event>", "text", "<TimeCreated/>", "&#;"}) {
        CAPTURE(garbage);
        CHECK_FALSE(parse_event(garbage));
    }
}

TEST_CASE("every beginning of an event can be read without harm") {
    const std::string whole = event_with(
        "<EventData><Data Name='a'>&lt;x&gt;</Data><Data/></EventData><UserData><A>1</A></UserData>");
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const auto event = parse_event(whole.substr(0, length));
        CHECK((!event || event->when == c_when));
    }
}

TEST_CASE("a log is asked for all kinds of events at once, each with its own age") {
    const EventQuery query{"Application", {{"WSL", {}, 24h}, {"RasClient", 20227, 1h}}, 300};
    CHECK(xpath_of(query) ==
          "*[System[(Provider[@Name='WSL'] and TimeCreated[timediff(@SystemTime) <= 86400000]) or "
          "(Provider[@Name='RasClient'] and EventID=20227 and "
          "TimeCreated[timediff(@SystemTime) <= 3600000])]]");
}

TEST_CASE("any provider needs no condition") {
    CHECK(xpath_of({"x", {{"", {}, 1h}}, 1}) == "*[System[(TimeCreated[timediff(@SystemTime) <= 3600000])]]");
}

TEST_CASE("a failure code is found in every spelling") {
    for (const std::string spelled :
         {"0x803b0007", "0X803B0007", "2151350279", "-2143617017", "failed (0x803B0007).",
          R"({"Success":false,"ErrorCode":2151350279})", "hr=0x803b0007, again"}) {
        CAPTURE(spelled);
        CHECK(failure_codes(spelled) == Codes{"0x803B0007"});
    }
    CHECK(failure_codes("-1073676254") == Codes{"0xC0010022"});
    CHECK(failure_codes("0x80070005 then 0x80070424") == Codes{"0x80070005", "0x80070424"});
}

TEST_CASE("what only looks like a failure code is none") {
    for (const std::string other : {"",
                                    "0x00000000",
                                    "0x0",
                                    "0x80000000",
                                    "0xC0000000",
                                    "0x8000000000000080",
                                    "0x803b000",
                                    "0x803b00070",
                                    "x803b0007",
                                    "803b0007-0000-0000-0000-000000000000",
                                    "3000000000",
                                    "2151350279.5",
                                    "12151350279",
                                    "a2151350279",
                                    "0x7fffffff",
                                    "99999999999999999999",
                                    "4294967296",
                                    "..",
                                    "0x",
                                    "0xzzzzzzzz"}) {
        CAPTURE(other);
        CHECK(failure_codes(other).empty());
    }
}
