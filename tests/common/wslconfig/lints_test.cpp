// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::wslconfig {
namespace {

using Said = std::vector<std::string>;

/// What we tell of a file: "2: likely-typo".
Said found_in(const std::string& file) {
    const auto settings = read(file);
    REQUIRE(settings.has_value());
    Said said;
    for (const Diagnostic& d : findings(*settings, {}, file)) {
        CHECK(source_of(d.code) == ToldBy::Mirrorwatch);
        said.push_back(std::to_string(d.line) + ": " + std::string{name_of(d.code)});
    }
    return said;
}

/// The only thing that we tell of it, in words.
std::string sentence_for(const std::string& file) {
    const auto settings = read(file);
    REQUIRE(settings.has_value());
    const auto found = findings(*settings, {}, file);
    return found.size() == 1 ? sentence(found.front()) : std::to_string(found.size()) + " findings";
}

Said under_wsl2(const std::string& line) {
    return found_in("[wsl2]\n" + line + "\n");
}

const Said c_nothing;
const Said c_no_unit{"2: size-without-unit"};
const Said c_seconds{"2: seconds-for-milliseconds"};
const Said c_example{"2: example-value"};
const Said c_one_line{"1: settings-in-one-line"};

} // namespace

TEST_CASE("a size of a few bytes is told, with the one that was meant") {
    CHECK(sentence_for("[wsl2]\nmemory=8\n") ==
          "wsl2.memory is 8 bytes, for it has no unit like GB. Was 8GB meant?");
    CHECK(sentence_for("[wsl2]\nswap=4096\n") ==
          "wsl2.swap is 4096 bytes, for it has no unit like GB. Was 4096MB meant?");
    CHECK(sentence_for("[wsl2]\nmemory=8KB\n") == "wsl2.memory is 8KB, which is very little. Was 8GB meant?");
    CHECK(under_wsl2("memory=512") == c_no_unit);
    CHECK(under_wsl2("memory=16B") == c_no_unit);
    CHECK(under_wsl2("MEMORY = \"16\" # GB") == c_no_unit);
    CHECK(under_wsl2("defaultVhdSize=256") == c_no_unit);
    CHECK(found_in("[experimental]\nswiotlb=64\n") == c_no_unit);
}

TEST_CASE("a size that may be meant is not told") {
    for (const char* line :
         {"swap=0", "memory=0", "memory=8GB", "memory=8G", "memory=512MB", "swap=1MB", "memory=8589934592",
          "swap=1048576", "defaultVhdSize=1TB", "memory=-1", "processors=8", "memory=8 GB", "memory="})
        CHECK_MESSAGE(under_wsl2(line) == c_nothing, line);
    CHECK(under_wsl2("memory=8GB\nmemory=8") == c_nothing); // WSL takes the first
}

TEST_CASE("milliseconds that look like seconds are told") {
    CHECK(sentence_for("[wsl2]\nvmIdleTimeout=180\n") ==
          "wsl2.vmIdleTimeout is 180 milliseconds. For 180 seconds, write 180000.");
    CHECK(sentence_for("[wsl2]\nvmIdleTimeout=3600\n") ==
          "wsl2.vmIdleTimeout is 3600 milliseconds. For 3600 seconds, write 3600000.");
    CHECK(under_wsl2("vmIdleTimeout=0x3c") == c_seconds);
    CHECK(under_wsl2("vmIdleTimeout=86400") == c_seconds);
    CHECK(found_in("[general]\ninstanceIdleTimeout=15\n") == c_seconds);
    CHECK(under_wsl2("kernelBootTimeout=30") == c_seconds);
    CHECK(under_wsl2("distributionStartTimeout=120") == c_seconds);
    CHECK(under_wsl2("mountDeviceTimeout=5") == c_seconds);
    CHECK(found_in("[wsl2]\nnetworkingMode=bridged\ndhcpTimeout=10\n") ==
          Said{"3: seconds-for-milliseconds"});
    CHECK(found_in("[experimental]\ninitialAutoProxyTimeout=10\n") == c_seconds);
}

TEST_CASE("milliseconds that may be meant are not told") {
    for (const char* line :
         {"vmIdleTimeout=-1", "vmIdleTimeout=0", "vmIdleTimeout=1", // which end WSL at once, as people want
          "vmIdleTimeout=1000", "vmIdleTimeout=5000", "vmIdleTimeout=15000", "vmIdleTimeout=60000",
          "vmIdleTimeout=3600000", "vmIdleTimeout=1500", "kernelBootTimeout=30000", "mountDeviceTimeout=500",
          "kernelDebugPort=180", "maxCrashDumpCount=10"})
        CHECK_MESSAGE(under_wsl2(line) == c_nothing, line);
    CHECK(found_in("[experimental]\ninitialAutoProxyTimeout=500\n") == c_nothing);
    CHECK(found_in("[general]\ninstanceIdleTimeout=8000\n") == c_nothing);
}

