// SPDX-License-Identifier: MIT
#include "service/setup/replace.hpp"

#include <utility>

namespace mirrorwatch::setup {
namespace {

class Replacement {
public:
    Replacement(Disk& disk, const Places& places, Machine& machine)
        : machine_(machine)
        , swap_(disk, places) {}

    Replaced run() {
        if (const Result<void> begun = swap_.begin(); !begun) {
            return {Ended::Files, "Nothing was changed: " + begun.error().message};
        }
        machine_.close_trays();
        if (const Result<void> stopped = machine_.stop_service(); !stopped) {
            return nothing_changed(stopped.error());
        }
        if (const Result<void> put = swap_.put_new(); !put) {
            return taken_back(Ended::Files, put.error());
        }
        if (const Result<void> registered = machine_.register_service(); !registered) {
            return taken_back(Ended::Registration, registered.error());
        }
        if (const Result<void> taken = swap_.take_settings(); !taken) {
            return taken_back(Ended::Files, taken.error());
        }
        if (const Result<void> started = machine_.start_service(); !started) {
            return taken_back(Ended::Start, started.error());
        }
        return done();
    }

private:
    Replaced done() {
        swap_.end();
        swap_.is_first() ? machine_.start_trays_for_all() : machine_.bring_trays_back();
        return {Ended::Done, "Mirrorwatch is installed, and its service runs."};
    }

    /// It was asked to stop: it may have done so meanwhile, or have been none.
    Replaced nothing_changed(const Error& why) {
        swap_.end();
        (void)machine_.start_service();
        machine_.bring_trays_back();
        return {Ended::ServiceRuns, "Nothing was changed, because the service does not stop: " + why.message};
    }

    Replaced taken_back(Ended ended, const Error& why) {
        (void)machine_.stop_service(); // the new one may have come as far as to run
        if (const Result<void> back = swap_.put_back(); !back) {
            return {ended, why.message + " The version before could not be put back: " +
                               back.error().message + " Run setup again."};
        }
        swap_.end();
        return {ended, why.message + (swap_.is_first() ? nothing_is_left() : old_one_runs())};
    }

    std::string nothing_is_left() {
        machine_.unregister_service();
        return " Nothing is installed.";
    }

    std::string old_one_runs() {
        const Result<void> registered = machine_.register_service();
        const Result<void> started = registered ? machine_.start_service() : registered;
        machine_.bring_trays_back();
        return started
                   ? " The version before is in place again, and runs."
                   : " The version before is in place again, and does not start: " + started.error().message;
    }

    Machine& machine_;
    VersionSwap swap_;
};

} // namespace

Replaced replace_version(Disk& disk, const Places& places, Machine& machine) {
    return Replacement{disk, places, machine}.run();
}

} // namespace mirrorwatch::setup
