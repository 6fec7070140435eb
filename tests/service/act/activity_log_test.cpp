// SPDX-License-Identifier: MIT
#include "service/act/activity_log.hpp"
#include "service/act/activity_log_json.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string c_jane = "S-1-5-21-1-2-3-1001";
const std::string c_john = "S-1-5-21-1-2-3-1002";
const std::string c_janes = "users/S-1-5-21-1-2-3-1001/history.jsonl";
const std::string c_janes_older = "users/S-1-5-21-1-2-3-1001/history.1.jsonl";
constexpr std::chrono::sys_seconds c_noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 12h;

struct FakeDisk {
    std::map<std::string, std::string> files; // below "data"
    std::string read_error;
    std::string append_error; // a half is written nevertheless
    std::string rename_error;
    int reads = 0;

    static std::string name_of(const fs::path& path) {
        return path.lexically_relative("data").generic_string();
    }

    FolderCalls folders() {
        return {[](const fs::path&) { return Result<void>{}; },
                [this](const fs::path& folder) -> Result<std::vector<std::string>> {
                    std::vector<std::string> names;
                    for (const auto& [name, bytes] : files) {
                        const fs::path below = fs::path{name}.lexically_relative(name_of(folder));
                        if (below.has_parent_path() && *below.begin() != "..") {
                            names.push_back(below.begin()->string());
                        }
                    }
                    return names;
                }};
    }

    ActivityLogCalls calls() {
        return {[this](const fs::path& path) -> Result<std::optional<std::string>> {
                    ++reads;
                    if (!read_error.empty()) {
                        return Error{read_error};
                    }
                    const auto found = files.find(name_of(path));
                    return found == files.end() ? std::optional<std::string>{} : found->second;
                },
                [this](const fs::path& path, const std::string& bytes) -> Result<void> {
                    std::string& file = files[name_of(path)];
                    if (!append_error.empty()) {
                        file += bytes.substr(0, bytes.size() / 2);
                        return Error{append_error};
                    }
                    file += bytes;
                    return {};
                },
                [this](const fs::path& from, const fs::path& to) -> Result<void> {
                    if (!rename_error.empty()) {
                        return Error{rename_error};
                    }
                    files[name_of(to)] = files.at(name_of(from));
                    files.erase(name_of(from));
                    return {};
                },
                folders()};
    }

    ActivityLogs history() { return {"data", calls()}; }

    std::vector<Activity> of_all(std::size_t most = 100) {
        return read_history("data", calls(), std::nullopt, most);
    }

    std::vector<Activity> of(const std::string& sid, std::size_t most = 100) {
        return read_history("data", calls(), sid, most);
    }
};

decide::Record record_of(const std::string& sid, const std::string& vpn) {
    return {{MessageId::Excluding, {vpn}}, {"web: no answer"}, true, UserId{sid, 2}};
}

std::vector<std::string> vpns(const std::vector<Activity>& entries) {
    std::vector<std::string> names;
    for (const Activity& entry : entries) {
        names.push_back(entry.message.arguments.at(0));
    }
    return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a record is read back as it was written") {
    FakeDisk disk;
    REQUIRE(disk.history().append(record_of(c_jane, "Cisco"), c_noon).has_value());
    const auto entries = disk.of(c_jane);
    REQUIRE(entries.size() == 1);
    CHECK((entries[0].time == c_noon));
    CHECK(entries[0].sid == c_jane);
    CHECK((entries[0].message == Message{MessageId::Excluding, {"Cisco"}}));
    CHECK(entries[0].text.find("Cisco") != std::string::npos);
    CHECK(entries[0].evidence == Names{"web: no answer"});
    CHECK(entries[0].warn);
}

