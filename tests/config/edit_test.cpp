// SPDX-License-Identifier: MIT
#include "config/document.hpp"
#include "config/edit.hpp"
#include "tests/support/toml_documents.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::config {
namespace {

using support::toml_document;
using support::TomlDocument;
using support::TomlPiece;

constexpr std::uint32_t c_documents = 2'000;
constexpr std::uint32_t c_fewer = 100; // where each is changed many times
constexpr std::string_view c_file = "mine.toml";

const NewEndpoint c_database{"database", "tcp://127.0.0.1:5432", EndpointFrom::Both, EndpointWhen::Vpn};
const NewEndpoint c_web{"port 8080", "tcp://127.0.0.1:8080"};
const std::string c_web_text = "[[endpoint]]\nname = \"port 8080\"\nurl = \"tcp://127.0.0.1:8080\"\n"
                               "from = \"windows\"\n";

toml::table root_of(std::string_view text) {
    Report report{std::string{c_file}, {}, {}, {}};
    auto root = document_in(text, report);
    REQUIRE(root.has_value());
    return std::move(*root);
}

Checked<std::vector<EndpointSpec>> checked(std::string_view text) {
    return check_user_settings(text, c_file, {});
}

std::string added(std::string_view text, const NewEndpoint& endpoint = c_web) {
    const auto after = add_endpoint(text, c_file, endpoint, {});
    REQUIRE_MESSAGE(after.has_value(), after.error().message);
    return *after;
}

std::string removed(std::string_view text, std::string_view name) {
    const auto after = remove_endpoint(text, c_file, name);
    REQUIRE_MESSAGE(after.has_value(), after.error().message);
    return *after;
}

std::string refused(std::string_view text, const NewEndpoint& endpoint = c_web, const Names& taken = {}) {
    const auto after = add_endpoint(text, c_file, endpoint, taken);
    return after ? "added" : after.error().message;
}

/// The document, but for its last endpoint.
toml::table but_for_last(std::string_view text) {
    toml::table root = root_of(text);
    auto* endpoints = root.get_as<toml::array>("endpoint");
    REQUIRE(endpoints != nullptr);
    endpoints->pop_back();
    if (endpoints->empty()) {
        root.erase("endpoint");
    }
    return root;
}

/// What the file must say of `endpoint`: the rhythm is that of [health].
EndpointSpec meant(const NewEndpoint& endpoint, const EndpointSpec& seen) {
    EndpointSpec spec = endpoint_at(endpoint.url).value();
    spec.name = endpoint.name;
    spec.from = endpoint.from;
    spec.when = endpoint.when;
    spec.source = EndpointSource::User;
    spec.interval = seen.interval;
    return spec;
}

/// Each line of `part` stands in `whole`, in the same order; a byte order mark in both or in none.
bool has_only_lines_of(std::string_view part, std::string_view whole) {
    const std::size_t mark = whole.starts_with("\xef\xbb\xbf") ? 3 : 0;
    if (part.substr(0, mark) != whole.substr(0, mark)) {
        return false;
    }
    part.remove_prefix(mark);
    whole.remove_prefix(mark);
    while (!part.empty()) {
        const std::string_view line = part.substr(0, std::min(part.find('\n'), part.size() - 1) + 1);
        const std::size_t at = whole.find(line);
        if (at == std::string_view::npos) {
            return false;
        }
        whole.remove_prefix(at + line.size());
        part.remove_prefix(line.size());
    }
    return true;
}

bool has_only_blanks(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Of the pieces that are not the endpoint's, those that are not there any more. Blank lines may go.
std::vector<std::string> lost(const TomlDocument& document, std::string_view name, std::string_view after) {
    std::vector<std::string> texts;
    for (const TomlPiece& piece : document.pieces) {
        std::string_view text = piece.text; // the last one may have no line end
        text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
        if (piece.of != name && !piece.is_tight && !has_only_blanks(text) && after.find(text) == after.npos) {
            texts.emplace_back(text);
        }
    }
    return texts;
}

} // namespace

TEST_CASE(
    "what is added to 2,000 odd files is there, all else is as before, and removing it puts each byte back") {
    for (std::uint32_t seed = 1; seed <= c_documents; ++seed) {
        const std::string before = toml_document(seed).text;
        CAPTURE(seed);
        CAPTURE(before);
        const auto others = checked(before);
        REQUIRE(others.errors.empty());
        const std::string after = added(before, c_database);

        CHECK(after.starts_with(before));
        const bool is_the_rest = but_for_last(after) == root_of(before);
        CHECK(is_the_rest);
        auto endpoints = checked(after).value;
        REQUIRE_FALSE(endpoints.empty());
        const bool is_meant = endpoints.back() == meant(c_database, endpoints.back());
        CHECK(is_meant);
        endpoints.pop_back();
        const bool are_the_others = endpoints == others.value;
        CHECK(are_the_others);
        const bool is_back = removed(after, c_database.name) == before;
        CHECK(is_back);
    }
}

TEST_CASE("of odd files the first of two goes, and what is left is the second, as if it had come alone") {
    for (std::uint32_t seed = 1; seed <= c_fewer; ++seed) {
        const std::string before = toml_document(seed).text;
        CAPTURE(seed);
        const std::string both = added(added(before, c_database), c_web);
        const bool is_second = removed(both, c_database.name) == added(before, c_web);
        // But for the blank line that sets it apart, which an empty file does not need.
        CHECK((is_second || before.empty() || before == "\xef\xbb\xbf"));
        const bool is_first = removed(both, c_web.name) == added(before, c_database);
        CHECK(is_first);
    }
}

TEST_CASE("each endpoint that somebody wrote goes with its tables, and nothing of the rest does") {
    std::size_t count = 0;
    for (std::uint32_t seed = 1; seed <= c_fewer; ++seed) {
        const TomlDocument document = toml_document(seed);
        for (const std::string& name : document.endpoints) {
            CAPTURE(seed);
            CAPTURE(name);
            CAPTURE(document.text);
            const std::string after = removed(document.text, name);
            CAPTURE(after);
            auto endpoints = checked(document.text).value;
            std::erase_if(endpoints, [&](const EndpointSpec& endpoint) { return endpoint.name == name; });
            const bool are_left = checked(after).value == endpoints;
            CHECK(are_left);
            CHECK(has_only_lines_of(after, document.text));
            CHECK(lost(document, name, after) == std::vector<std::string>{});
            ++count;
        }
    }
    CHECK(count > c_fewer);
}

TEST_CASE("an endpoint comes last, and only what differs from the defaults is written") {
    CHECK(added("") == c_web_text);
    CHECK(added("# mine\n") == "# mine\n\n" + c_web_text);
    NewEndpoint endpoint = c_database;
    endpoint.remark = "postgres listens in Ubuntu";
    CHECK(added("# mine\n", endpoint) == "# mine\n\n[[endpoint]] # postgres listens in Ubuntu\n"
                                         "name = \"database\"\nurl = \"tcp://127.0.0.1:5432\"\n"
                                         "from = \"both\"\nwhen = \"vpn\"\n");
    CHECK(removed(added("# mine\n", endpoint), "database") == "# mine\n");
}

TEST_CASE("line ends, a byte order mark and a missing last line end are kept") {
    CHECK(added("a = 1\r\n")
              .ends_with("\r\n\r\n[[endpoint]]\r\nname = \"port 8080\"\r\n"
                         "url = \"tcp://127.0.0.1:8080\"\r\nfrom = \"windows\"\r\n"));
    CHECK(added("a = 1") == "a = 1\n\n" + c_web_text.substr(0, c_web_text.size() - 1));
    CHECK(added("\xef\xbb\xbf") == "\xef\xbb\xbf" + c_web_text);
    CHECK(removed("\xef\xbb\xbf" + c_web_text, "port 8080") == "\xef\xbb\xbf");
    CHECK(removed("# mine\n" + c_web_text.substr(0, c_web_text.size() - 1), "port 8080") == "# mine");
}

TEST_CASE("a name needs no care for how it is quoted") {
    for (const std::string name :
         {"a \"b\"", "back\\slash", "日本", "# [[endpoint]]", "'''", "ends with \\"}) {
        CAPTURE(name);
        const std::string after = added("a = 1\n", {name, "dns://web.corp"});
        CHECK(checked(after).value.back().name == name);
        CHECK(removed(after, name) == "a = 1\n");
    }
}

TEST_CASE("comments above an endpoint stay, those within and right behind go, those of the next one stay") {
    const std::string text = "# all of mine\n\n# my web server\n[[endpoint]]\nname = 'a'\n# its place\n"
                             "url = 'tcp://a:1'\n# interval = '1m'\n\n# section\n\n# the next\n[[endpoint]]\n"
                             "name = 'b'\nurl = 'tcp://b:1'\n";
    CHECK(removed(text, "a") == "# all of mine\n\n# my web server\n\n# section\n\n# the next\n[[endpoint]]\n"
                                "name = 'b'\nurl = 'tcp://b:1'\n");
    CHECK(removed(text, "b") == text.substr(0, text.find("[[endpoint]]\nname = 'b'")));
}

TEST_CASE("an endpoint's tables go with it, also when another stands between") {
    const std::string text = "[[endpoint]]\nname = 'a'\nurl = 'http://a/'\n[endpoint.headers]\nA = 'b'\n\n"
                             "[health]\ninterval = '20s'\n\n[[endpoint.later]]\nx = 1\n";
    CHECK(removed(text, "a") == "[health]\ninterval = '20s'\n");
    CHECK(removed("[[endpoint]]\nname = 'a'\nurl = 'http://a/'\n\n[health]\n", "a") == "[health]\n");
}

TEST_CASE("a file that is broken is refused with its place") {
    CHECK(refused("a = 1\nb = \n").starts_with("mine.toml:2:"));
    CHECK(refused("[health]\ninterval = 'soon'\n") ==
          "mine.toml:2:12: health.interval must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"");
    CHECK(refused("endpoint = 3\n").starts_with("mine.toml:1:12: endpoint is written as a value here"));
    CHECK(refused(std::string{"\xff\xfe", 2}).find("UTF-16") != std::string::npos);
    CHECK(remove_endpoint("a = \n", c_file, "a").error().message.starts_with("mine.toml:1:"));
}

TEST_CASE("endpoints in one list are left to who wrote them, with a word on what would be right") {
    const std::string text = "# mine\nendpoint = [ { name = 'a', url = 'tcp://a:1' } ]\n";
    REQUIRE(checked(text).errors.empty());
    const std::string why =
        "mine.toml:2:12: endpoint is written as a value here, which only you can change: "
        "write each endpoint as a table of its own that begins with [[endpoint]], and try "
        "again";
    CHECK(refused(text) == why);
    CHECK(remove_endpoint(text, c_file, "a").error().message == why);
    CHECK(refused("endpoint = []\n").starts_with("mine.toml:1:12: endpoint is written as a value"));
}

TEST_CASE("an endpoint that the file could not have is refused with the reason") {
    const Names machine{{"port 8080", {"machine.toml", 3, 8, {}}}};
    CHECK(refused("", c_web, machine) ==
          "endpoint.name \"port 8080\" is taken by the endpoint at machine.toml:3:8: names must be unique");
    CHECK(refused(c_web_text).find("taken by the endpoint at mine.toml:2:8") != std::string::npos);
    CHECK(refused("", {std::string(257, 'x'), "tcp://a:1"}).find("not be longer than 256") !=
          std::string::npos);
    CHECK(refused("", {"", "tcp://a:1"}).find("needs a name of its own") != std::string::npos);
    CHECK(refused("", {"a\nb", "tcp://a:1"}).find("control characters") != std::string::npos);
    CHECK(refused("", {"a", "ftp://a"}).starts_with("endpoint.url must begin with"));
    CHECK(refused("", {"a", "http://a/" + std::string(2'048, 'x')}).find("2048") != std::string::npos);
}

TEST_CASE("no second comes where the file is full") {
    std::string text;
    for (int i = 0; i < 500; ++i) {
        text += "[[endpoint]]\nname = 'e" + std::to_string(i) + "'\nurl = 'tcp://a:1'\n";
    }
    CHECK(refused(text) == "endpoint is one too many: there may be 500 in this file; remove some");
}

TEST_CASE("a name that is there twice, or not at all, is not removed") {
    const std::string twice = "[[endpoint]]\nname = 'a'\n[[endpoint]]\nname = 'a'\n";
    CHECK(remove_endpoint(twice, c_file, "a").error().message ==
          "mine.toml:3:1: another endpoint is called \"a\" as well: give one another name");
    CHECK(remove_endpoint(twice, c_file, "b").error().message == "there is no endpoint \"b\" in mine.toml");
    CHECK(remove_endpoint("", c_file, "b").has_error());
}

TEST_CASE("an endpoint that is wrong can be removed, so that the rest of the file counts again") {
    const std::string text = "[[endpoint]]\nname = 'a'\nurl = 'nowhere'\n";
    REQUIRE_FALSE(checked(text).errors.empty());
    CHECK(removed(text, "a").empty());
}

} // namespace mirrorwatch::config
