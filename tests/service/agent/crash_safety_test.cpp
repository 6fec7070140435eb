// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "service/agent/config/backups.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/agent/config/config_store.hpp"
#include "tests/support/fake_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>

/// Each change of .wslconfig against a disk that fails, or a process that dies, at every single call; and
/// against somebody else who writes before every single call.
namespace mirrorwatch::agent {
namespace {

const std::string c_file = R"(C:\Users\jane\.wslconfig)";
const std::string c_folder = R"(C:\Users\jane\AppData\Local\Mirrorwatch\wslconfig-history)";
const std::string c_mirrored = "[wsl2]\r\nnetworkingMode=mirrored\r\nmemory=8GB\r\n";
const std::string c_nat = "[wsl2]\r\nnetworkingMode=nat\r\nmemory=8GB\r\n";
const std::string c_theirs = "# theirs\r\n" + c_mirrored; // what somebody else writes
const std::string c_theirs_in_nat = "# theirs\r\n" + c_nat;
const std::string c_theirs_by_proxy = "# theirs\r\n[wsl2]\r\nnetworkingMode=virtioproxy\r\nmemory=8GB\r\n"
                                      "localhostForwarding=false\r\n";
const std::string c_theirs_without_tunnel = c_theirs + "dnsTunneling=false\r\n";
const std::string c_id = "20261122T154700-1";

/// One user's disk and a process on it.
struct Machine {
    FakeFiles disk;
    ConfigStore config{disk, c_file};
    BackupFolder history{disk, c_folder};
    FakeWsl wsl;
    Ports ports{wsl, config, history, [] { return std::chrono::system_clock::time_point{}; }};

    Machine() { disk.folders.insert(R"(C:\Users\jane)"); }

    [[nodiscard]] FileBytes file() const { return disk.bytes_of(c_file); }

    /// Whether it can be brought back from a backup.
    [[nodiscard]] bool remembers(const std::string& bytes) {
        const auto backups = all_backups(history);
        return std::any_of(backups->begin(), backups->end(), [&](const FoundBackup& found) {
            return found.backup.has_value() && found.backup->original == bytes;
        });
    }

    [[nodiscard]] bool has_damage() {
        const auto backups = all_backups(history);
        return std::any_of(backups->begin(), backups->end(),
                           [](const FoundBackup& found) { return !found.entry.damage.empty(); });
    }
};

bool set_nat(Machine& machine) {
    const wslconfig::Edit edit{wslconfig::Edit::Kind::Set, "networkingMode", "nat"};
    return edit_config(edit, false, machine.ports).has_value();
}

bool undo_first(Machine& machine) {
    return undo_config(1, false, machine.ports).has_value();
}

bool is_done(const Reply& reply) {
    return std::holds_alternative<ConfigEdit>(reply);
}

bool remedy(Machine& machine) {
    return is_done(handle(SetNetworkingMode{c_id, NetworkingMode::Nat}, machine.ports));
}

bool remedy_by_proxy(Machine& machine) {
    return is_done(handle(SetNetworkingMode{c_id, NetworkingMode::VirtioProxy}, machine.ports));
}

bool tunnel_off(Machine& machine) {
    return is_done(handle(SetConfigSetting{c_id, ConfigSetting::DnsTunneling}, machine.ports));
}

bool put_back(Machine& machine) {
    return is_done(handle(PutBackConfig{c_id}, machine.ports));
}

struct Scenario {
    std::string name;
    FileBytes original;                     // what is there at first
    std::vector<bool (*)(Machine&)> before; // what was done before
    bool (*act)(Machine&);                  // true: it says that it is done

    [[nodiscard]] FileBytes prepare(Machine& machine) const {
        if (original) {
            machine.disk.put(c_file, *original);
        }
        for (const auto step : before) {
            REQUIRE(step(machine));
        }
        machine.disk.calls.clear();
        return machine.file();
    }

