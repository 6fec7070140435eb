// SPDX-License-Identifier: MIT
#include "service/app/settings_source.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

using namespace mirrorwatch;
using namespace mirrorwatch::app;
namespace fs = std::filesystem;

namespace {

constexpr const char* c_good = "[policy]\nsettle = \"1s\"\n";
constexpr const char* c_better =
    "[policy]\nsettle = \"2s\"\n[[endpoint]]\nname = \"a\"\nurl = \"tcp://h:1\"\n";

struct Disk {
    std::map<std::string, std::string> files;
    std::optional<std::string> trouble; // with reading m.toml
    int writes = 0;
    std::string write_error;

    act::FileCalls calls() {
        act::FileCalls c;
        c.read = [this](const fs::path& p) -> Result<std::optional<std::string>> {
            if (trouble && p == "m.toml") {
                return Error{*trouble};
            }
            const auto found = files.find(p.string());
            return found == files.end() ? std::optional<std::string>{} : found->second;
        };
        c.write_through = [this](const fs::path& p, const std::string& bytes) -> Result<void> {
            ++writes;
            if (!write_error.empty()) {
                return Error{write_error};
            }
            files[p.string()] = bytes;
            return {};
        };
        c.rename_over = [this](const fs::path& from, const fs::path& to) -> Result<void> {
            files[to.string()] = files.at(from.string());
            files.erase(from.string());
            return {};
        };
        c.exists = [this](const fs::path& p) {
            return files.contains(p.string()) || (trouble && p == "m.toml");
        };
        return c;
    }

    SettingsSource source(bool must_exist = false) { return {{"m.toml", must_exist, "good.toml"}, calls()}; }

    void put(const char* text) { files["m.toml"] = text; }
};

std::chrono::milliseconds settle_of(const SettingsSource::Outcome& outcome) {
    REQUIRE(std::holds_alternative<decide::SettingsRead>(outcome));
    return std::get<decide::SettingsRead>(outcome).settings.policy.settle;
}

/// What is told in the end, after nothing was told for three tries.
SettingsSource::Outcome told_at_last(SettingsSource& source) {
    CHECK(std::holds_alternative<SettingsSource::TryAgain>(source.changed()));
    CHECK(std::holds_alternative<SettingsSource::TryAgain>(source.try_again()));
    CHECK(std::holds_alternative<SettingsSource::TryAgain>(source.try_again()));
    return source.try_again();
}

std::string error_of(const SettingsSource::Outcome& outcome) {
    REQUIRE(std::holds_alternative<decide::SettingsBroken>(outcome));
    return std::get<decide::SettingsBroken>(outcome).error;
}

bool is_unchanged(const SettingsSource::Outcome& outcome) {
    return std::holds_alternative<SettingsSource::Unchanged>(outcome);
}

using namespace std::chrono_literals;

} // namespace

TEST_CASE("without a file the built-in settings count, and nothing is said or kept") {
    Disk disk;
    auto source = disk.source();
    const auto start = source.start();
    CHECK(start.settings == Settings{});
    CHECK(start.error.empty());
    CHECK(start.warnings.empty());
    CHECK(disk.writes == 0);
}

TEST_CASE("a file that was asked for and is missing is said") {
    Disk disk;
    CHECK(disk.source(true).start().error == "m.toml does not exist; the built-in settings are in force");
}

TEST_CASE("what was read well is kept for a start with a broken file") {
    Disk disk;
    disk.put(c_good);
    CHECK(disk.source().start().settings.policy.settle == 1s);
    disk.put("[policy]\nsettle = 3\n");
    auto source = disk.source();
    const auto start = source.start();
    CHECK(start.settings.policy.settle == 1s);
    CHECK(start.error ==
          "m.toml:2:10: policy.settle must be a duration such as \"500ms\", \"30s\", \"5m\" or "
          "\"24h\"; its last good version is in force");
}

TEST_CASE("the names of a last good copy are known") {
    Disk disk;
    disk.put(c_better);
    (void)disk.source().start();
    disk.put("");
    auto source = disk.source();
    (void)source.start();
    CHECK(source.names().contains("a"));
}

TEST_CASE("the last good copy of another file does not count") {
    Disk disk;
    disk.put(c_good);
    (void)disk.source().start();
    disk.files["other.toml"] = "x";
    SettingsSource other{{"other.toml", true, "good.toml"}, disk.calls()};
    const auto start = other.start();
    CHECK(start.settings == Settings{});
    CHECK(start.error.ends_with("; the built-in settings are in force"));
}

