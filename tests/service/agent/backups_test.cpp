// SPDX-License-Identifier: MIT
#include "service/agent/config/backups.hpp"

#include "common/sha256.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

const std::string c_id = "20261122T154700-1";

Backup person(std::string original = "old", std::string reason = "set wsl2.memory=8GB") {
    Backup backup;
    backup.note.entry.reason = std::move(reason);
    backup.note.entry.file = R"(C:\Users\jane\.wslconfig)";
    backup.note.entry.after_sha256 = sha256_hex("new");
    backup.original = std::move(original);
    return backup;
}

Backup remedy(const std::string& id = c_id) {
    Backup backup = person();
    backup.note.entry.remedy_id = id;
    backup.note.receipt =
        ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, sha256_hex("old"), sha256_hex("new")};
    return backup;
}

std::vector<int> numbers(BackupStore& history) {
    std::vector<int> found;
    for (const FoundBackup& one : *all_backups(history)) {
        found.push_back(one.entry.number);
    }
    return found;
}

} // namespace

TEST_CASE("a backup is the bytes and a note that names all there is to know") {
    World world;
    CHECK(*take_backup(person(), world.ports) == 1);
    CHECK(
        world.history.files ==
        std::map<std::string, std::string>{
            {"000001.json",
             R"({"number":1,"time":"2026-11-22T15:47:00Z","reason":"set wsl2.memory=8GB",)"
             R"("file":"C:\\Users\\jane\\.wslconfig","remedy_id":"","file_existed":true,"before_sha256":")" +
                 sha256_hex("old") + R"(","after_sha256":")" + sha256_hex("new") + R"(","edit":null})"},
            {"000001.wslconfig", "old"}});
}

TEST_CASE("the note of a remedy's backup is spelled like this, to the letter, and read back") {
    BackupNote note{{12, "2026-11-22T15:47:00Z", "set wsl2.autoProxy=false", "C:\\x", c_id, "aa", "bb"},
                    ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Mirrored, "aa", "bb"},
                    ConfigSetting::AutoProxy};
    const std::string spelled =
        R"({"number":12,"time":"2026-11-22T15:47:00Z","reason":"set wsl2.autoProxy=false",)"
        R"("file":"C:\\x","remedy_id":"20261122T154700-1","file_existed":true,)"
        R"("before_sha256":"aa","after_sha256":"bb","edit":{"before":"mirrored",)"
        R"("after":"mirrored","before_sha256":"aa","after_sha256":"bb"},)"
        R"("setting":"autoProxy"})";
    CHECK(to_json(note) == spelled);
    CHECK(backup_note_from_json(spelled).value() == note);
}

TEST_CASE("what a backup was made of is found again, the newest first") {
    World world;
    (void)take_backup(person("first"), world.ports);
    (void)take_backup(remedy(), world.ports);
    Backup none = person();
    none.original.reset();
    (void)take_backup(none, world.ports);
    const auto found = all_backups(world.history);
    REQUIRE(found->size() == 3);
    CHECK((*found)[0].backup->original == std::nullopt);
    CHECK((*found)[0].entry.before_sha256.empty());
    CHECK((*found)[1].backup->note.receipt == remedy().note.receipt);
    CHECK((*found)[2].backup->original == "first");
    CHECK(numbers(world.history) == std::vector<int>{3, 2, 1});
    CHECK(world.history.files.count("000002-" + c_id + ".wslconfig") == 1);
}

TEST_CASE("a number is one more than any that a file bears, whole or not, and strangers do not count") {
    struct Case {
        const char* name;
        int number;
    };

    for (const Case& one :
         {Case{"000041.wslconfig", 42}, Case{"000041.json.mirrorwatch.tmp", 42},
          Case{"000041-some-remedy.wslconfig", 42}, Case{"1234567.json", 1234568}, Case{"000041", 1},
          Case{"41.json", 1}, Case{"000000.json", 1}, Case{"-00041.json", 1}, Case{"1234567890.json", 1},
          Case{"99999999999999999999.json", 1}, Case{"lock", 1}}) {
        CAPTURE(one.name);
        World world;
        world.history.files[one.name] = "";
        CHECK(*take_backup(person(), world.ports) == one.number);
    }
}

TEST_CASE("a history that has come to its last number says so") {
    World world;
    world.history.files["999999999.wslconfig"] = "";
    CHECK(take_backup(person(), world.ports).has_error());
}

TEST_CASE("a backup's bytes are called as their file is") {
    World world;
    Backup backup = person();
    backup.note.entry.file = R"(C:\Users\jane\AppData\Local\Mirrorwatch\mirrorwatch.toml)";
    REQUIRE(take_backup(backup, world.ports).has_value());
    CHECK(world.history.files.contains("000001.toml"));
    CHECK(all_backups(world.history)->front().backup->original == backup.original);
}

TEST_CASE("without a note there is no backup") {
    World world;
    (void)take_backup(person(), world.ports);
    world.history.files.erase("000001.json");
    CHECK(numbers(world.history).empty());
}

