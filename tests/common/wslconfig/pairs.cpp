// SPDX-License-Identifier: MIT
// Pairs of a generated file and an edit: whether all that must hold does hold. Usage: wslconfig-pairs <seed>
// <count>
#include "tests/common/wslconfig/naive_reader.hpp"
#include "tests/common/wslconfig/nasty_files.hpp"
#include "tests/common/wslconfig/properties.hpp"

#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <set>
#include <string>

namespace mirrorwatch::wslconfig {
namespace {

const char* const c_codes[] = {
    "invalid-section",    "invalid-key",    "expected-bracket", "expected-equals", "expected-end-of-line",
    "unterminated-quote", "invalid-escape", "unknown-key",      "invalid-integer", "invalid-boolean",
    "invalid-size",       "invalid-ip",     "invalid-value",    "duplicate-key",   "unreadable"};

const char* const c_kinds[] = {"set", "unset", "comment", "uncomment"};

struct Tally {
    std::size_t hopeful = 0; // edits with nothing against them
    std::size_t refused = 0; // of those
};

class Run {
public:
    Run(std::uint64_t seed, std::size_t count)
        : files_(seed)
        , seed_(seed)
        , count_(count) {}

    bool run() {
        const auto begin = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < count_; ++i) {
            if (!(i % 5 == 4 ? good_pair() : nasty_pair())) {
                std::cout << "  seed " << seed_ << ", pair " << i << "\n";
                return false;
            }
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        std::cout << count_ << " pairs of seed " << seed_ << " in " << took.count() << " s\n";
        const bool is_enough = enough_of_each_code();
        return enough_edits() && is_enough;
    }

private:
    bool nasty_pair() {
        const std::string file = files_.next();
        std::set<std::string> codes;
        for (const auto& warning : naive::read(file).warnings) {
            codes.insert(warning.code);
        }
        for (const auto& code : codes) {
            ++codes_[code];
        }
        return holds(file, files_.edit(), nasty_);
    }

    /// Most that can be undone is made first: a comment, to be uncommented.
    bool good_pair() {
        std::string file = files_.good();
        Edit edit = files_.good_edit();
        if (edit.kind == Edit::Kind::Uncomment) {
            const Edit comment{Edit::Kind::Comment, edit.key, {}};
            if (auto commented = apply_edit(file, comment)) {
                file = *commented;
                const auto back = apply_edit(file, edit);
                ++good_[3].hopeful;
                good_[3].refused += back.has_error() ? 1 : 0;
            }
        }
        return holds(file, edit, good_);
    }

    bool holds(const std::string& file, const Edit& edit, std::array<Tally, 4>& tallies) {
        auto broken = broken_by_reading(file);
        if (!broken) {
            const Attempt tried = attempt(file, edit);
            Tally& tally = tallies[static_cast<std::size_t>(edit.kind)];
            tally.hopeful += tried.is_hopeful ? 1 : 0;
            tally.refused += tried.is_hopeful && tried.is_refused ? 1 : 0;
            broken = tried.broken;
        }
        if (broken) {
            std::cout << "BROKEN: " << *broken << "\n  file: " << literal(file)
                      << "\n  edit: " << literal(edit) << "\n";
        }
        return !broken;
    }

    bool enough_of_each_code() {
        bool is_enough = true;
        for (const char* code : c_codes) {
            std::cout << "  " << code << ": " << codes_[code] << " files\n";
            is_enough = is_enough && codes_[code] * 100 >= count_;
        }
        if (!is_enough) {
            std::cout << "BROKEN: a code is in less than 1 % of the files\n";
        }
        return is_enough;
    }

    /// One that refused everything would break nothing.
    bool enough_edits() {
        bool is_enough = true;
        for (std::size_t i = 0; i < good_.size(); ++i) {
            std::cout << "  " << c_kinds[i] << ": refused " << good_[i].refused << " of " << good_[i].hopeful
                      << " on good files, " << nasty_[i].refused << " of " << nasty_[i].hopeful
                      << " on nasty ones\n";
            is_enough =
                is_enough && good_[i].hopeful * 100 >= count_ && good_[i].refused * 100 <= good_[i].hopeful;
        }
        if (!is_enough) {
            std::cout
                << "BROKEN: more than 1 % of an edit is refused on good files, or it was hardly tried\n";
        }
        return is_enough;
    }

    NastyFiles files_;
    std::uint64_t seed_;
    std::size_t count_;
    std::map<std::string, std::size_t> codes_; // in how many files
    std::array<Tally, 4> good_;
    std::array<Tally, 4> nasty_;
};

} // namespace
} // namespace mirrorwatch::wslconfig

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "Usage: wslconfig-pairs <seed> <count>\n";
        return 2;
    }
    return mirrorwatch::wslconfig::Run{std::stoull(arguments[1]), std::stoull(arguments[2])}.run() ? 0 : 1;
}
