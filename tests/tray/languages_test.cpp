// SPDX-License-Identifier: MIT
#include "tray/languages.hpp"

#include "common/fault_table.hpp"
#include "common/message_table.hpp"
#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"
#include "tests/tray/speaking.hpp"
#include "tray/menu.hpp"
#include "tray/observations.hpp"
#include "tray/pages/settings_form.hpp"
#include "tray/verdict_reasons.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

bool has_words(const text::Catalogue& catalogue, std::string_view english) {
    return english.empty() || std::ranges::binary_search(catalogue.keys, english);
}

void check_words(const text::Catalogue& catalogue, std::string_view english) {
    CAPTURE(english);
    CHECK(has_words(catalogue, english));
}

std::string seen(std::string_view pattern) {
    return "seen\4" + std::string{pattern};
}

/// The names in braces.
std::set<std::string> holes(std::string_view words) {
    std::set<std::string> names;
    for (std::size_t at = words.find('{'); at != std::string_view::npos; at = words.find('{', at + 1)) {
        names.emplace(words.substr(at, words.find('}', at) - at));
    }
    return names;
}

} // namespace

TEST_CASE("the tray speaks German, Japanese and Chinese, and two languages for tests") {
    std::vector<std::string_view> tags;
    for (const text::Catalogue& catalogue : catalogues()) {
        CHECK(std::ranges::is_sorted(catalogue.keys));
        CHECK(catalogue.keys.size() == catalogue.words.size());
        tags.push_back(catalogue.tag);
    }
    CHECK(tags == std::vector<std::string_view>{"de", "ja", "zh-Hans", "qps-ploc", "qps-plocm"});
    for (std::size_t i = 2; i < c_names_of<Language>.size(); ++i) { // behind auto and en
        CHECK(catalogue_named(c_names_of<Language>.at(i)) != nullptr);
    }
    CHECK(catalogue_named("qps-plocm")->is_right_to_left);
    CHECK(catalogue_named("en") == nullptr);
}

TEST_CASE("all that the tables can say has its words in each language") {
    for (const text::Catalogue& catalogue : catalogues()) {
        CAPTURE(catalogue.tag);
        for (const MessageText& row : c_message_texts) {
            check_words(catalogue, row.words);
        }
        for (const FaultText& row : c_fault_texts) {
            for (const std::string_view words : {row.label, row.what, row.advice, row.what_in_general}) {
                check_words(catalogue, words);
            }
        }
        for (const RemedyRow& row : remedy_catalogue()) {
            const RemedyWords& words = row.words;
            for (const std::string_view one :
                 {words.label, words.button, words.note, words.undo, words.announced}) {
                check_words(catalogue, one);
            }
        }
        for (const FormField& field : form_fields()) {
            check_words(catalogue, field.label);
            check_words(catalogue, field.heading);
        }
        for (const std::string_view pattern : c_observations) {
            check_words(catalogue, seen(pattern));
        }
        for (const std::string_view pattern : c_verdict_reasons) {
            check_words(catalogue, seen(pattern));
        }
    }
}

TEST_CASE("a translation has the braces of its text, and no others") {
    for (const text::Catalogue& catalogue : catalogues()) {
        CAPTURE(catalogue.tag);
        for (std::size_t i = 0; i < catalogue.keys.size(); ++i) {
            const std::string_view words = catalogue.words[i];
            CAPTURE(catalogue.keys[i]);
            auto wanted = holes(catalogue.keys[i]);
            auto is = holes(words);
            const bool is_counted = words.find('\0') != std::string_view::npos || catalogue.plural_forms == 1;
            if (is_counted) { // "in a day", "in 3 days"
                wanted.erase("{count");
                is.erase("{count");
            }
            CHECK(is == wanted);
        }
    }
}

TEST_CASE("the first language of Windows that the tray has is spoken, and English where there is none") {
    CHECK(first_known({"de-AT", "en-US"}) == "de");
    CHECK(first_known({"zh-Hans-CN", "en-US"}) == "zh-Hans");
    CHECK(first_known({"zh-CN"}) == "zh-Hans");
    CHECK(first_known({"zh-SG"}) == "zh-Hans");
    CHECK(first_known({"ja-JP"}) == "ja");
    CHECK(first_known({"en-GB", "de-DE"}) == "en");
    CHECK(first_known({"fr-FR", "ja"}) == "ja");
    CHECK(first_known({"fr-FR"}) == "en");
    CHECK(first_known({"den-CA", "jam"}) == "en"); // Slavey and Jamaican are other languages
    CHECK(first_known({}) == "en");
}

TEST_CASE("who reads Traditional Chinese gets English, as there are no such words") {
    CHECK(first_known({"zh-TW", "en-US"}) == "en");
    CHECK(first_known({"zh-Hant-HK"}) == "en");
    CHECK(first_known({"zh-MO"}) == "en");
    CHECK(first_known({"zh-TW", "ja-JP"}) == "ja");
}

TEST_CASE("the setting is before Windows' languages, and a word that nobody knows is none") {
    CHECK(language_for("ja", {"de-DE"}) == "ja");
    CHECK(language_for("en", {"de-DE"}) == "en");
    CHECK(language_for("", {"de-DE"}) == "de");
    CHECK(language_for("tlh", {"de-DE"}) == "de");
    CHECK(language_for("qps-ploc", {"de-DE"}) == "qps-ploc");
}

TEST_CASE("two fields of the settings have no key in common, in any language") {
    for (const text::Catalogue& catalogue : catalogues()) {
        CAPTURE(catalogue.tag);
        const Speaking speaking{catalogue.tag};
        std::set<char> keys;
        for (const FormField& field : form_fields()) {
            CAPTURE(field.key);
            const char key = access_key_of(text::translated(field.label));
            CHECK(key != '\0');
            CHECK(keys.insert(key).second);
        }
    }
}