TEST_CASE("a forgotten backup is none, and its number stays used") {
    World world;
    (void)take_backup(person(), world.ports);
    (void)take_backup(remedy(), world.ports);
    CHECK(forget_backup(2, world.history).has_value());
    CHECK(numbers(world.history) == std::vector<int>{1});
    CHECK(*backup_of_remedy(c_id, world.history) == std::nullopt);
    CHECK(*take_backup(person(), world.ports) == 3);
    CHECK(forget_backup(7, world.history).has_value());
}

TEST_CASE("a damaged backup is reported, and not used") {
    struct Case {
        std::string name;
        std::optional<std::string> bytes; // nothing: removed
        std::string words;
    };

    const std::string stem = "000001-" + c_id;
    World whole;
    (void)take_backup(remedy(), whole.ports);
    (void)take_backup(person(), whole.ports);
    const auto other_note = whole.history.files.at("000002.json");
    for (const Case& one :
         {Case{stem + ".wslconfig", "olf", "not those that were saved"},
          Case{stem + ".wslconfig", std::nullopt, "not those that were saved"},
          Case{stem + ".json", "{", "Backup 1 is damaged"}, Case{stem + ".json", "", "Backup 1 is damaged"},
          Case{stem + ".json", other_note, "another's"}}) {
        CAPTURE(one.words);
        World world;
        world.history.files = whole.history.files;
        if (one.bytes) {
            world.history.files[one.name] = *one.bytes;
        } else {
            world.history.files.erase(one.name);
        }
        const auto found = all_backups(world.history);
        REQUIRE(found->size() == 2);
        REQUIRE((*found)[1].backup.has_error());
        CHECK((*found)[1].entry.number == 1);
        CHECK((*found)[1].entry.remedy_id == c_id);
        CHECK((*found)[1].entry.damage.find(one.words) != std::string::npos);
        CHECK((*found)[0].entry.damage.empty());
        CHECK(backup_of_remedy(c_id, world.history).has_error());
    }
}

TEST_CASE("a note that contradicts itself is damaged") {
    World world;
    (void)take_backup(remedy(), world.ports);
    const std::string good = world.history.files.at("000001-" + c_id + ".json");
    CHECK(backup_note_from_json(good).has_value());
    for (const auto& [from, to] : {std::pair{"\"file_existed\":true", "\"file_existed\":false"},
                                   std::pair{"\"after_sha256\":\"", "\"after_sha256\":\"0"},
                                   std::pair{"\"number\":1", "\"number\":-1"}}) {
        CAPTURE(from);
        std::string bad = good;
        bad.replace(bad.find(from), std::string{from}.size(), to);
        CHECK(backup_note_from_json(bad).has_error());
    }
    const std::string aside = R"("edit":null,"setting":"autoProxy"})";
    const std::string edit = good.substr(good.find("\"edit\""));
    std::string bad = good;
    CHECK(backup_note_from_json(bad.replace(bad.find(edit), edit.size(), aside)).error().message ==
          "\"setting\" is of no edit.");
}

TEST_CASE("the newest 50 stay, and the newest that a remedy may go back to") {
    World world;
    (void)take_backup(remedy("older"), world.ports);
    (void)take_backup(remedy("newer"), world.ports);
    for (int i = 0; i < 52; ++i) {
        (void)take_backup(person(), world.ports);
    }
    trim_backups(world.history);
    const auto left = numbers(world.history);
    REQUIRE(left.size() == 51);
    CHECK(left.front() == 54);
    CHECK(left[49] == 5);
    CHECK(left[50] == 2);
    CHECK(world.history.files.size() == 102);
    CHECK((*backup_of_remedy("newer", world.history)).has_value());
    CHECK_FALSE((*backup_of_remedy("older", world.history)).has_value());
}

TEST_CASE("50 are not yet too many") {
    World world;
    for (int i = 0; i < 50; ++i) {
        (void)take_backup(person(), world.ports);
    }
    trim_backups(world.history);
    CHECK(world.history.files.size() == 100);
}

TEST_CASE("what a kill has left is swept away, but not what keeps the last number") {
    World world;
    world.history.files = {{"000001.wslconfig", "half"}, {"000002.json.mirrorwatch.tmp", "{"}};
    (void)take_backup(person(), world.ports);
    world.history.files["000004-x.wslconfig"] = "forgotten";
    world.history.files["readme.txt"] = "the user's own";
    trim_backups(world.history);
    CHECK(numbers(world.history) == std::vector<int>{3});
    CHECK(world.history.files.size() == 4);
    CHECK(world.history.files.count("000004-x.wslconfig") == 1);
    CHECK(*take_backup(person(), world.ports) == 5);
}

TEST_CASE("a remedy's newest backup is the one that counts") {
    World world;
    (void)take_backup(remedy(), world.ports);
    Backup again = remedy();
    again.original = "newer";
    again.note.receipt->before_sha256 = sha256_hex("newer");
    (void)take_backup(again, world.ports);
    CHECK((*backup_of_remedy(c_id, world.history))->original == "newer");
    CHECK(*backup_of_remedy("another", world.history) == std::nullopt);
}

} // namespace mirrorwatch::agent
