// SPDX-License-Identifier: MIT
#include "common/organisation.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace mirrorwatch;

namespace {

using Tree = boost::property_tree::ptree;

constexpr const char* c_admx = "packaging/fleet/mirrorwatch.admx";
constexpr const char* c_adml = "packaging/fleet/en-US/mirrorwatch.adml";

Tree tree_of(const char* file) {
    Tree tree;
    boost::property_tree::read_xml(file, tree);
    return tree;
}

std::string attribute(const Tree& element, const std::string& name) {
    return element.get<std::string>("<xmlattr>." + name, "");
}

std::vector<Tree> children(const Tree& element, const std::string& name) {
    std::vector<Tree> found;
    for (const auto& [child, tree] : element) {
        if (child == name) {
            found.push_back(tree);
        }
    }
    return found;
}

std::vector<Tree> policies() {
    return children(tree_of(c_admx).get_child("policyDefinitions.policies"), "policy");
}

/// What the registry gets, by the kind of the element and its value's name.
struct Written {
    std::string value;
    std::string element; // "enum", "text", "multiText"; "flag": none, but the policy's own two values
    std::vector<std::string> words = {};
};

std::vector<std::string> words_of(const Tree& enumeration) {
    std::vector<std::string> words;
    for (const Tree& item : children(enumeration, "item")) {
        words.push_back(item.get<std::string>("value.string"));
    }
    return words;
}

Written written_by(const Tree& policy) {
    const auto elements = policy.get_child_optional("elements");
    if (!elements) {
        CHECK(attribute(policy.get_child("enabledValue.decimal"), "value") == "1");
        CHECK(attribute(policy.get_child("disabledValue.decimal"), "value") == "0");
        return {attribute(policy, "valueName"), "flag"};
    }
    REQUIRE(elements->size() == 1);
    const auto& [name, element] = elements->front();
    return {attribute(element, "valueName"), name, words_of(element)};
}

std::string element_for(PolicyType type) {
    switch (type) {
    case PolicyType::Word:
        return "enum";
    case PolicyType::Flag:
        return "flag";
    case PolicyType::Words:
        return "multiText";
    case PolicyType::File:
        break;
    }
    return "text";
}

/// All that is referred to as $(string.x) or $(presentation.x), or by a refId.
void collect(const Tree& element, std::set<std::string>& references) {
    for (const auto& [name, tree] : element) {
        if (name == "<xmlattr>") {
            for (const auto& [attribute, value] : tree) {
                const std::string text = value.data();
                if (text.starts_with("$(")) {
                    references.insert(text.substr(2, text.size() - 3));
                }
            }
        }
        collect(tree, references);
    }
}

std::map<std::string, Tree> table(const std::string& list, const std::string& kind) {
    std::map<std::string, Tree> entries;
    const Tree resources = tree_of(c_adml).get_child("policyDefinitionResources.resources." + list);
    for (const Tree& entry : children(resources, kind)) {
        CHECK(entries.emplace(kind + "." + attribute(entry, "id"), entry).second);
    }
    return entries;
}

} // namespace

TEST_CASE("the template for Group Policy has each of our settings, in the same order, and no other") {
    const auto rows = policy_table();
    const auto all = policies();
    REQUIRE(all.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(rows[i].value);
        const Written written = written_by(all[i]);
        CHECK(written.value == rows[i].value);
        CHECK(written.element == element_for(rows[i].type));
        if (rows[i].type == PolicyType::Word) {
            CHECK(written.words == std::vector<std::string>(rows[i].words.begin(), rows[i].words.end()));
        }
        CHECK(attribute(all[i], "key") == c_policy_key);
        CHECK(attribute(all[i], "name") == rows[i].value);
        CHECK(attribute(all[i], "class") == "Machine");
    }
}

TEST_CASE("what the template refers to is in its texts, and they have nothing else") {
    std::set<std::string> wanted;
    collect(tree_of(c_admx), wanted);
    std::set<std::string> there;
    for (const auto& [list, kind] :
         {std::pair{"stringTable", "string"}, {"presentationTable", "presentation"}}) {
        for (const auto& [name, entry] : table(list, kind)) {
            there.insert(name);
        }
    }
    CHECK(wanted == there);
}

TEST_CASE("each field of the editor belongs to an element of the template") {
    std::set<std::string> elements;
    for (const Tree& policy : policies()) {
        if (const auto found = policy.get_child_optional("elements")) {
            elements.insert(attribute(found->front().second, "id"));
        }
    }
    std::set<std::string> fields;
    for (const auto& [name, presentation] : table("presentationTable", "presentation")) {
        for (const auto& [kind, field] : presentation) {
            if (kind != "<xmlattr>") {
                fields.insert(attribute(field, "refId"));
            }
        }
    }
    CHECK(fields == elements);
}

TEST_CASE("what may be listed is said in the explanation, as nothing else tells it") {
    const auto strings = table("stringTable", "string");
    const std::string help = strings.at("string.Ladder_Help").data();
    for (const std::string_view word : row_of(PolicySetting::Ladder).words) {
        CHECK(help.find("\"" + std::string{word} + "\"") != std::string::npos);
    }
}
