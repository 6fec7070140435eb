// SPDX-License-Identifier: MIT
#include "service/cli/config_words.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using Bytes = std::optional<std::string>;
using wslconfig::Edit;

namespace {

const std::string c_when = "It counts from WSL's next start. \"wsl --shutdown\" would end all distros.\n";

std::string told(const Edit& edit, const Bytes& before, const Bytes& after) {
    return cli::edit_words(edit, {before, after, 7}, {"C:\\f", true}, {});
}

std::string dry(const Bytes& before, const Bytes& after) {
    return cli::dry_run_words({before, after, std::nullopt}, {"f"});
}

} // namespace

TEST_CASE("a change is told with the old value, the new one, its backup and when it counts") {
    CHECK(told({Edit::Kind::Set, "networkingmode", "nat"}, "[wsl2]\nnetworkingMode=mirrored\n",
               "[wsl2]\nnetworkingMode=nat\n") == "Set: wsl2.networkingMode was mirrored, is now nat. Backup "
                                                  "7; to go back: mirrorwatch wslconfig undo 7\n" +
                                                      c_when);
    CHECK(
        told({Edit::Kind::Unset, "memory"}, "[wsl2]\nmemory=8GB\n", "[wsl2]\n") ==
        "Removed: wsl2.memory was 8GB, is now the default (chosen by WSL). Backup 7; to go back: mirrorwatch "
        "wslconfig undo 7\n" +
            c_when);
    CHECK(told({Edit::Kind::Comment, "ipv6"}, "[wsl2]\nipv6=true\n", "[wsl2]\n#ipv6=true\n")
              .starts_with("Commented out: wsl2.ipv6 was true, is now the default (false). "));
    CHECK(told({Edit::Kind::Uncomment, "ipv6"}, "[wsl2]\n#ipv6=true\n", "[wsl2]\nipv6=true\n")
              .starts_with("Uncommented: wsl2.ipv6 was the default (false), is now true. "));
    CHECK(told({Edit::Kind::Set, "networkingMode", "mirrored"}, std::nullopt,
               "[wsl2]\r\nnetworkingMode=mirrored\r\n")
              .starts_with("Set: wsl2.networkingMode was the default (nat), is now mirrored. Backup 7; "));
}

TEST_CASE("a key that WSL does not know has no value") {
    CHECK(told({Edit::Kind::Unset, "wsl2.foo"}, "[wsl2]\nfoo=1\n", "[wsl2]\n")
              .starts_with("Removed: wsl2.foo, which WSL does not know. Backup 7; "));
}

TEST_CASE("warnings that a change brings are told, those that were there before are not") {
    const std::string words =
        told({Edit::Kind::Set, "localhostForwarding", "true"}, "[wsl2]\nfoo=1\nnetworkingMode=mirrored\n",
             "[wsl2]\nfoo=1\nnetworkingMode=mirrored\nlocalhostForwarding=true\n");
    CHECK(words.find("\nline 4: warning (Mirrorwatch): ") != words.npos);
    CHECK(words.find("foo") == words.npos);
}

TEST_CASE("where the file says so already, nothing was done") {
    const Bytes bytes{"[wsl2]\nnetworkingMode=nat\n"};
    CHECK(cli::edit_words({Edit::Kind::Set, "networkingMode", "nat"}, {bytes, bytes, std::nullopt}, {"C:\\f"},
                          {}) == "C:\\f already says so. Nothing was written.\n");
    CHECK(dry(bytes, bytes) == "f already says so. Nothing would be written.\n");
    CHECK(cli::undo_words(3, {bytes, bytes, std::nullopt}, {"C:\\f"}) ==
          "C:\\f is as it was before change 3 already. Nothing was written.\n");
}

TEST_CASE("another file than WSL's is named in the way back, and nothing is said of WSL") {
    CHECK(cli::edit_words({Edit::Kind::Set, "virtio", "false"}, {"", "[wsl2]\nvirtio=false\n", 1},
                          {"C:\\a b", false}, {}) == "Set: wsl2.virtio was the default (true), is now false. "
                                                     "Backup 1; to go back: mirrorwatch wslconfig undo 1 "
                                                     "--file \"C:\\a b\"\n");
}

TEST_CASE("an undo names the change before which the file is again, and its own backup") {
    CHECK(cli::undo_words(3, {"b", "a", 8}, {"C:\\f"}) ==
          "C:\\f is again as it was before change 3. Backup 8; to go back: mirrorwatch wslconfig undo 8\n" +
              c_when);
    CHECK(cli::undo_words(std::nullopt, {"b", "a", 8}, {"C:\\f"})
              .starts_with("C:\\f is again as it was before its newest change. Backup 8; "));
    CHECK(cli::undo_words(1, {"b", std::nullopt, 8}, {"C:\\f"})
              .starts_with("C:\\f is removed: there was none before change 1. Backup 8; "));
}

TEST_CASE("a dry run shows the change as UTF-8 text, whatever the file's encoding is") {
    CHECK(dry("[wsl2]\nipv6=true\n", "[wsl2]\nipv6=false\n") ==
          "--- f\n+++ f\n@@ -1,2 +1,2 @@\n [wsl2]\n-ipv6=true\n+ipv6=false\n");
    CHECK(dry(std::nullopt, "[wsl2]\n") == "--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+[wsl2]\n");
    CHECK(dry(std::string{"\xff\xfe#\0\xfc\0\n\0", 8}, std::string{"\xff\xfe#\0\xfc\0", 6}) ==
          "--- f\n+++ f\n@@ -1 +1 @@\n-#ü\n+#ü\n\\ No newline at end of file\n");
}

TEST_CASE("a change that no text shows is told in words") {
    CHECK(dry("#\xff\n", "#\xfe\n") ==
          "f would keep its text; its encoding, or what is no text in it, changes.\n");
    CHECK(dry(std::nullopt, "") == "f would be made, and be empty.\n");
    CHECK(dry("", std::nullopt) == "f, which is empty, would be removed.\n");
}

TEST_CASE("the keys that a repair may set are known by their name, with or without a section") {
    for (const char* key :
         {"networkingMode", "wsl2.networkingmode", "experimental.dnsTunneling", "AUTOPROXY"}) {
        CAPTURE(key);
        CHECK(cli::is_set_by_repairs(key));
    }
    for (const char* key : {"memory", "wsl2.firewall", "", "."}) {
        CAPTURE(key);
        CHECK_FALSE(cli::is_set_by_repairs(key));
    }
}
