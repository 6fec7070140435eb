// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "config/settings_edit.hpp"
#include "service/cli/settings_view.hpp"
#include "tests/tray/speaking.hpp"
#include "tray/languages.hpp"
#include "tray/pages/settings_form.hpp"
#include "tray/pages/watched_servers.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

TEST_CASE("the form reads what mirrorwatch.exe shows, and each of its fields is there") {
    const auto values = form_values(cli::settings_items_json(Settings{}, {"Action"}));
    REQUIRE(values.has_value());
    for (const FormField& field : form_fields()) {
        CAPTURE(field.key);
        const FormValue* value = find_value(*values, field.key);
        REQUIRE(value != nullptr);
        CHECK(value->managed == (field.key == "policy.action"));
        CHECK((field.kind != FieldKind::Choice || choice_of(field, value->value)));
        CHECK((field.kind != FieldKind::Check || value->value == "true" || value->value == "false"));
    }
}

TEST_CASE("whatever the form offers, the settings take") {
    for (const FormField& field : form_fields()) {
        for (const FieldChoice& choice : field.choices) {
            CAPTURE(field.key);
            CAPTURE(choice.value);
            CHECK(config::set_setting(config::shipped_settings(), "m.toml",
                                      {std::string{field.key}, std::string{choice.value}})
                      .has_value());
        }
    }
}

TEST_CASE("what differs is set, and what is managed or was not touched is left alone") {
    const std::vector<FormValue> before{
        {"policy.action", "ask", true}, {"watch.lan", "true"}, {"watch.vpn", "true"}};
    CHECK(changed_values(before, {{"policy.action", "auto"},
                                  {"watch.lan", "false"},
                                  {"watch.vpn", "true"},
                                  {"watch.names", "true"}}) ==
          std::vector<std::pair<std::string, std::string>>{{"watch.lan", "false"}});
}

TEST_CASE("what the program says of a wrong value stands at its field") {
    const auto wrong = config::set_setting(config::shipped_settings(), "m.toml", {"policy.countdown", "1s"});
    REQUIRE(wrong.has_error());
    const auto field = field_in(wrong.error().message);
    REQUIRE(field.has_value());
    CHECK(form_fields()[*field].key == "policy.countdown");
    CHECK(sentence_at_field("error: policy.countdown must be 5s or more\r\n") == "This must be 5s or more");
    CHECK(!field_in("policy.countdowns is none").has_value());
    CHECK(sentence_at_field("The service is busy.\n") == "The service is busy.");
}

TEST_CASE("two of the window's labels have no key in common, in any language") {
    std::vector<std::string_view> labels{c_list_label, c_add_label, c_remove_label};
    for (const FormField& field : form_fields()) {
        labels.push_back(field.label);
    }
    const auto check = [&] {
        std::string keys;
        for (const std::string_view label : labels) {
            const std::string_view words = text::translated(label);
            const std::size_t at = words.find('&');
            CAPTURE(words);
            REQUIRE(at != std::string_view::npos);
            keys += static_cast<char>(words[at + 1] | 0x20);
        }
        std::ranges::sort(keys);
        CAPTURE(keys);
        CHECK(std::ranges::adjacent_find(keys) == keys.end());
    };
    check();
    for (const text::Catalogue& catalogue : catalogues()) {
        CAPTURE(catalogue.tag);
        const Speaking speaking{catalogue.tag};
        check();
    }
}

TEST_CASE("what is no list of settings is told") {
    for (const std::string json : {"", "[]", "{}", R"({"settings":7})"}) {
        CHECK(form_values(json).has_error());
    }
}