TEST_CASE("the documentation's example of a path is told") {
    CHECK(sentence_for("[wsl2]\nkernel=C:\\\\temp\\\\myCustomKernel\n") ==
          "wsl2.kernel still names an example of the documentation, C:\\temp\\myCustomKernel. Name a file "
          "of yours, or put a # before the line.");
    CHECK(under_wsl2("kernel=c:\\\\TEMP\\\\mycustomkernel") == c_example);
    CHECK(under_wsl2("kernel=C:/temp/myCustomKernel") == c_example);
    CHECK(under_wsl2("kernelModules=C:\\\\temp\\\\modules.vhdx") == c_example);
    CHECK(under_wsl2("swapfile=C:\\\\temp\\\\wsl-swap.vhdx") == c_example);
    CHECK(under_wsl2("kernel=<path>") == c_example);
    CHECK(under_wsl2("kernel=C:\\\\Users\\\\<yourUserName>\\\\bzImage") == c_example);
    CHECK(under_wsl2("crashDumpFolder=<path>") == c_example);
}

TEST_CASE("a path of one's own is no example") {
    for (const char* line : {"kernel=C:\\\\temp\\\\bzImage", "kernel=D:\\\\temp\\\\myCustomKernel",
                             "#kernel=C:\\\\temp\\\\myCustomKernel", "swapFile=C:\\\\swap.vhdx",
                             "kernelCommandLine=console=<tty>", "kernel="})
        CHECK_MESSAGE(under_wsl2(line) == c_nothing, line);
}

TEST_CASE("what belongs into /etc/wsl.conf is told so, by section") {
    CHECK(sentence_for("[boot]\nsystemd=true\n") ==
          "[boot] belongs into /etc/wsl.conf of a distro. WSL does not look for it in .wslconfig.");
    CHECK(found_in("[wsl2]\nmemory=8GB\n[interop]\nappendWindowsPath=false\nenabled=false\n") ==
          Said{"3: section-of-wsl-conf"});
    for (const char* section :
         {"[network]\ngenerateResolvConf=false", "[network]\nhostname=x", "[automount]\noptions=\"metadata\"",
          "[user]\ndefault=me", "[USER]\nDefault=me", "[filesystem]\numask=022",
          "[time]\nuseWindowsTimezone=true", "[gpu]\nenabled=false", "[fileServer]\nenabled=false",
          "[boot]\ncommand=service ssh start", "[boot]\nelephant=1"})
        CHECK_MESSAGE(found_in(std::string{section} + "\n") == Said{"1: section-of-wsl-conf"}, section);
}

TEST_CASE("what belongs into /etc/wsl.conf is told so, by key") {
    CHECK(sentence_for("[wsl2]\nsystemd=true\n") ==
          "wsl2.systemd has no effect: it belongs into [boot] of a distro's /etc/wsl.conf.");
    CHECK(sentence_for("[wsl2]\ngenerateResolvConf=false\n") ==
          "wsl2.generateResolvConf has no effect: it belongs into [network] of a distro's /etc/wsl.conf.");
    CHECK(under_wsl2("appendWindowsPath=false") == Said{"2: key-of-wsl-conf"});
    CHECK(under_wsl2("Systemd=true") == Said{"2: key-of-wsl-conf"});
    CHECK(found_in("systemd=true\n") == Said{"1: key-of-wsl-conf"});
}

TEST_CASE("a section that only looks like one of /etc/wsl.conf is not told to belong there") {
    CHECK(found_in("[network]\nnetworkingMode=mirrored\n") == Said{"2: wrong-section"});
    CHECK(found_in("[wsl2]\nmemory=8GB\n[boot]\n#systemd=true\n") == c_nothing); // has no effect anywhere
    CHECK(found_in("[elephant]\nsystemd1=true\n") == c_nothing);
    CHECK(found_in("# [boot]\n# systemd=true\n") == c_nothing);
    CHECK(found_in("[general]\nguiApplications=false\n") == Said{"2: wrong-section"}); // [wsl2] has it too
    CHECK(under_wsl2("enabled=true") == c_nothing);                                    // of which section?
}

TEST_CASE("a key whose own header is a comment is told where that is") {
    CHECK(sentence_for("[wsl2]\nmemory=8GB\n# [experimental]\nsparseVhd=true\n") ==
          "wsl2.sparseVhd has no effect, because the [experimental] above it, in line 3, is a comment. Take "
          "the # away.");
    CHECK(sentence_for("#[wsl2]\nnetworkingMode=mirrored\n") ==
          "networkingMode has no effect, because the [wsl2] above it, in line 1, is a comment. Take the # "
          "away.");
    CHECK(found_in("[experimental]\nsparseVhd=true\n## [WSL2] # main\nmemory=8GB\n") ==
          Said{"4: header-in-comment"});
}

