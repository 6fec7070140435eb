// SPDX-License-Identifier: MIT
// How long reading and editing .wslconfig takes, and how much memory. One line for each case; fails where a
// limit is passed. Usage: wslconfig-bench
#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/settings.hpp"
#include "tests/bench/counted_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

using Micros = std::chrono::duration<double, std::micro>;

constexpr std::size_t c_mega = 1000 * 1000;

const std::string c_paragraph = "# Settings of this machine: half of its memory, all of its processors.\r\n"
                                "[wsl2]\r\n"
                                "memory = 8GB           # of 16\r\n"
                                "processors=8\r\n"
                                "swapFile=\"C:\\\\Temp\\\\swap # 1.vhdx\"\r\n"
                                "kernelCommandLine = vsyscall=emulate \\\r\n"
                                "    cgroup_no_v1=all\r\n"
                                "networkingMode=mirrored\r\n"
                                "#localhostForwarding=true\r\n"
                                "\r\n"
                                "[experimental]\r\n"
                                "autoMemoryReclaim=gradual\r\n"
                                "sparseVhd=true\r\n"
                                "ignoredPorts=3000,9000,9090\r\n";

std::string repeated(const std::string& part, std::size_t size) {
    std::string file;
    while (file.size() < size) {
        file += part;
    }
    file.resize(size);
    return file;
}

/// What people have: each key once, with a remark or two.
const std::string c_typical = c_paragraph +
                              "# Networking\r\n"
                              "dnsTunnelingIpAddress=10.255.255.254\r\n"
                              "hostAddressLoopback=true      # containers ask for it\r\n"
                              "bestEffortDnsParsing=true\r\n"
                              "initialAutoProxyTimeout=2000\r\n"
                              "\r\n"
                              "[wsl2]\r\n"
                              "# The kernel is our own: it has the modules for the firewall.\r\n"
                              "kernel=C:\\\\Users\\\\me\\\\kernels\\\\bzImage-6.6.36\r\n"
                              "kernelModules=C:\\\\Users\\\\me\\\\kernels\\\\modules-6.6.36.vhdx\r\n"
                              "dnsTunneling=true\r\n"
                              "firewall=true\r\n"
                              "autoProxy=false               # the company's proxy is for Windows only\r\n"
                              "ipv6=true\r\n"
                              "dhcpTimeout=10000\r\n"
                              "guiApplications=false\r\n"
                              "nestedVirtualization=true\r\n"
                              "vmIdleTimeout=120000\r\n"
                              "debugConsole=false\r\n"
                              "maxCrashDumpCount=3\r\n"
                              "defaultVhdSize=512GB\r\n"
                              "\r\n"
                              "[general]\r\n"
                              "instanceIdleTimeout=30000\r\n";

std::string typical(std::size_t size) {
    return c_typical + repeated("# One more remark about what these settings are good for, and why.\r\n",
                                size - c_typical.size());
}

bool is_fine = true;

Micros median(std::size_t runs, const std::function<void()>& work) {
    std::vector<Micros> times;
    for (std::size_t i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        times.emplace_back(std::chrono::steady_clock::now() - begin);
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(runs / 2), times.end());
    return times[runs / 2];
}

void report(const std::string& name, Micros took, std::optional<Micros> limit) {
    const bool is_over = limit && took > *limit;
    is_fine = is_fine && !is_over;
    const std::string allowed = limit ? fmt::format(" (at most {:.0f})", limit->count()) : "";
    fmt::print("{:44} {:12.1f} us{}{}\n", name, took.count(), allowed, is_over ? " OVER" : "");
}

void time_reading(const std::string& name, const std::string& file, std::size_t runs,
                  std::optional<Micros> limit) {
    report("read " + name, median(runs, [&] { (void)read(file); }), limit);
}

/// Peak bytes for each byte of the file, at several sizes: equal where memory is linear.
void measure_memory(const std::string& name, const std::string& start, const std::string& part) {
    std::string line = fmt::format("{:44}", "memory per byte, " + name);
    double least = 1e9;
    double most = 0;
    for (const std::size_t size : {1, 2, 5, 10}) {
        const std::string file = start + repeated(part, size * c_mega - start.size());
        auto& memory = bench::memory();
        memory.peak = memory.live;
        const std::size_t before = memory.live;
        (void)read(file);
        const double each = static_cast<double>(memory.peak - before) / static_cast<double>(file.size());
        least = std::min(least, each);
        most = std::max(most, each);
        line += fmt::format("  {} MB: {:5.1f}", size, each);
    }
    // A vector may have up to twice what it needs, and while it grows both its old and its new memory.
    const bool is_linear = most <= 3 * std::max(least, 1.0);
    is_fine = is_fine && is_linear;
    fmt::print("{}{}\n", line, is_linear ? "" : " NOT LINEAR");
}

void run() {
    using std::chrono::milliseconds;
    const std::string two_kilo = typical(2000);
    const std::string crowded = repeated(c_paragraph, 2000);
    time_reading("2 KB, typical", two_kilo, 20001, Micros{20});
    time_reading("2 KB, every key several times", crowded, 20001, Micros{20});
    time_reading("10 MB, mostly remarks", typical(10 * c_mega), 21, milliseconds{200});
    time_reading("10 MB, every key many times", repeated(c_typical, 10 * c_mega), 21, std::nullopt);
    time_reading("10 MB, one value", repeated("[wsl2]\nkernel=" + std::string(10 * c_mega, 'x'), 10 * c_mega),
                 21, milliseconds{200});

    const Edit set{Edit::Kind::Set, "networkingMode", "nat"};
    report("set a key, 2 KB", median(5001, [&] { (void)apply_edit(two_kilo, set); }), std::nullopt);
    const std::string ten_mega = typical(10 * c_mega);
    report("set a key, 10 MB", median(11, [&] { (void)apply_edit(ten_mega, set); }), std::nullopt);

    measure_memory("remarks", "", "# One more remark about what these settings are good for.\r\n");
    measure_memory("keys", "", c_typical);
    measure_memory("empty lines", "", "\n");
    measure_memory("broken lines", "", "?\n");
    measure_memory("bad ports", "[experimental]\nignoredPorts=", "0,");
    measure_memory("an endless section", "[" + std::string(c_mega / 2, 'a') + "]\n", "b=\n");
}

} // namespace
} // namespace mirrorwatch::wslconfig

int main() {
    mirrorwatch::wslconfig::run();
    return mirrorwatch::wslconfig::is_fine ? 0 : 1;
}
