// SPDX-License-Identifier: MIT
#include "service/agent/config/config_store.hpp"

#include "tests/support/fake_files.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

const std::string c_file = R"(C:\Users\jane\.wslconfig)";
const std::string c_dotfile = R"(D:\dotfiles\wslconfig)";
const std::string c_folder = R"(C:\Users\jane\AppData\Local\Mirrorwatch\wslconfig-history)";

struct Disk : FakeFiles {
    ConfigStore config{*this, c_file};
    BackupFolder history{*this, c_folder};

    Disk() { folders.insert(R"(C:\Users\jane)"); }

    void link_to_dotfile() {
        put(c_dotfile, "old");
        put(c_file, "");
        files.at(c_file)->link = c_dotfile;
    }

    [[nodiscard]] bool has_temporary() const { return !names_ending_in(".mirrorwatch.tmp").empty(); }
};

bool says(const Error& error, const std::string& words) {
    return error.message.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("a file is made, replaced and removed, and nothing stays beside it") {
    Disk disk;
    CHECK(*disk.config.read() == std::nullopt);
    CHECK(*disk.config.replace(std::nullopt, "one"));
    CHECK(*disk.config.replace("one", "two"));
    CHECK(*disk.config.read() == "two");
    CHECK(*disk.config.replace("two", std::nullopt));
    CHECK(disk.files.empty());
    CHECK(*disk.config.replace(std::nullopt, std::nullopt));
}

TEST_CASE("the new bytes are on the disk before they get the file's name") {
    Disk disk;
    disk.put(c_file, "old");
    CHECK(*disk.config.replace("old", "new"));
    CHECK(disk.calls == std::vector<std::string>{"look", "create", "write", "flush", "copy access", "hold",
                                                 "read", "rename over"});
}

TEST_CASE("the files beside it are named, and a folder that cannot be read is told") {
    Disk disk;
    CHECK(disk.config.neighbours()->empty());
    disk.put(c_file, "old");
    disk.put(c_file + ".txt", "new");
    disk.put(c_dotfile, "elsewhere");
    CHECK(*disk.config.neighbours() == std::vector<std::string>{".wslconfig", ".wslconfig.txt"});
    disk.calls.clear();
    disk.fails_at = 1;
    CHECK(says(disk.config.neighbours().error(), R"(C:\Users\jane)"));
}

TEST_CASE("a file that is not what was expected is left alone") {
    Disk disk;
    disk.put(c_file, "theirs");
    CHECK_FALSE(*disk.config.replace("ours", "new"));
    CHECK_FALSE(*disk.config.replace("ours", std::nullopt));
    CHECK_FALSE(*disk.config.replace(std::nullopt, "new"));
    CHECK(disk.bytes_of(c_file) == "theirs");
    disk.files.clear();
    CHECK_FALSE(*disk.config.replace("ours", "new"));
    CHECK(disk.files.empty());
}

TEST_CASE("a file that appears at the last moment is not overwritten") {
    Disk disk;
    disk.other = [&] {
        if (disk.calls.size() == 4) { // all but the rename
            disk.put(c_file, "theirs");
        }
    };
    CHECK_FALSE(*disk.config.replace(std::nullopt, "ours"));
    CHECK(disk.calls.at(4) == "rename to");
    CHECK(disk.bytes_of(c_file) == "theirs");
    CHECK_FALSE(disk.has_temporary());
}

TEST_CASE("nobody can write the file in place between the last look and the rename") {
    Disk disk;
    disk.put(c_file, "old");
    std::vector<std::string> kept_out;
    disk.other = [&] {
        const std::string now = *disk.bytes_of(c_file);
        if (!disk.write_in_place(c_file, now)) {
            kept_out.push_back(disk.calls.back());
        }
    };
    CHECK(*disk.config.replace("old", "new"));
    CHECK(kept_out == std::vector<std::string>{"hold", "read"}); // the calls before these moments
}

TEST_CASE("attributes and access rights stay") {
    Disk disk;
    disk.put(c_file, "old");
    disk.files.at(c_file)->access = "hidden, jane only";
    CHECK(*disk.config.replace("old", "new"));
    CHECK(disk.files.at(c_file)->access == "hidden, jane only");
}

TEST_CASE("a link is followed to its end, and kept") {
    Disk disk;
    disk.link_to_dotfile();
    CHECK(*disk.config.read() == "old");
    CHECK(*disk.config.replace("old", "new"));
    CHECK(disk.files.at(c_file)->link == c_dotfile);
    CHECK(disk.files.at(c_dotfile)->bytes == "new");
    CHECK(disk.config.path() == c_file);
}

TEST_CASE("with administrator rights a link is read, not written") {
    Disk disk;
    disk.link_to_dotfile();
    disk.elevated = true;
    CHECK(*disk.config.read() == "old");
    const auto refused = disk.config.replace("old", "new");
    REQUIRE(refused.has_error());
    CHECK(refused.error().message ==
          c_file + " is a link, which is not followed with administrator rights. Try again without them.");
    CHECK(disk.files.at(c_dotfile)->bytes == "old");
    CHECK(disk.files.size() == 2);
}

TEST_CASE("a link that leads nowhere is told") {
    Disk disk;
    disk.link_to_dotfile();
    disk.files.erase(c_dotfile);
    CHECK(*disk.config.read() == std::nullopt);
    const auto refused = disk.config.replace(std::nullopt, "new");
    REQUIRE(refused.has_error());
    CHECK(says(refused.error(), c_file + " is a link that leads nowhere"));
    CHECK(disk.files.size() == 1);
}

TEST_CASE("a read-only file is refused with what to do, and no call is made that writes") {
    Disk disk;
    disk.put(c_file, "old");
    disk.files.at(c_file)->is_read_only = true;
    for (const auto& bytes : {std::optional<std::string>{"new"}, std::optional<std::string>{}}) {
        const auto refused = disk.config.replace("old", bytes);
        REQUIRE(refused.has_error());
        CHECK(says(refused.error(), "read-only"));
        CHECK(says(refused.error(), "attrib -r \"" + c_file + "\""));
    }
    CHECK(disk.calls == std::vector<std::string>{"look", "look"});
}

TEST_CASE("whatever call fails, the reason is told, the file is the old one, and nothing stays beside it") {
    struct Case {
        FileTrouble trouble;
        std::string words;
    };

    for (const Case& one :
         {Case{FileTrouble::Locked, "is open in another program"},
          Case{FileTrouble::Full, "The disk has no room"},
          Case{FileTrouble::Denied, "Windows does not let you"},
          Case{FileTrouble::NoFolder, "does not exist"}, Case{FileTrouble::TooLarge, "16 MiB"},
          Case{FileTrouble::DeadLink, "leads nowhere"}, Case{FileTrouble::Other, "the call's own words"}}) {
        for (std::size_t at = 1; at <= 8; ++at) {
            CAPTURE(one.words);
            CAPTURE(at);
            Disk disk;
            disk.put(c_file, "old");
            disk.fails_at = at;
            disk.error = {one.trouble, "the call's own words"};
            const auto failed = disk.config.replace("old", "new");
            REQUIRE(failed.has_error());
            CHECK(says(failed.error(), one.words));
            CHECK(says(failed.error(), c_file));
            CHECK(disk.bytes_of(c_file) == "old");
            CHECK(disk.files.size() == 1);
        }
    }
}

TEST_CASE("a profile that is not there is told") {
    Disk disk;
    disk.folders.clear();
    CHECK(*disk.config.read() == std::nullopt);
    const auto failed = disk.config.replace(std::nullopt, "new");
    REQUIRE(failed.has_error());
    CHECK(failed.error().message == "The folder of " + c_file + " does not exist.");
}

TEST_CASE("the history makes its folder, lists what is there, and overwrites nothing") {
    Disk disk;
    {
        const auto lock = disk.history.lock();
        REQUIRE(lock.has_value());
        CHECK(disk.history.write("x.json", "one").has_value());
        CHECK(disk.history.write("x.json", "two").has_error());
        CHECK(*disk.history.read("x.json") == "one");
        CHECK(*disk.history.list() == std::vector<std::string>{"lock", "x.json"});
        CHECK(disk.history.remove("x.json").has_value());
        CHECK(disk.history.remove("x.json").has_value());
        CHECK(*disk.history.read("x.json") == std::nullopt);
    }
    CHECK(disk.files.empty());
}

TEST_CASE("only one process at a time has the history's lock") {
    Disk disk;
    auto lock = disk.history.lock();
    REQUIRE(lock.has_value());
    const auto second = disk.history.lock();
    REQUIRE(second.has_error());
    CHECK(says(second.error(), "Another Mirrorwatch"));
    lock->reset();
    CHECK(disk.history.lock().has_value());
}

TEST_CASE("with administrator rights a history that is a link is refused") {
    Disk disk;
    disk.put(c_folder, "");
    disk.files.at(c_folder)->link = R"(C:\Windows)";
    disk.elevated = true;
    const auto refused = disk.history.lock();
    REQUIRE(refused.has_error());
    CHECK(says(refused.error(), "is a link"));
    disk.elevated = false;
    CHECK(disk.history.lock().has_value());
}

} // namespace mirrorwatch::agent