    [[nodiscard]] FileBytes outcome() const {
        Machine machine;
        (void)prepare(machine);
        REQUIRE(act(machine));
        return machine.file();
    }

    [[nodiscard]] std::vector<std::string> calls() const {
        Machine machine;
        (void)prepare(machine);
        REQUIRE(act(machine));
        return machine.disk.calls;
    }
};

const std::vector<Scenario> c_scenarios{
    {"edit", c_mirrored, {}, set_nat},
    {"edit that makes the file", std::nullopt, {}, set_nat},
    {"undo", c_mirrored, {set_nat}, undo_first},
    {"undo that removes the file", std::nullopt, {set_nat}, undo_first},
    {"remedy", c_mirrored, {}, remedy},
    {"remedy that makes the file", std::nullopt, {}, remedy_by_proxy},
    {"remedy undone", c_mirrored, {remedy}, put_back},
    {"remedy undone that removes the file", std::nullopt, {remedy_by_proxy}, put_back},
    {"setting", c_mirrored, {}, tunnel_off},
    {"setting undone", c_mirrored, {tunnel_off}, put_back},
};

bool dies(const Scenario& scenario, Machine& machine) {
    try {
        (void)scenario.act(machine);
    } catch (const Killed&) {
        return true;
    }
    return machine.disk.is_dead; // in the last call of all
}

} // namespace

TEST_CASE("whatever call fails, the file is old and that is told, or new") {
    for (const Scenario& scenario : c_scenarios) {
        const FileBytes wanted = scenario.outcome();
        const std::size_t count = scenario.calls().size();
        REQUIRE(count > 10);
        for (std::size_t at = 1; at <= count; ++at) {
            CAPTURE(scenario.name);
            CAPTURE(at);
            Machine machine;
            const FileBytes old = scenario.prepare(machine);
            machine.disk.fails_at = at;
            const bool done = scenario.act(machine);
            CHECK(machine.file() == (done ? wanted : old));
            machine.disk.revive();
            CHECK_FALSE(machine.has_damage());
            CHECK(scenario.act(machine));
            CHECK(machine.file() == wanted);
        }
    }
}

TEST_CASE("a call that fails although it did its work leaves the file old or new, and the old one known") {
    for (const Scenario& scenario : c_scenarios) {
        const FileBytes wanted = scenario.outcome();
        const std::size_t count = scenario.calls().size();
        for (std::size_t at = 1; at <= count; ++at) {
            CAPTURE(scenario.name);
            CAPTURE(at);
            Machine machine;
            const FileBytes old = scenario.prepare(machine);
            machine.disk.fails_at = at;
            machine.disk.fails_after = true;
            const bool done = scenario.act(machine);
            CHECK((machine.file() == wanted || (!done && machine.file() == old)));
            machine.disk.revive();
            CHECK_FALSE(machine.has_damage());
            if (machine.file() == wanted && old) {
                CHECK(machine.remembers(*old));
            }
            CHECK(scenario.act(machine));
            CHECK(machine.file() == wanted);
        }
    }
}

TEST_CASE("whenever the process dies, the file is old or new, and the next one brings it to its end") {
    for (const Scenario& scenario : c_scenarios) {
        const FileBytes wanted = scenario.outcome();
        const std::size_t count = scenario.calls().size();
        for (const bool after : {false, true}) {
            for (std::size_t at = 1; at <= count; ++at) {
                CAPTURE(scenario.name);
                CAPTURE(at);
                CAPTURE(after);
                Machine machine;
                const FileBytes old = scenario.prepare(machine);
                machine.disk.dies_at = at;
                machine.disk.dies_after = after;
                REQUIRE(dies(scenario, machine));
                CHECK((machine.file() == old || machine.file() == wanted));
                machine.disk.revive();
                CHECK_FALSE(machine.has_damage());
                if (machine.file() == wanted && old) {
                    CHECK(machine.remembers(*old));
                }
                CHECK(scenario.act(machine));
                CHECK(machine.file() == wanted);
                CHECK(machine.disk.names_ending_in(".mirrorwatch.tmp").size() <= 1);
            }
        }
    }
}

namespace {

enum class Way { InPlace, Renamed };

/// Somebody else, who writes once, before call `at`.
struct Other {
    Way way = Way::InPlace;
    std::size_t at = 0;
    bool wrote = false;
    bool kept_out = false;

