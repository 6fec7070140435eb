// SPDX-License-Identifier: MIT
#include "service/scm/status_sequence.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch::scm;

TEST_CASE("each stage of a start is a checkpoint, and the service then runs without one") {
    StatusSequence sequence;
    CHECK(sequence.entered(Stage::Folder) == ServiceStatus{ServiceState::Starting, 1, 0});
    CHECK(sequence.entered(Stage::Pipe) == ServiceStatus{ServiceState::Starting, 2, 0});
    CHECK(sequence.entered(Stage::Running) == ServiceStatus{ServiceState::Running, 0, 0});
}

TEST_CASE("a service that builds itself again goes on running for the SCM") {
    StatusSequence sequence;
    (void)sequence.entered(Stage::Running);
    CHECK_FALSE(sequence.entered(Stage::Ending));
    CHECK_FALSE(sequence.entered(Stage::Folder));
    CHECK_FALSE(sequence.entered(Stage::Running));
}

TEST_CASE("a stop that comes at any moment stays one: no stage after it says that the service runs") {
    for (const Stage last : {Stage::Folder, Stage::Pipe, Stage::Running}) {
        StatusSequence sequence;
        (void)sequence.entered(last);
        CHECK(sequence.stop_wanted()->state == ServiceState::Stopping);
        for (const Stage stage : {Stage::Folder, Stage::Log, Stage::Running, Stage::Ending}) {
            CHECK(sequence.entered(stage)->state == ServiceState::Stopping);
        }
        CHECK(sequence.ended(std::nullopt) == ServiceStatus{ServiceState::Stopped, 0, 0});
    }
}

TEST_CASE("checkpoints grow while it stops") {
    StatusSequence sequence;
    (void)sequence.entered(Stage::Running);
    const auto first = sequence.stop_wanted();
    const auto second = sequence.entered(Stage::Ending);
    CHECK(first->checkpoint < second->checkpoint);
}

TEST_CASE("nothing is told after the end, and the end says in which stage it failed") {
    StatusSequence sequence;
    (void)sequence.entered(Stage::Folder);
    CHECK(sequence.ended(Stage::Pipe) == ServiceStatus{ServiceState::Stopped, 0, exit_code_of(Stage::Pipe)});
    CHECK_FALSE(sequence.stop_wanted());
    CHECK_FALSE(sequence.entered(Stage::Running));
    CHECK_FALSE(sequence.ended(std::nullopt));
}

TEST_CASE("each stage has an exit code of its own, which `service status` turns into its sentence") {
    for (const Stage stage : {Stage::Folder, Stage::Log, Stage::Instance, Stage::Journal, Stage::Pipe,
                              Stage::Sensors, Stage::Running, Stage::Ending}) {
        CHECK(ending_sentence(1066, exit_code_of(stage)) == sentence_of(stage));
    }
}
