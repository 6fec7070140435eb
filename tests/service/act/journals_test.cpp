// SPDX-License-Identifier: MIT
#include "service/act/journal_json.hpp"
#include "service/act/journals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
namespace fs = std::filesystem;

namespace {

const std::string c_jane = "S-1-5-21-1-2-3-1001";
const std::string c_john = "S-1-5-21-1-2-3-1002";
const std::string c_janes = "users/" + c_jane + "/journal.json";
const std::string c_johns = "users/" + c_john + "/journal.json";

/// Files by their path below "data".
struct FakeDisk {
    std::map<std::string, std::string> files;
    std::set<std::string> held; // by another program
    std::string list_error;
    std::vector<std::string> written;

    static std::string name_of(const fs::path& path) {
        return path.lexically_relative("data").generic_string();
    }

    FileCalls calls() {
        FileCalls c;
        c.read = [this](const fs::path& path) -> Result<std::optional<std::string>> {
            if (held.contains(name_of(path))) {
                return Error{"The file is in use."};
            }
            const auto found = files.find(name_of(path));
            return found == files.end() ? std::optional<std::string>{} : found->second;
        };
        c.write_through = [this](const fs::path& path, const std::string& bytes) -> Result<void> {
            files[name_of(path)] = bytes;
            return {};
        };
        c.rename_over = [this](const fs::path& from, const fs::path& to) -> Result<void> {
            if (held.contains(name_of(to))) {
                return Error{"The file is in use."};
            }
            files[name_of(to)] = files.at(name_of(from));
            files.erase(name_of(from));
            written.push_back(name_of(to));
            return {};
        };
        c.exists = [this](const fs::path& path) { return files.contains(name_of(path)); };
        return c;
    }

    FolderCalls folders() {
        return {[](const fs::path&) { return Result<void>{}; },
                [this](const fs::path&) -> Result<std::vector<std::string>> {
                    if (!list_error.empty()) {
                        return Error{list_error};
                    }
                    std::vector<std::string> names;
                    for (const auto& [name, bytes] : files) {
                        const fs::path path{name};
                        if (*path.begin() == "users") {
                            names.push_back(std::next(path.begin())->string());
                        }
                    }
                    return names;
                }};
    }

    Journals journals() { return {"data", calls(), folders(), journal_json()}; }

    Noted noted() { return read_journals("data", calls(), folders(), journal_json()); }
};

std::pair<UserId, Remedy> remedy_of(const std::string& sid, const std::string& id) {
    Remedy remedy;
    remedy.id = id;
    remedy.spec = SwitchMode{};
    remedy.state = RemedyState::AwaitingWsl;
    return {{sid, 1}, remedy};
}

Remembered two_users() {
    return {{remedy_of(c_jane, "1"), remedy_of(c_john, "2")},
            {{c_jane, "Cisco Secure Client", Preference::AlwaysExclude}}};
}

/// As a release wrote it that had one journal for all.
FakeDisk disk_of_before() {
    FakeDisk disk;
    disk.files["journal.json"] = journal_json().to_json(two_users());
    return disk;
}

std::vector<std::string> ids(const Remembered& remembered) {
    std::vector<std::string> names;
    for (const auto& entry : remembered.remedies) {
        names.push_back(entry.second.id);
    }
    std::ranges::sort(names);
    return names;
}

using Ids = std::vector<std::string>;

} // namespace

TEST_CASE("each user has a journal of the user's own, with nothing of anybody else's in it") {
    FakeDisk disk;
    REQUIRE(disk.journals().save(two_users()).empty());
    REQUIRE(disk.files.size() == 2);
    CHECK(disk.files.at(c_janes).find(c_john) == std::string::npos);
    CHECK(disk.files.at(c_johns).find(c_jane) == std::string::npos);
    const Journals::Loaded loaded = disk.journals().load();
    CHECK(loaded.warnings.empty());
    CHECK(loaded.remembered == two_users());
}

TEST_CASE("what one user does is written to that user's journal alone") {
    FakeDisk disk;
    Journals journals = disk.journals();
    REQUIRE(journals.save(two_users()).empty());
    disk.written.clear();
    Remembered next = two_users();
    next.remedies[1].second.state = RemedyState::Helped;
    REQUIRE(journals.save(next).empty());
    CHECK(disk.written == Ids{c_johns});
}

TEST_CASE("a remedy that is over leaves its user's journal") {
    FakeDisk disk;
    Journals journals = disk.journals();
    REQUIRE(journals.save(two_users()).empty());
    REQUIRE(journals.save({{remedy_of(c_jane, "1")}, {}}).empty());
    CHECK(ids(disk.journals().load().remembered) == Ids{"1"});
}