TEST_CASE("a copy that is broken itself does not count") {
    Disk disk;
    disk.put(c_good);
    (void)disk.source().start();
    disk.files["good.toml"] += "x";
    disk.put("x");
    CHECK(disk.source().start().error.ends_with("; the built-in settings are in force"));
}

TEST_CASE("a copy that is right already is not written again") {
    Disk disk;
    disk.put(c_good);
    (void)disk.source().start();
    CHECK(disk.writes == 1);
    (void)disk.source().start();
    CHECK(disk.writes == 1);
}

TEST_CASE("a copy that cannot be written is a warning, and the settings count") {
    Disk disk;
    disk.put(c_good);
    disk.write_error = "the disk is full";
    const auto start = disk.source().start();
    CHECK(start.error.empty());
    CHECK(start.settings.policy.settle == 1s);
    CHECK(start.warnings == std::vector<std::string>{"good.toml cannot be written: the disk is full"});
}

TEST_CASE("a change is in force when it was understood") {
    Disk disk;
    disk.put(c_good);
    auto source = disk.source();
    (void)source.start();
    disk.put(c_better);
    CHECK(settle_of(source.changed()) == 2s);
    CHECK(source.names().contains("a"));
    CHECK(disk.files["good.toml"].ends_with(c_better));
}

TEST_CASE("the same text again is no change") {
    Disk disk;
    disk.put(c_good);
    auto source = disk.source();
    (void)source.start();
    CHECK(is_unchanged(source.changed()));
}

TEST_CASE("a file that comes after the start counts") {
    Disk disk;
    auto source = disk.source();
    (void)source.start();
    CHECK(is_unchanged(source.changed()));
    disk.put(c_good);
    CHECK(settle_of(source.changed()) == 1s);
}

TEST_CASE("warnings of a change are those of its text") {
    Disk disk;
    disk.put("a = 1\n");
    auto source = disk.source();
    CHECK(source.start().warnings.size() == 1);
    disk.put(c_good);
    (void)source.changed();
    CHECK(source.warnings().empty());
}

TEST_CASE("what cannot be used is told after two seconds, once, and the previous settings stay") {
    struct Row {
        const char* name;
        void (*damage)(Disk&);
        std::string error;
    };

    const std::string large(1024 * 1024 + 1, 'x');
    for (const Row& row : std::vector<Row>{
             {"broken", [](Disk& d) { d.put("[policy"); },
              "m.toml:1:8: Error while parsing table header: encountered end-of-file"},
             {"wrong", [](Disk& d) { d.put("\n[wsl]\npoll = 3\n"); },
              "m.toml:3:8: wsl.poll must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\""},
             {"empty", [](Disk& d) { d.put(" \r\n"); }, "m.toml is empty"},
             {"deleted", [](Disk& d) { d.files.erase("m.toml"); }, "m.toml does not exist"},
             {"locked", [](Disk& d) { d.trouble = "it is in use"; }, "m.toml cannot be read: it is in use"},
             {"large", [](Disk& d) { d.files["m.toml"] = std::string(1024 * 1024 + 1, 'x'); },
              "m.toml:1:1: the file is larger than 1 MiB, which is no size for it"},
         }) {
        CAPTURE(row.name);
        Disk disk;
        disk.put(c_good);
        auto source = disk.source();
        (void)source.start();
        row.damage(disk);
        CHECK(error_of(told_at_last(source)) == row.error);
        CHECK(is_unchanged(told_at_last(source)));
        CHECK(disk.files["good.toml"].ends_with(c_good));

        disk.trouble.reset();
        disk.put(c_good);
        CHECK(settle_of(source.changed()) == 1s); // the same text, but the error is over
        CHECK(is_unchanged(source.changed()));
    }
}

TEST_CASE("a file that is whole again by the next try was never broken") {
    Disk disk;
    disk.put(c_good);
    auto source = disk.source();
    (void)source.start();
    disk.put("[policy");
    CHECK(std::holds_alternative<SettingsSource::TryAgain>(source.changed()));
    disk.put(c_better);
    CHECK(settle_of(source.try_again()) == 2s);
}

TEST_CASE("another error is told as well") {
    Disk disk;
    disk.put(c_good);
    auto source = disk.source();
    (void)source.start();
    disk.put("");
    (void)told_at_last(source);
    disk.put("x = ");
    CHECK(error_of(told_at_last(source)).starts_with("m.toml:1:"));
}

TEST_CASE("after a broken start the mended file counts, also when it is the last good one") {
    Disk disk;
    disk.put(c_good);
    (void)disk.source().start();
    disk.put("x");
    auto source = disk.source();
    (void)source.start();
    disk.put(c_good);
    CHECK(settle_of(source.changed()) == 1s);
}
