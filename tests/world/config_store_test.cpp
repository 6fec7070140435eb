// SPDX-License-Identifier: MIT
#include "tests/support/world/config_store.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::world;

TEST_CASE("what we wrote is put back") {
    ConfigStore store{NetworkingMode::Mirrored};
    store.set_mode("r1", NetworkingMode::Nat);
    CHECK(store.now().mode == NetworkingMode::Nat);
    CHECK(store.can_be_put_back());
    store.put_back("r1");
    CHECK(store.now() == store.users());
}

TEST_CASE("the user's edit of another line survives, and our value does not") {
    ConfigStore store{NetworkingMode::Mirrored};
    store.set_mode("r1", NetworkingMode::Nat);
    store.user_edits_something_else();
    store.put_back("r1");
    CHECK(store.now().mode == NetworkingMode::Mirrored);
    CHECK(store.now().revision == 2);
}

TEST_CASE("a mode that the user chose meanwhile stays") {
    ConfigStore store{NetworkingMode::Mirrored};
    store.set_mode("r1", NetworkingMode::Nat);
    store.user_sets_mode(NetworkingMode::VirtioProxy);
    CHECK(std::holds_alternative<agent::Refusal>(store.put_back("r1")));
    CHECK(store.now().mode == NetworkingMode::VirtioProxy);
    CHECK(store.can_be_put_back());
}

TEST_CASE("two edits that are put back in the wrong order leave ours behind, and that is seen") {
    ConfigStore store{NetworkingMode::Mirrored};
    store.set_mode("r1", NetworkingMode::Nat);
    store.set_mode("r2", NetworkingMode::VirtioProxy);
    CHECK(store.can_be_put_back());
    store.put_back("r1");
    CHECK_FALSE(store.can_be_put_back());
}

TEST_CASE("what is asked for again is done already when somebody went on from it") {
    ConfigStore store{NetworkingMode::Mirrored};
    const agent::Reply first = store.set_mode("r1", NetworkingMode::Nat);
    store.user_edits_something_else();
    CHECK(store.set_mode("r1", NetworkingMode::Nat) == first);
    store.put_back("r1");
    CHECK(store.now() == store.users());
}

TEST_CASE("a mode of ours that the user took up again is the user's only where somebody could see that") {
    for (const bool is_seen : {false, true}) {
        ConfigStore store{NetworkingMode::Mirrored};
        store.set_mode("r1", NetworkingMode::Nat);
        store.user_sets_mode(NetworkingMode::VirtioProxy);
        if (is_seen) {
            store.note_seen();
        }
        store.user_sets_mode(NetworkingMode::Nat);
        CHECK(store.users().mode == (is_seen ? NetworkingMode::Nat : NetworkingMode::Mirrored));
    }
}