TEST_CASE("a journal that is broken costs its user's remedies, and nobody else's") {
    FakeDisk disk;
    REQUIRE(disk.journals().save(two_users()).empty());
    disk.files[c_janes] = "{\"version\":1,";
    Journals journals = disk.journals();
    const Journals::Loaded loaded = journals.load();
    CHECK(ids(loaded.remembered) == Ids{"2"});
    REQUIRE(loaded.warnings.size() == 1);
    CHECK(loaded.warnings[0].starts_with(c_jane + ": The journal of remedies cannot be read"));
    CHECK(disk.files.contains("users/" + c_jane + "/journal.broken-1"));
    CHECK(journals.save(two_users()).empty()); // a new one is begun
}

TEST_CASE("a journal that another program holds stops its user's remedies until it is free") {
    FakeDisk disk;
    REQUIRE(disk.journals().save(two_users()).empty());
    disk.held = {c_janes};
    Journals journals = disk.journals();
    CHECK(ids(journals.load().remembered) == Ids{"2"});
    const Unsaved unsaved = journals.save({{remedy_of(c_john, "3")}, {}});
    REQUIRE(unsaved.size() == 1);
    CHECK(unsaved.contains(c_jane));
    CHECK_FALSE(journals.can_be_opened_now());
    disk.held.clear();
    CHECK(journals.can_be_opened_now());
    CHECK(ids(disk.journals().load().remembered) == Ids{"1", "3"});
}

TEST_CASE("whose journals there are cannot be seen: nothing is written over them, and it is tried again") {
    FakeDisk disk;
    REQUIRE(disk.journals().save(two_users()).empty());
    disk.list_error = "Access is denied.";
    Journals journals = disk.journals();
    CHECK(journals.load().remembered == Remembered{});
    CHECK(journals.save({{remedy_of(c_jane, "4")}, {}}).contains(c_jane));
    disk.list_error.clear();
    CHECK(journals.can_be_opened_now());
    CHECK(disk.journals().load().remembered == two_users());
}

TEST_CASE("the one journal of an earlier release is taken over, and kept") {
    FakeDisk disk = disk_of_before();
    const std::string before = disk.files.at("journal.json");
    const Journals::Loaded loaded = disk.journals().load();
    CHECK(loaded.warnings.empty());
    CHECK(loaded.remembered == two_users());
    CHECK(disk.files.at("journal.json") == before); // for the earlier release, should the upgrade fail now
    CHECK(disk.journals().load().remembered == two_users());
    CHECK(disk.files.at("journal.moved.json") == before);
    CHECK_FALSE(disk.files.contains("journal.json"));
}

TEST_CASE("a take-over that was cut off is finished by the next start, and what has gone on since counts") {
    FakeDisk disk = disk_of_before();
    disk.held = {c_johns};
    Journals journals = disk.journals();
    CHECK(journals.load().remembered == two_users());
    REQUIRE(disk.files.contains("journal.json"));
    CHECK(journals.save({{remedy_of(c_john, "2")}, {}}).contains(c_john)); // Jane's is over
    disk.held.clear();
    CHECK(ids(disk.journals().load().remembered) == Ids{"2"});
    CHECK(ids(disk.journals().load().remembered) == Ids{"2"});
    CHECK_FALSE(disk.files.contains("journal.json"));
}

TEST_CASE(
    "an earlier release's journal that is held stops those who are in it or may be, and is waited for") {
    FakeDisk disk = disk_of_before();
    disk.held = {"journal.json"};
    Journals journals = disk.journals();
    CHECK(journals.load().warnings.size() == 1);
    CHECK(journals.save({{remedy_of(c_jane, "5")}, {}}).contains(c_jane));
    disk.held.clear();
    CHECK(journals.can_be_opened_now());
    CHECK(disk.journals().load().remembered == two_users());
}

TEST_CASE("an earlier release's journal that is broken is set aside, and remedies go on without it") {
    FakeDisk disk;
    disk.files["journal.json"] = "{";
    Journals journals = disk.journals();
    CHECK(journals.load().warnings.size() == 1);
    CHECK(disk.files.contains("journal.broken-1"));
    CHECK(journals.save(two_users()).empty());
}

TEST_CASE("in a user's journal nothing about another user is believed") {
    FakeDisk disk;
    disk.files[c_janes] = journal_json().to_json(two_users());
    CHECK(ids(disk.journals().load().remembered) == Ids{"1"});
    CHECK(ids(disk.noted().remembered) == Ids{"1"});
}

TEST_CASE("who looks while no service runs sees all journals, and changes none") {
    FakeDisk disk = disk_of_before();
    disk.files[c_janes] = journal_json().to_json({{remedy_of(c_jane, "6")}, {}});
    disk.files["users/S-1-5-21-1-2-3-1003/journal.json"] = "{";
    const auto before = disk.files;
    const Noted noted = disk.noted();
    CHECK(ids(noted.remembered) == Ids{"2", "6"});
    CHECK(noted.unreadable.size() == 1);
    CHECK(disk.files == before);
}

TEST_CASE("a folder that is no account's is left alone") {
    FakeDisk disk;
    disk.files["users/desktop.ini/x"] = "";
    disk.files["users/S-1-5-21-1..-2/journal.json"] = "{";
    CHECK(disk.journals().load().warnings.empty());
}