TEST_CASE("the line says what it is to whoever reads the file") {
    const std::string line = to_line(record_of(c_jane, "Cisco"), c_noon);
    CHECK(line.starts_with(R"({"time":"2026-11-25T12:00:00Z","sid":"S-1-5-21-1-2-3-1001","sentence":)"
                           R"({"code":"excluding","arguments":["Cisco"],"text":")"));
    CHECK(line.ends_with(R"("},"evidence":["web: no answer"],"warn":true})"));
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line == R"({"time":"2026-11-25T12:00:00Z","sid":"S-1-5-21-1-2-3-1001",)"
                  R"("sentence":{"code":"excluding","arguments":["Cisco"],)"
                  R"("text":"Excluding Cisco from WSL. WSL keeps running."},)"
                  R"("evidence":["web: no answer"],"warn":true})");
}

TEST_CASE("a record without a user is nobody's history") {
    FakeDisk disk;
    decide::Record record = record_of(c_jane, "Cisco");
    record.user.reset();
    CHECK(disk.history().append(record, c_noon).has_value());
    CHECK(disk.files.empty());
}

TEST_CASE("an account sees its own entries, the newest first, and not more than it asks for") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    for (const auto& [sid, vpn] : {std::pair{c_jane, "a"}, {c_john, "b"}, {c_jane, "c"}, {c_jane, "d"}}) {
        REQUIRE(history.append(record_of(sid, vpn), c_noon).has_value());
    }
    CHECK(vpns(disk.of(c_jane)) == Names{"d", "c", "a"});
    CHECK(vpns(disk.of(c_jane, 2)) == Names{"d", "c"});
    CHECK(disk.of(c_jane, 0).empty());
    CHECK(vpns(disk.of(c_john)) == Names{"b"});
    CHECK(disk.of("S-1-5-18").empty());
}

TEST_CASE("without a file there is no history") {
    FakeDisk disk;
    CHECK(disk.of(c_jane).empty());
}

TEST_CASE("a text with line breaks stays one line") {
    FakeDisk disk;
    REQUIRE(disk.history().append(record_of(c_jane, "a\nb\r\n\"c\""), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"a\nb\r\n\"c\""});
}

TEST_CASE("a full disk is reported, and costs no other entry") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    REQUIRE(history.append(record_of(c_jane, "a"), c_noon).has_value());
    disk.append_error = "There is not enough space on the disk. (112)";
    const Result<void> written = history.append(record_of(c_jane, "b"), c_noon);
    REQUIRE(written.has_error());
    CHECK(written.error().message == disk.append_error);
    disk.append_error.clear();
    REQUIRE(history.append(record_of(c_jane, "c"), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"c", "a"});
}

TEST_CASE("a last line that was half written is left alone by the next start") {
    FakeDisk disk;
    REQUIRE(disk.history().append(record_of(c_jane, "a"), c_noon).has_value());
    disk.files[c_janes] += R"({"time":"2026-11-25T12:00:)";
    REQUIRE(disk.history().append(record_of(c_jane, "b"), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"b", "a"});
}