TEST_CASE("a header that is a comment is not blamed for what it has nothing to do with") {
    CHECK(found_in("[wsl2]\n#[experimental]\nnetworkingMode=mirrored\n") == c_nothing); // either will do
    CHECK(found_in("[wsl2]\n#[experimental]\n#sparseVhd=true\nmemory=8GB\n") == c_nothing);
    CHECK(found_in("#[experimental]\n[wsl2]\nsparseVhd=true\n") == Said{"3: wrong-section"});
    CHECK(found_in("[wsl2]\n#[general]\nsparseVhd=true\n") == Said{"3: wrong-section"});
    CHECK(found_in("[wsl2]\n# see [experimental] for more\nsparseVhd=true\n") == Said{"3: wrong-section"});
}

TEST_CASE("settings that stand in one line with their header are told") {
    CHECK(sentence_for("# [wsl2] memory=8GB\n") ==
          "wsl2.memory stands behind a #, where WSL does not read it. Give the header and each setting a "
          "line of its own.");
    CHECK(sentence_for("#[wsl2] memory=8GB processors = 4 swap=0") ==
          "wsl2.memory and 2 more settings stand behind a #, where WSL does not read them. Give the header "
          "and each setting a line of its own.");
    CHECK(
        found_in("# Settings for all distros [wsl2] # Limits memory memory=4GB # processors processors=2") ==
        c_one_line);
    CHECK(found_in("[wsl2] # memory=8GB swap=0\n") == c_one_line);
    CHECK(found_in("# mine\r[wsl2]\rmemory=8GB\r") == c_one_line); // WSL ends no comment at a CR alone
    CHECK(found_in("[wsl2]\nmemory=8GB\n# [experimental] sparseVhd=true autoMemoryReclaim=gradual\n") ==
          Said{"3: settings-in-one-line"});
    CHECK(sentence_for("[wsl2] memory=8GB swap=0") ==
          "wsl2.memory and 1 more setting stand in one line with their header, where WSL does not read them. "
          "Give the header and each setting a line of its own.");
}

TEST_CASE("a comment that only speaks of settings is none of them") {
    for (const char* file :
         {"# [wsl2]\n# memory=8GB\n", "# see [wsl2] memory=8GB\n", "# memory=8GB belongs into [wsl2]\n",
          "[wsl2]\nmemory=8GB\n# [wsl2] memory=16GB\n",
          "[wsl2]\nmemory=8GB # [wsl2] takes memory=8GB and swap=0\n", "[wsl2] # the main part\nmemory=8GB\n",
          "[wsl2]\nswap=0\n# under [wsl2] you may set memory=8GB and processors=4\n",
          "# [boot] systemd=true\n", "# [wsl2] elephant=1\n", "# [wsl2] memory=\n",
          "[wsl2] # networkingMode=mirrored\nmemory=8GB\n"})
        CHECK_MESSAGE(found_in(file) == c_nothing, file);
}

TEST_CASE("what is written for a newer WSL is not called a mistake") {
    Diagnostic unknown;
    unknown.code = Code::UnknownKey;
    unknown.key = "wsl2.elephant";
    CHECK(sentence(unknown) == "WSL 2.9 does not know wsl2.elephant. If yours is newer, it may.");
}

TEST_CASE("only what was meant for networking counts as its mistake") {
    for (const char* file :
         {"[wsl2]\nmemory=8\n", "[wsl2]\nvmIdleTimeout=180\n", "[boot]\nsystemd=true\n",
          "[wsl2]\nkernel=C:\\\\temp\\\\myCustomKernel\n", "#[experimental]\nsparseVhd=true\n",
          "# [wsl2] memory=8GB swap=0\n", "[wsl2]\ngenerateResolvConf=false\n",
          "[network]\nhostname=elephant\n", "[experimental]\ninitialAutoProxyTimeout=10\n"})
        CHECK_MESSAGE(network_mistakes(file) == Said{}, file);
    for (const char* file :
         {"#[wsl2]\nnetworkingMode=mirrored\n", "# [wsl2] memory=8GB networkingMode=mirrored\n",
          "[wsl2] networkingMode=mirrored\n", "[wsl2]\n#[experimental]\nhostAddressLoopback=true\n"})
        CHECK_MESSAGE(network_mistakes(file).size() == 1, file);
}

} // namespace mirrorwatch::wslconfig
