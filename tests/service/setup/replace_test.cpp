// SPDX-License-Identifier: MIT
#include "service/setup/replace.hpp"

#include "tests/service/setup/fake_disk.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::setup;

namespace {

using Files = std::map<std::string, std::string>;

const Places c_places{"pf/Mirrorwatch", "pf/Mirrorwatch.new", "pf/Mirrorwatch.swap", "data/mirrorwatch.toml"};
const Files c_unpacked{{"config/mirrorwatch.toml", "new defaults"},
                       {"config/more.toml", "new file"},
                       {"mirrorwatch-tray.exe", "new tray"},
                       {"mirrorwatch.exe", "new service"}};

Files with_list(Files version) {
    std::string names;
    for (const auto& [name, bytes] : version) {
        names += name + "\n";
    }
    version["files.txt"] = names + "files.txt\nend\n";
    return version;
}

const Files c_new = with_list(c_unpacked);
const Files c_old = with_list({{"config/mirrorwatch.toml", "old defaults"},
                               {"config/old.toml", "a file that is no longer shipped"},
                               {"mirrorwatch-tray.exe", "old tray"},
                               {"mirrorwatch.exe", "old service"}});

/// A service and its trays. It runs whatever lies in the folder.
struct FakeMachine : Machine {
    explicit FakeMachine(FakeDisk& on)
        : disk(on) {}

    FakeDisk& disk;
    std::string running; // the program's bytes; empty: none
    bool is_registered = false;
    int trays = 0;
    int closed = 0;
    std::string broken; // what does not start, or is not registered
    bool does_not_stop = false;
    bool does_not_register = false;

    void close_trays() override { closed = std::exchange(trays, 0); }

    void bring_trays_back() override { trays = closed; }

    void start_trays_for_all() override { trays = 2; }

    Result<void> stop_service() override {
        if (does_not_stop) {
            return Error{"it hangs."};
        }
        running.clear();
        return {};
    }

    Result<void> register_service() override {
        if (does_not_register && program() == "new service") {
            return Error{"Windows refuses it."};
        }
        is_registered = true;
        return {};
    }

    Result<void> start_service() override {
        if (program().empty() || program() == broken) {
            return Error{"it ended at once."};
        }
        running = program();
        return {};
    }

    void unregister_service() override { is_registered = false; }

    std::string program() { return disk.files["pf/Mirrorwatch/mirrorwatch.exe"]; }
};

struct Fixture {
    FakeDisk disk;
    FakeMachine machine{disk};

    Fixture() { unpack(c_unpacked); }

    void unpack(const Files& version) { lay(version, c_places.beside); }

    void install_old() {
        lay(c_old, c_places.installed);
        disk.files[c_places.settings] = "old defaults";
        machine.is_registered = true;
        machine.running = "old service";
        machine.trays = 1;
    }

    void lay(const Files& version, const std::filesystem::path& folder) {
        for (const auto& [name, bytes] : version) {
            disk.files[folder / name] = bytes;
        }
    }

    Files installed() {
        Files version;
        for (const auto& name : disk.list(c_places.installed)) {
            version[name.generic_string()] = disk.files[c_places.installed / name];
        }
        return version;
    }

    Replaced replace() { return replace_version(disk, c_places, machine); }

    std::string settings() { return disk.files[c_places.settings]; }

    void check_old_runs() {
        CHECK(installed() == c_old);
        CHECK(settings() == "old defaults");
        CHECK(machine.running == "old service");
        CHECK(machine.trays == 1);
        CHECK_FALSE(disk.exists(c_places.kept));
    }
};

/// How many changes an undisturbed upgrade makes.
std::size_t changes_of_an_upgrade() {
    Fixture f;
    f.install_old();
    CHECK(f.replace().ended == Ended::Done);
    return f.disk.changes;
}

} // namespace

TEST_CASE("a first installation runs, and every session gets a tray") {
    Fixture f;
    CHECK(f.replace() == Replaced{Ended::Done, "Mirrorwatch is installed, and its service runs."});
    CHECK(f.installed() == c_new);
    CHECK(f.settings() == "new defaults");
    CHECK(f.machine.running == "new service");
    CHECK(f.machine.trays == 2);
    CHECK_FALSE(f.disk.exists(c_places.kept));
}

