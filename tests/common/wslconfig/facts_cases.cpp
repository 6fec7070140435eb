// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/facts_cases.hpp"

namespace mirrorwatch::wslconfig {
namespace {

using namespace std::string_literals;
using Values = std::map<std::string, std::string>;

const std::string c_mode = "wsl2.networkingMode";
const Values c_mirrored = {{c_mode, "mirrored"}};
const Values c_nat = {{c_mode, "nat"}};

std::string wide(const std::string& ascii) {
    std::string bytes = "\xff\xfe";
    for (const char c : ascii) {
        bytes += {c, '\0'};
    }
    return bytes;
}

} // namespace

std::vector<FactsCase> header_cases() {
    const std::string bare = "networkingMode";
    const naive::Warning unknown{2, "unknown-key", bare};
    return {
        {1, "[wsl2]\nnetworkingMode=mirrored\n", c_mirrored, {}},
        {2, "[WSL2]\nNETWORKINGMODE=MIRRORED", c_mirrored, {}},
        {3, "networkingMode=mirrored", {}, {{1, "unknown-key", bare}}},
        {4,
         "[wsl2]networkingMode=mirrored\nnetworkingMode=nat",
         {},
         {{1, "expected-end-of-line", ""}, unknown}},
        {5, "[wsl2] # c\nnetworkingMode=mirrored", c_mirrored, {}},
        {6, "[wsl2] ; c\nnetworkingMode=mirrored", {}, {{1, "expected-end-of-line", ""}, unknown}},
        {7, "[ wsl2 ]\nnetworkingMode=mirrored", {}, {{1, "invalid-section", ""}, unknown}},
        {8, "[wsl2 ]\nnetworkingMode=mirrored", {}, {{1, "expected-bracket", ""}, unknown}},
        {9, "[wsl-2]\nnetworkingMode=mirrored", {}, {{1, "expected-bracket", ""}, unknown}},
        {10, "[wsl2\nnetworkingMode=mirrored", {}, {{1, "expected-bracket", ""}, unknown}},
        {11, "[]\nnetworkingMode=mirrored", {}, {{1, "invalid-section", ""}, unknown}},
        {12, "[wsl2]\n[]\nnetworkingMode=mirrored", c_mirrored, {{2, "invalid-section", ""}}},
        {13,
         "[wsl2]\n[experimental\nnetworkingMode=mirrored",
         {},
         {{2, "expected-bracket", ""}, {3, "unknown-key", "expe.networkingMode"}}},
        {14, "[wsl2]\n[wsl2x] junk\nnetworkingMode=mirrored", c_mirrored, {{2, "expected-end-of-line", ""}}},
        {15,
         "[wsl2]\n[a\nnetworkingMode=mirrored\nmemory=1GB",
         {},
         {{2, "expected-bracket", ""}, {3, "unknown-key", "a"}, {4, "unknown-key", "a"}}},
        {41, "[wsl2]\na=1\n[x]\n[wsl2]\nnetworkingMode=mirrored", c_mirrored, {{2, "unknown-key", "wsl2.a"}}},
        {98, "[wsl2]", {}, {}},
        {107,
         "[wsl2]\nnetworkingMode=mirrored\n[foo]\nnetworkingMode=nat\n",
         c_mirrored,
         {{4, "unknown-key", "foo.networkingMode"}}},
        {0,
         "[wsl2\nmemory=1GB\n[wsl2]\nnetworkingMode=mirrored",
         c_mirrored,
         {{1, "expected-bracket", ""}, {2, "unknown-key", "memory"}}},
        {0, "[wsl2]#\nnetworkingMode=mirrored", c_mirrored, {}},
        {0, "[wsl2\rnetworkingMode=mirrored\n[wsl2]", {}, {{1, "expected-bracket", ""}}},
    };
}

std::vector<FactsCase> line_cases() {
    const auto broken = [](std::size_t line, const char* code) { return naive::Warning{line, code, ""}; };
    const auto wrong = [](std::size_t line) { return naive::Warning{line, "invalid-value", c_mode}; };
    return {
        {16, "  [wsl2]\n\t networkingMode \t=\t mirrored \t\n", c_mirrored, {}},
        {17, "[wsl2]\nnetworkingMode=mirrored#c", c_mirrored, {}},
        {19, "[wsl2]\nnetworkingMode=mirrored ; c", {}, {wrong(2)}},
        {20, "[wsl2]\n; networkingMode=nat\nnetworkingMode=mirrored", c_mirrored, {broken(2, "invalid-key")}},
        {22, "[wsl2]\n// x\nnetworkingMode=mirrored", c_mirrored, {broken(2, "invalid-key")}},
        {23, "[wsl2]\nnetworkingMode=\"mirrored\"", c_mirrored, {}},
        {25, "[wsl2]\nnetworkingMode=\"mirrored \"", {}, {wrong(2)}},
        {26, "[wsl2]\nnetworkingMode='mirrored'", {}, {wrong(2)}},
        {27,
         "[wsl2]\nnetworkingMode=\"mirrored\nnetworkingMode=virtioproxy",
         {{c_mode, "consomme"}},
         {broken(2, "unterminated-quote")}},
        {28, "[wsl2]\nnetworkingMode=\"a # b\"", {}, {wrong(2)}},
        {29, "[wsl2]\nnetworkingMode=mir\\\nrored\nfoo=1", c_mirrored, {{4, "unknown-key", "wsl2.foo"}}},
        {31, "[wsl2]\nnetworkingMode=mir\\\n   rored", {}, {wrong(3)}},
        {32, "[wsl2]\nnetworkingMode=mir\\\\rored", {}, {wrong(2)}},
        {34,
         "[wsl2]\nkernel=C:\\\\k\\\\b\nnetworkingMode=mirrored",
         {{c_mode, "mirrored"}, {"wsl2.kernel", "C:\\k\\b"}},
         {}},
        {35,
         "[wsl2]\nkernel=C:\\new\\tab\nnetworkingMode=mirrored",
         {{c_mode, "mirrored"}, {"wsl2.kernel", "C:\new\tab"}},
         {}},
        {37, "[wsl2]\nnetworkingMode=nat\nnetworkingMode=mirrored", c_nat, {{3, "duplicate-key", c_mode}}},
        {38,
         "[wsl2]\nnetworkingMode=bogus\nnetworkingMode=mirrored",
         {},
         {wrong(2), {3, "duplicate-key", c_mode}}},
        {39,
         "[wsl2]\nnetworkingMode=C:\\Users\nnetworkingMode=mirrored",
         c_mirrored,
         {broken(2, "invalid-escape")}},
        {40,
         "[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=nat",
         c_mirrored,
         {{4, "duplicate-key", c_mode}}},
        {43, "[wsl2]\nnetworkingMode mirrored", {}, {broken(2, "expected-equals")}},
        {44, "[wsl2]\nnetworkingMode: mirrored", {}, {broken(2, "expected-equals")}},
        {46, "[wsl2]\n=mirrored", {}, {broken(2, "invalid-key")}},
        {47, "[wsl2]\nnetworking-mode=mirrored", {}, {broken(2, "expected-equals")}},
        {49, "[wsl2]\n2mode=x\nnetworkingMode=mirrored", c_mirrored, {broken(2, "invalid-key")}},
        {50,
         "[wsl2]\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\nnetworkingMode=mirrored",
         c_mirrored,
         {broken(2, "expected-equals")}},
        {51,
         "[wsl2]\nexcludedInterfaces={\"name\": \"VPN\"}\nnetworkingMode=mirrored",
         c_mirrored,
         {{2, "unknown-key", "wsl2.excludedInterfaces"}}},
        {52,
         "[wsl2]\nnetworkingMode.excludedInterfaces={\n \"name\": \"VPN\"\n}\nnetworkingMode=mirrored",
         c_mirrored,
         {broken(2, "expected-equals"), broken(3, "invalid-key"), broken(4, "invalid-key")}},
        {53, "[wsl2]\nwsl2.networkingMode=mirrored", {}, {broken(2, "expected-equals")}},
        {97, "\n\n\n", {}, {}},
        {100,
         "[wsl2]\n" + std::string(5000, 'a') + "=1\nnetworkingMode=mirrored",
         c_mirrored,
         {{2, "unknown-key", "wsl2." + std::string(5000, 'a')}}},
        {103, "[wsl2]\nnetworkingMode=mir\\trored", {}, {wrong(2)}},
        {104,
         "[wsl2]\nnetworkingMode=mirrored\\ \nipv6=true",
         {{"wsl2.ipv6", "true"}},
         {broken(2, "invalid-escape")}},
        {109, "[wsl2]\nnetworkingMode = \"\\\"mirrored\\\"\"\n", {}, {wrong(2)}},
        {110, "[wsl2]\n\"networkingMode\"=mirrored\n", {}, {broken(2, "invalid-key")}},
        {0, "", {}, {}},
        {0, "[wsl2]\nnetworkingMode=mirrored\\", {}, {broken(2, "invalid-escape")}},
        {0, "[wsl2]\nnetworkingMode=mirrored\\\n", c_mirrored, {}},
        {0, "[wsl2]\nnetworkingMode=mirrored  \\\n", {}, {wrong(3)}}, // the blanks count before an escape
        {0, "[wsl2]\nfoo\nnetworkingMode=mirrored", c_mirrored, {broken(2, "expected-equals")}},
        {0, "[wsl2]\nvmSwitch=a=\"b # c\" d \" e\"  # f\n", {{"wsl2.vmSwitch", "a=b # c d  e"}}, {}},
        {0, "[wsl2]\nvmSwitch=\\\"\\b\\n\\t\\\\.\n", {{"wsl2.vmSwitch", "\"\b\n\t\\."}}, {}},
    };
}

std::vector<FactsCase> encoding_cases() {
    const naive::Warning invalid_key{2, "invalid-key", ""};
    const std::string without_mark = wide("[wsl2]\nnetworkingMode=mirrored\n").substr(2);
    return {
        {54, "\xef\xbb\xbf[wsl2]\nnetworkingMode=mirrored\n", c_mirrored, {}},
        {55, wide("[wsl2]\r\nnetworkingMode=mirrored\r\n"), c_mirrored, {}},
        {56, "\xfe\xff\0[\0w\0s\0l\0002\0]\0\n"s, {}, {{0, "unreadable", ""}}},
        {57, without_mark, {}, {{1, "invalid-section", ""}, {2, "invalid-key", ""}, {3, "invalid-key", ""}}},
        {58, "[wsl2]\rnetworkingMode=mirrored\r", c_mirrored, {}},
        {59, "[wsl2]\r\nnetworkingMode=mirrored\r\n", c_mirrored, {}},
        {60,
         "[wsl2]\r\r\nfoo=1\r\r\nbar=1",
         {},
         {{3, "unknown-key", "wsl2.foo"}, {5, "unknown-key", "wsl2.bar"}}},
        {61, "# a\rnetworkingMode=x\n[wsl2]\nnetworkingMode=mirrored", c_mirrored, {}},
        {62, "[wsl2]\nnetworkingMode=mirrored\0nat\n"s, c_mirrored, {}},
        {64, "[wsl2]\nipv6=true\n\x1a\nnetworkingMode=mirrored", {{"wsl2.ipv6", "true"}}, {}},
        {65, "[wsl2]\nnetworkingMode=mirrored\xff\n", {}, {{2, "invalid-value", c_mode}}},
        {66, "[wsl2]\nvmSwitch=\xc3\xbc\n", {{"wsl2.vmSwitch", "\xef\xbf\xbd"}}, {}},
        {67, "[wsl2]\nvmSwitch=\xc5\x81"s + "ab\xc4\xa3x\n", {{"wsl2.vmSwitch", "Aab#x"}}, {}},
        {68, "[wsl2]\n\xc3\xbc"s + "ber=1\nnetworkingMode=mirrored", c_mirrored, {invalid_key}},
        {70, "[wsl2]\n\xc2\xa0networkingMode=nat\nnetworkingMode=mirrored", c_mirrored, {invalid_key}},
        {0, "[wsl2]\nvmSwitch=a\xc4\x80"s + "b\n", {{"wsl2.vmSwitch", "a"}}, {}}, // U+0100 is cut to NUL
        {0,
         "[wsl2]\nvmSwitch=\xe0\x82\xaf\xf0\x82\x82\xac.\n", // both longer than need be
         {{"wsl2.vmSwitch",
           "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd."}},
         {}},
        {0, wide("[wsl2]\nfoo=1\x1a\nbar=1"), {}, {{2, "unknown-key", "wsl2.foo"}}},
        {0,
         "[wsl2]\n \r\rfoo=1",
         {},
         {{2, "unknown-key", "wsl2.foo"}}}, // empty lines that end with CR: not counted
        {0, "[wsl2]\r\nnetworkingMode=mir\\\r\nrored\r\n2=\r\n", c_mirrored, {{4, "invalid-key", ""}}},
        {0, "[wsl2]\n2\rnetworkingMode=mirrored\nfoo=1", {}, {invalid_key, {3, "unknown-key", "wsl2.foo"}}},
    };
}

} // namespace mirrorwatch::wslconfig
