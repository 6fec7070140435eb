// SPDX-License-Identifier: MIT
#include "service/sense/host/policy_watch_win.hpp"
#include "tests/support/registry_key_win.hpp"

#include <boost/asio/io_context.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace std::chrono_literals;
using support::TestKey;

namespace {

/// A watch of a key of our own, and how often it has told.
struct Watching {
    explicit Watching(const TestKey& key)
        : watch(
              io, {HKEY_CURRENT_USER, key.parent(), key.name()}, [this] { ++told; },
              [this](const std::string& sentence) { complaints.push_back(sentence); }) {}

    /// Until it has told once more; false: it does not.
    bool tells() {
        const int before = told;
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (told == before && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_one_for(100ms);
        }
        return told > before;
    }

    void stay_quiet_for(std::chrono::milliseconds time) {
        io.restart();
        io.run_for(time);
    }

    boost::asio::io_context io;
    int told = 0;
    std::vector<std::string> complaints;
    sense::PolicyWatch watch;
};

} // namespace

TEST_CASE("each change of a value is told, one after the other") {
    const TestKey key{L"watch-values"};
    key.set(L"AllowExclude", REG_DWORD, std::uint32_t{1});
    Watching watching{key};
    for (const std::uint32_t number : {0U, 1U, 0U}) {
        key.set(L"AllowExclude", REG_DWORD, number);
        CHECK(watching.tells());
    }
    CHECK(watching.complaints.empty());
}

TEST_CASE("that the key comes is told, and what changes in it from then on") {
    const TestKey key{L"watch-coming"};
    Watching watching{key};
    key.make();
    CHECK(watching.tells());
    key.set(L"Action", REG_SZ, std::wstring{L"ask"});
    CHECK(watching.tells());
    CHECK(watching.complaints.empty());
}

TEST_CASE("that the key goes is told, and that it comes again") {
    const TestKey key{L"watch-going"};
    key.set(L"AllowExclude", REG_DWORD, std::uint32_t{0});
    Watching watching{key};
    key.remove();
    CHECK(watching.tells());
    key.set(L"AllowExclude", REG_DWORD, std::uint32_t{0});
    CHECK(watching.tells());
}

TEST_CASE("changes that come together are told together, and without one nothing is") {
    const TestKey key{L"watch-together"};
    key.make();
    Watching watching{key};
    watching.stay_quiet_for(300ms);
    CHECK(watching.told == 0);
    for (std::uint32_t number = 0; number < 20; ++number) {
        key.set(L"AllowExclude", REG_DWORD, number);
    }
    CHECK(watching.tells());
    watching.stay_quiet_for(600ms);
    CHECK(watching.told == 1);
}

TEST_CASE("without the parent it is said once that nothing can be watched") {
    boost::asio::io_context io;
    std::vector<std::string> complaints;
    const sense::PolicyWatch watch{io,
                                   {HKEY_CURRENT_USER, L"Software\\mirrorwatch-test-nowhere", L"key"},
                                   [] {},
                                   [&](const std::string& sentence) { complaints.push_back(sentence); }};
    io.run_for(10ms);
    CHECK(complaints.size() == 1);
}

TEST_CASE("a watch that ends while a change is on its way tells nothing") {
    const TestKey key{L"watch-ending"};
    key.make();
    boost::asio::io_context io;
    int told = 0;
    {
        const sense::PolicyWatch watch{
            io, {HKEY_CURRENT_USER, key.parent(), key.name()}, [&] { ++told; }, [](const std::string&) {}};
        key.set(L"AllowExclude", REG_DWORD, std::uint32_t{0});
        io.run_for(50ms);
    }
    io.restart();
    io.run_for(400ms);
    CHECK(told == 0);
}
