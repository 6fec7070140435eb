// SPDX-License-Identifier: MIT
#include "service/act/metrics_file.hpp"

#include <doctest/doctest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

struct World {
    std::map<std::string, std::string> disk;
    Strings done;
    Strings complaints;
    Result<void> trouble;
    std::string text = "1\n";
    int asked = 0;
    MetricsFile::TimePoint now{1h};

    MetricsFile file{{[this](const fs::path& path, const std::string& bytes) {
                          done.push_back("write " + path.string());
                          if (trouble) {
                              disk[path.string()] = bytes;
                          }
                          return trouble;
                      },
                      [this](const fs::path& from, const fs::path& to) {
                          done.push_back("rename " + from.string() + " " + to.string());
                          disk[to.string()] = disk.at(from.string());
                          disk.erase(from.string());
                          return Result<void>{};
                      },
                      [this](const fs::path& path) { disk.erase(path.string()); }},
                     [this](const std::string& sentence) { complaints.push_back(sentence); }};

    World() { file.use("m.prom"); }

    void something_happens() {
        file.write_if_due(
            [this] {
                ++asked;
                return text;
            },
            now);
    }
};

} // namespace

TEST_CASE("metrics are written beside their file, and renamed over it") {
    World w;
    w.something_happens();
    CHECK(w.done == Strings{"write m.prom.new", "rename m.prom.new m.prom"});
    CHECK(w.disk == std::map<std::string, std::string>{{"m.prom", "1\n"}});
}

TEST_CASE("metrics are made every 15 s at most, and written only if they differ") {
    World w;
    w.something_happens();
    w.text = "2\n";
    w.now += 14s;
    w.something_happens();
    CHECK(w.asked == 1);
    w.now += 1s;
    w.something_happens();
    CHECK(w.disk["m.prom"] == "2\n");
    w.now += 15s;
    w.something_happens();
    CHECK(w.asked == 3);
    CHECK(w.done.size() == 4);
}

TEST_CASE("nothing wakes the service for metrics unless something has changed") {
    World w;
    CHECK(w.file.due() == MetricsFile::TimePoint::min()); // the first ones
    w.something_happens();
    CHECK_FALSE(w.file.due());
    w.file.note_change();
    CHECK(w.file.due() == w.now + 15s);
    w.now += 15s;
    w.something_happens();
    CHECK_FALSE(w.file.due());
}

TEST_CASE("without a file nothing is made, and nothing wakes the service") {
    World w;
    w.file.use({});
    w.file.note_change();
    w.something_happens();
    CHECK(w.asked == 0);
    CHECK_FALSE(w.file.due());
}

TEST_CASE("a file that cannot be written is told once, and again when it could be written between") {
    World w;
    w.trouble = Error{"the disk is full"};
    for (int i = 0; i < 3; ++i) {
        w.something_happens();
        w.now += 15s;
    }
    CHECK(w.complaints == Strings{"m.prom cannot be written: the disk is full"});
    CHECK_FALSE(w.file.due()); // it is tried when something has happened, not before
    w.trouble = Result<void>{};
    w.something_happens();
    CHECK(w.disk["m.prom"] == "1\n");
    w.text = "2\n";
    w.trouble = Error{"the disk is full"};
    w.now += 15s;
    w.something_happens();
    CHECK(w.complaints.size() == 2);
}

TEST_CASE("another file takes the place of the former one, which is removed; so is the last one at the end") {
    World w;
    w.something_happens();
    w.file.use("n.prom");
    CHECK(w.disk.empty());
    w.something_happens(); // at once
    CHECK(w.disk.contains("n.prom"));
    w.file.use({});
    CHECK(w.disk.empty());
    w.now += 1h;
    w.something_happens(); // what ends late brings it back to nobody
    CHECK(w.disk.empty());
}

TEST_CASE("a file that is not ours is not removed") {
    World w;
    w.disk["m.prom"] = "somebody's";
    w.trouble = Error{"no"};
    w.something_happens();
    w.file.use({});
    CHECK(w.disk.contains("m.prom"));
}

TEST_CASE("metrics that cannot be made end nothing") {
    World w;
    w.file.write_if_due([]() -> std::string { throw std::runtime_error("no memory"); }, w.now);
    w.now += 15s;
    w.something_happens();
    CHECK(w.disk["m.prom"] == "1\n");
}