TEST_CASE("lines that make no sense are left out") {
    FakeDisk disk;
    const std::string good = to_line(record_of(c_jane, "a"), c_noon);
    std::string unknown = good;
    unknown.replace(unknown.find("excluding"), 9, "of_later");
    std::string no_time = good;
    no_time.replace(no_time.find("2026"), 4, "year");
    disk.files[c_janes] = "\n\n{}\n[]\nnull\n" + unknown + "\n" + no_time + "\n" + good.substr(1) + "\n" +
                          std::string(3, '\0') + "\n\xFF\xFE\n" + good + "\n" + std::string(100'000, '{');
    CHECK(vpns(disk.of(c_jane)) == Names{"a"});
}

TEST_CASE("no beginning of a line is taken for a line") {
    const std::string good = to_line(record_of(c_jane, "a"), c_noon);
    for (std::size_t length = 0; length < good.size(); ++length) {
        CAPTURE(length);
        CHECK(from_line(good.substr(0, length)).has_error());
    }
}

TEST_CASE("a file that is full becomes the older one, which is read after it") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    REQUIRE(history.append(record_of(c_jane, "first"), c_noon).has_value());
    const std::string filler(100'000, 'x');
    for (int i = 0; i < 10; ++i) {
        REQUIRE(history.append(record_of(c_jane, filler), c_noon).has_value());
    }
    while (!disk.files.contains(c_janes_older)) {
        REQUIRE(disk.files.at(c_janes).size() <= 1024 * 1024);
        REQUIRE(history.append(record_of(c_jane, "next"), c_noon).has_value());
    }
    REQUIRE(history.append(record_of(c_jane, "last"), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane, 1)) == Names{"last"});
    CHECK(vpns(disk.of(c_jane, 100'000)).back() == "first");
    CHECK(disk.files.size() == 2);
}

TEST_CASE("only one older file is kept") {
    FakeDisk disk;
    disk.files[c_janes_older] = to_line(record_of(c_jane, "oldest"), c_noon) + "\n";
    disk.files[c_janes] = to_line(record_of(c_jane, "old"), c_noon) + "\n" + std::string(1024 * 1024, '\n');
    REQUIRE(disk.history().append(record_of(c_jane, "new"), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"new", "old"});
}

TEST_CASE("a file that cannot be moved away does not grow beyond its limit") {
    FakeDisk disk;
    disk.files[c_janes] = std::string(1024 * 1024, '\n');
    disk.rename_error = "The file is in use. (32)";
    ActivityLogs history = disk.history();
    CHECK(history.append(record_of(c_jane, "a"), c_noon).has_error());
    CHECK(disk.files.at(c_janes).size() == 1024 * 1024);
    disk.rename_error.clear();
    CHECK(history.append(record_of(c_jane, "b"), c_noon).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"b"});
}

TEST_CASE("a file that cannot be read is not written to blindly, and is no history") {
    FakeDisk disk;
    disk.read_error = "Access is denied. (5)";
    ActivityLogs history = disk.history();
    CHECK(history.append(record_of(c_jane, "a"), c_noon).has_error());
    CHECK(disk.files.empty());
    CHECK(disk.of(c_jane).empty());
    disk.read_error.clear();
    CHECK(history.append(record_of(c_jane, "b"), c_noon).has_value());
}

TEST_CASE("somebody whose history is full crowds nobody else's out") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    REQUIRE(history.append(record_of(c_jane, "janes"), c_noon).has_value());
    const std::string filler(100'000, 'x');
    for (int i = 0; i < 50; ++i) {
        REQUIRE(history.append(record_of(c_john, filler), c_noon).has_value());
    }
    CHECK(vpns(disk.of(c_jane)) == Names{"janes"});
}

TEST_CASE("the history of all is told in the order of its time") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    REQUIRE(history.append(record_of(c_john, "1"), c_noon).has_value());
    REQUIRE(history.append(record_of(c_jane, "2"), c_noon + 1s).has_value());
    REQUIRE(history.append(record_of(c_john, "3"), c_noon + 2s).has_value());
    CHECK(vpns(disk.of_all()) == Names{"3", "2", "1"});
    CHECK(vpns(disk.of_all(2)) == Names{"3", "2"});
}

TEST_CASE("what the release before kept for all is still told, after what is newer, to its owner") {
    FakeDisk disk;
    disk.files["history.jsonl"] = to_line(record_of(c_jane, "janes"), c_noon) + "\n" +
                                  to_line(record_of(c_john, "johns"), c_noon) + "\n";
    REQUIRE(disk.history().append(record_of(c_jane, "new"), c_noon + 1h).has_value());
    CHECK(vpns(disk.of(c_jane)) == Names{"new", "janes"});
    CHECK(vpns(disk.of(c_john)) == Names{"johns"});
    CHECK(disk.of_all().size() == 3);
}

TEST_CASE("a line about somebody else in a user's own file is not told to that user") {
    FakeDisk disk;
    disk.files[c_janes] = to_line(record_of(c_john, "johns"), c_noon) + "\n";
    CHECK(disk.of(c_jane).empty());
    CHECK(disk.of_all().empty());
}

TEST_CASE("the file is read once, not for each record") {
    FakeDisk disk;
    ActivityLogs history = disk.history();
    for (int i = 0; i < 5; ++i) {
        REQUIRE(history.append(record_of(c_jane, "a"), c_noon).has_value());
    }
    CHECK(disk.reads == 1);
}