TEST_CASE("an upgrade runs, and only those trays come back that ran") {
    Fixture f;
    f.install_old();
    CHECK(f.replace().ended == Ended::Done);
    CHECK(f.installed() == c_new);
    CHECK(f.settings() == "new defaults");
    CHECK(f.machine.running == "new service");
    CHECK(f.machine.trays == 1);

    f.unpack(c_unpacked);
    f.machine.trays = 0; // its user chose Exit
    CHECK(f.replace().ended == Ended::Done);
    CHECK(f.machine.trays == 0);
}

TEST_CASE("of the files that lie there those go that the version before brought, and this one does not") {
    Fixture f;
    f.install_old();
    f.lay({{"Data/logs/mirrorwatch.log", "a log"}, {"notes.txt", "an administrator's"}}, c_places.installed);
    CHECK(f.replace().ended == Ended::Done);
    CHECK_FALSE(f.disk.exists(c_places.installed / "config/old.toml"));
    CHECK(f.disk.exists(c_places.installed / "Data/logs/mirrorwatch.log"));
    CHECK(f.disk.exists(c_places.installed / "notes.txt"));
}

TEST_CASE("of a version without a whole list every file stays, and no list reaches out of its folder") {
    for (const char* list : {"", "config/old.toml\n", "../other/file\nend\n", "/other/file\nend\n"}) {
        CAPTURE(std::string{list});
        Fixture f;
        f.install_old();
        f.disk.files[c_places.installed / "files.txt"] = list;
        f.disk.files["pf/other/file"] = f.disk.files["/other/file"] = "another program's";
        CHECK(f.replace().ended == Ended::Done);
        CHECK(f.disk.exists(c_places.installed / "config/old.toml"));
        CHECK(f.disk.exists("pf/other/file"));
        CHECK(f.disk.exists("/other/file"));
    }
}

TEST_CASE("settings that somebody changed stay") {
    Fixture f;
    f.install_old();
    f.disk.files[c_places.settings] = "mine";
    CHECK(f.replace().ended == Ended::Done);
    CHECK(f.settings() == "mine");
}

TEST_CASE("wherever the disk is full from now on, the old version runs") {
    const std::size_t all = changes_of_an_upgrade();
    REQUIRE(all > 10);
    for (std::size_t at = 1; at <= all; ++at) {
        CAPTURE(at);
        Fixture f;
        f.install_old();
        f.disk.fails_at = at;
        const Replaced replaced = f.replace();
        if (replaced.ended == Ended::Done) { // what could not be removed is of no harm
            CHECK(f.installed() == c_new);
            CHECK(f.machine.running == "new service");
        } else {
            CHECK(replaced.ended == Ended::Files);
            CHECK(replaced.message.find("the disk is full") != std::string::npos);
            f.check_old_runs();
        }
    }
}

TEST_CASE("wherever setup is killed, the service's start finds one whole version") {
    const std::size_t all = changes_of_an_upgrade();
    for (std::size_t at = 1; at <= all; ++at) {
        CAPTURE(at);
        Fixture f;
        f.install_old();
        f.disk.killed_at = at;
        CHECK_THROWS_AS((void)f.replace(), Killed);
        CHECK(mend(f.disk, c_places).has_value());
        const bool is_new = f.machine.program() == "new service";
        CHECK(f.installed() == (is_new ? c_new : c_old));
        CHECK(f.settings() == (is_new ? "new defaults" : "old defaults"));
    }
}

TEST_CASE("wherever it is killed while it takes the new version back, too") {
    for (std::size_t at = 1; at < 60; ++at) {
        CAPTURE(at);
        Fixture f;
        f.install_old();
        f.machine.broken = "new service";
        f.disk.killed_at = at;
        try {
            (void)f.replace();
        } catch (const Killed&) {
        }
        CHECK(mend(f.disk, c_places).has_value());
        CHECK(f.installed() == (f.machine.program() == "new service" ? c_new : c_old));
    }
}

