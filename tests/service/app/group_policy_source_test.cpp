// SPDX-License-Identifier: MIT
#include "service/app/group_policy_source.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::app;

namespace {

using Lines = std::vector<std::string>;

constexpr const char* c_path = R"(C:\Corp\endpoints.toml)";
constexpr const char* c_wiki = "[[endpoint]]\nname = \"wiki\"\nurl = \"https://wiki.corp.example/\"\n";

struct Machine {
    Result<PolicyValues> values = PolicyValues{};
    std::map<std::string, std::string> files;
    std::string trouble; // with reading any file

    GroupPolicySource source() {
        act::FileCalls calls;
        calls.read = [this](const std::filesystem::path& path) -> Result<std::optional<std::string>> {
            if (!trouble.empty()) {
                return Error{trouble};
            }
            const auto found = files.find(path.string());
            return found == files.end() ? std::optional<std::string>{} : found->second;
        };
        return {[this] { return values; }, std::move(calls)};
    }
};

std::vector<std::string> names_of(const decide::PolicyRead& read) {
    std::vector<std::string> names;
    for (const EndpointSpec& spec : read.policy.endpoints.value()) {
        names.push_back(spec.name);
    }
    return names;
}

} // namespace

TEST_CASE("where the organisation sets nothing, there is nothing to say") {
    Machine machine;
    GroupPolicySource source = machine.source();
    CHECK_FALSE(source.read());
    CHECK_FALSE(source.read());
}

TEST_CASE("a change is said once, and so is that it is gone") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"AllowExclude", 0U}, {"Action", "asks"}};
    const auto read = source.read();
    REQUIRE(read);
    CHECK(read->policy.may_exclude == false);
    REQUIRE(read->errors.size() == 1);
    CHECK(read->errors.front().starts_with("Action must be"));
    CHECK_FALSE(source.read());
    machine.values = PolicyValues{};
    const auto gone = source.read();
    REQUIRE(gone);
    CHECK(gone->policy == OrganisationPolicy{});
    CHECK(gone->errors.empty());
}

TEST_CASE("a value that nobody knows is told with the next reading, though nothing else is new") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"Colour", "red"}};
    CHECK(source.read());
    CHECK(source.warnings().size() == 1);
    CHECK_FALSE(source.read());
}

TEST_CASE("while the registry cannot be read, what was set stays") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"AllowExclude", 0U}};
    CHECK(source.read());
    machine.values = Error{"RegOpenKeyExW: access is denied"};
    const auto read = source.read();
    REQUIRE(read);
    CHECK(read->policy.may_exclude == false);
    CHECK(read->errors == Lines{"it cannot be read: RegOpenKeyExW: access is denied"});
}

TEST_CASE("the endpoints of the organisation's file are read, and their names are taken") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"EndpointsFile", c_path}};
    machine.files[c_path] = std::string{c_wiki} + "[policy]\naction = \"auto\"\n";
    const auto read = source.read();
    REQUIRE(read);
    CHECK(names_of(*read) == Lines{"wiki"});
    CHECK(read->errors.empty());
    CHECK(source.names().contains("wiki"));
    CHECK(source.warnings() == Lines{"EndpointsFile: " + std::string{c_path} +
                                     ":4:1: policy counts only in the machine's settings, and has no effect "
                                     "here"});
    machine.values = PolicyValues{};
    CHECK(source.read());
    CHECK(source.names().empty());
}

TEST_CASE("a file of endpoints that cannot be used is said, and leaves what it had before in force") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"EndpointsFile", c_path}};
    const auto missing = source.read();
    REQUIRE(missing);
    CHECK(missing->errors == Lines{"EndpointsFile: " + std::string{c_path} + " does not exist"});
    CHECK(names_of(*missing) == Lines{});
    machine.files[c_path] = c_wiki;
    CHECK(names_of(source.read().value()) == Lines{"wiki"});

    machine.files[c_path] = "[[endpoint]]\nname = 1\n";
    const auto wrong = source.read();
    REQUIRE(wrong);
    CHECK(names_of(*wrong) == Lines{"wiki"});
    REQUIRE(wrong->errors.size() == 1);
    CHECK(wrong->errors.front().starts_with("EndpointsFile: " + std::string{c_path} + ":"));

    machine.trouble = "it is a link, which the service does not follow; put the file itself there";
    const auto linked = source.read();
    REQUIRE(linked);
    CHECK(names_of(*linked) == Lines{"wiki"});
    CHECK(linked->errors ==
          Lines{"EndpointsFile: " + std::string{c_path} + " is not read: " + machine.trouble});
}

TEST_CASE("another file of endpoints has nothing of the one before") {
    Machine machine;
    GroupPolicySource source = machine.source();
    machine.values = PolicyValues{{"EndpointsFile", c_path}};
    machine.files[c_path] = c_wiki;
    CHECK(source.read());
    machine.values = PolicyValues{{"EndpointsFile", R"(C:\Corp\other.toml)"}};
    const auto read = source.read();
    REQUIRE(read);
    CHECK(names_of(*read) == Lines{});
    CHECK(source.names().empty());
}