    void join(FakeFiles& disk) {
        disk.other = [this, &disk] {
            if (wrote || kept_out || disk.calls.size() + 1 != at) {
                return;
            }
            if (way == Way::Renamed) {
                disk.put(c_file, c_theirs);
            }
            wrote = way == Way::Renamed || disk.write_in_place(c_file, c_theirs);
            kept_out = !wrote;
        };
    }
};

bool is_whole(const FileBytes& file, const FileBytes& old, const FileBytes& wanted) {
    return file == old || file == wanted || file == c_theirs || file == c_theirs_in_nat ||
           file == c_theirs_by_proxy || file == c_theirs_without_tunnel;
}

/// The one moment that nobody can close: after our last look, a rename that Windows lets happen.
bool is_last_moment(const Other& other, const std::vector<std::string>& calls) {
    return other.way == Way::Renamed && other.at <= calls.size() && calls[other.at - 1] == "rename over";
}

} // namespace

TEST_CASE("what somebody else writes before any call stays: in the file, or as a backup") {
    for (const Scenario& scenario : c_scenarios) {
        const FileBytes wanted = scenario.outcome();
        const std::size_t count = scenario.calls().size();
        int lost = 0;
        int kept_out = 0;
        for (const Way way : {Way::InPlace, Way::Renamed}) {
            for (std::size_t at = 1; at <= count; ++at) {
                CAPTURE(scenario.name);
                CAPTURE(at);
                Machine machine;
                const FileBytes old = scenario.prepare(machine);
                Other other{way, at};
                other.join(machine.disk);
                (void)scenario.act(machine);
                machine.disk.revive();
                CHECK((other.wrote || other.kept_out));
                CHECK(is_whole(machine.file(), old, wanted));
                CHECK_FALSE(machine.has_damage());
                kept_out += other.kept_out;
                if (other.wrote && machine.file() != c_theirs && !machine.remembers(c_theirs)) {
                    ++lost;
                    CHECK(is_last_moment(other, machine.disk.calls));
                }
            }
        }
        const auto calls = scenario.calls();
        const bool renames_over = std::count(calls.begin(), calls.end(), "rename over") == 1;
        CAPTURE(scenario.name);
        CHECK(lost == (renames_over ? 1 : 0));
        CHECK(kept_out == (renames_over || !wanted ? 2 : 0)); // while we read what we hold, and then act
    }
}

TEST_CASE("somebody else writes before any call, and the process dies at any later one") {
    const Scenario& scenario = c_scenarios.front();
    const std::size_t count = scenario.calls().size();
    for (const Way way : {Way::InPlace, Way::Renamed}) {
        for (std::size_t theirs = 1; theirs <= count; ++theirs) {
            for (std::size_t at = theirs;; ++at) {
                Machine machine;
                const FileBytes old = scenario.prepare(machine);
                Other other{way, theirs};
                other.join(machine.disk);
                machine.disk.dies_at = at;
                machine.disk.dies_after = true;
                if (!dies(scenario, machine)) {
                    break;
                }
                const auto calls = machine.disk.calls;
                machine.disk.revive();
                CAPTURE(theirs);
                CAPTURE(at);
                CHECK(is_whole(machine.file(), old, c_nat));
                CHECK_FALSE(machine.has_damage());
                if (other.wrote && !is_last_moment(other, calls)) {
                    CHECK((machine.file() == c_theirs || machine.remembers(c_theirs)));
                }
                CHECK(scenario.act(machine));
                CHECK((machine.file() == c_nat || machine.file() == c_theirs_in_nat));
            }
        }
    }
}

} // namespace mirrorwatch::agent