TEST_CASE("and the next setup goes on from there, whichever version it brings") {
    for (std::size_t at = 1; at <= changes_of_an_upgrade(); ++at) {
        CAPTURE(at);
        Fixture f;
        f.install_old();
        f.disk.killed_at = at;
        CHECK_THROWS_AS((void)f.replace(), Killed);
        f.disk.discard(c_places.beside);
        f.unpack({{"config/mirrorwatch.toml", "newest defaults"},
                  {"mirrorwatch.exe", "newest service"},
                  {"mirrorwatch-tray.exe", "newest tray"}});
        f.machine.broken = "newest service";
        CHECK(f.replace().ended == Ended::Start);
        CHECK(f.installed() == (f.machine.program() == "new service" ? c_new : c_old));
        CHECK(f.machine.running == f.machine.program());
    }
}

TEST_CASE("a program that somebody holds open leaves the old version running") {
    for (const char* name : {"mirrorwatch.exe", "mirrorwatch-tray.exe", "config/mirrorwatch.toml"}) {
        CAPTURE(std::string{name});
        Fixture f;
        f.install_old();
        f.disk.held = {c_places.installed / name};
        CHECK(f.replace().ended == Ended::Files);
        f.check_old_runs();
    }
}

TEST_CASE("one that is held only while the files are put in place, too") {
    struct HeldLater : FakeMachine {
        using FakeMachine::FakeMachine;

        Result<void> stop_service() override {
            disk.held = {c_places.installed / "mirrorwatch-tray.exe"};
            return FakeMachine::stop_service();
        }
    };

    Fixture f;
    f.install_old();
    HeldLater machine{f.disk};
    machine.trays = 1;
    const Replaced replaced = replace_version(f.disk, c_places, machine);
    CHECK(replaced.ended == Ended::Files);
    CHECK(replaced.message.ends_with("The version before is in place again, and runs."));
    f.disk.held.clear();
    CHECK(f.installed() == c_old);
    CHECK(machine.running == "old service");
    CHECK(machine.trays == 1);
}

TEST_CASE("a service that does not stop is left alone") {
    Fixture f;
    f.install_old();
    f.machine.does_not_stop = true;
    CHECK(f.replace() ==
          Replaced{Ended::ServiceRuns, "Nothing was changed, because the service does not stop: it hangs."});
    f.check_old_runs();
}

TEST_CASE("a service that Windows does not take, or that does not start, is taken back") {
    Fixture f;
    f.install_old();
    SUBCASE("it is not registered") {
        f.machine.does_not_register = true;
        CHECK(f.replace().ended == Ended::Registration);
    }
    SUBCASE("it does not start") {
        f.machine.broken = "new service";
        CHECK(f.replace() ==
              Replaced{Ended::Start, "it ended at once. The version before is in place again, and runs."});
    }
    f.check_old_runs();
}

TEST_CASE("of a first installation that fails nothing is left") {
    Fixture f;
    SUBCASE("it does not start") {
        f.machine.broken = "new service";
    }
    SUBCASE("it is not registered") {
        f.machine.does_not_register = true;
    }
    CHECK(f.replace().message.ends_with(" Nothing is installed."));
    CHECK(f.installed().empty());
    CHECK_FALSE(f.disk.exists(c_places.settings));
    CHECK_FALSE(f.machine.is_registered);
    CHECK_FALSE(f.disk.exists(c_places.kept));
}

TEST_CASE(
    "a service that starts while setup is at work mends nothing, and a second setup waits for its turn") {
    Fixture f;
    f.install_old();
    VersionSwap first{f.disk, c_places};
    REQUIRE(first.begin().has_value());
    REQUIRE(first.put_new().has_value());
    f.disk.files[c_places.installed / "mirrorwatch-tray.exe"] = "half";
    CHECK(mend(f.disk, c_places).value().empty());
    CHECK(f.installed().at("mirrorwatch-tray.exe") == "half");
    CHECK(f.replace() == Replaced{Ended::Files,
                                  "Nothing was changed: another setup of Mirrorwatch is at work; wait "
                                  "until it has ended"});
    CHECK(f.machine.running == "old service");
}

TEST_CASE("a setup without its program changes nothing") {
    Fixture f;
    f.install_old();
    f.disk.files.erase(c_places.beside / "mirrorwatch.exe");
    CHECK(f.replace().ended == Ended::Files);
    f.check_old_runs();
}
