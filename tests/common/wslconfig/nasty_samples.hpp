// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/// What nasty files are made of: values of every type, right and wrong, and pieces that break the grammar.
namespace mirrorwatch::wslconfig {

using namespace std::string_literals;

struct Sample {
    std::string key;
    std::vector<std::string> good; // as WSL has them, not yet quoted
    std::vector<std::string> bad;
};

inline const std::vector<std::string> c_switches = {"true", "false", "TRUE", "False", "1", "0"};
inline const std::vector<std::string> c_no_switches = {"yes", "on", "", "2", "tru", "true;"};
inline const std::vector<std::string> c_integers = {"5000", "0",   "-1",          "+7",
                                                    "0x1F", "010", "99999999999", " 12"};
inline const std::vector<std::string> c_no_integers = {"", "x", "5s", "08", "0x", "1 2", "--1"};
inline const std::vector<std::string> c_sizes = {"8GB", "512M", "0", "1024", "4K", "2TB", "-1", "16777217T"};
inline const std::vector<std::string> c_no_sizes = {"8gb", "8 GB", "1.5GB", "00", "", "GB", "8GBB"};
inline const std::vector<std::string> c_texts = {"C:\\Users\\me\\kernel",
                                                 "a=b c",
                                                 "quiet # really",
                                                 " led",
                                                 "\"quoted\"",
                                                 "trailing ",
                                                 "",
                                                 "x\ty",
                                                 "\\",
                                                 "a\nb\b"};

inline const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = {
        {"wsl2.networkingMode",
         {"mirrored", "nat", "Mirrored", "virtioproxy", "none", "consomme"},
         {"bogus", "3", ""}},
        {"experimental.networkingMode", {"mirrored", "NAT", "Bridged"}, {"mirrored ; c", "'nat'"}},
        {"wsl2.dnsTunneling", c_switches, c_no_switches},
        {"experimental.dnsTunneling", c_switches, c_no_switches},
        {"wsl2.firewall", c_switches, c_no_switches},
        {"wsl2.ipv6", c_switches, c_no_switches},
        {"wsl2.localhostForwarding", c_switches, c_no_switches},
        {"experimental.sparseVhd", c_switches, c_no_switches},
        {"wsl2.processors", c_integers, c_no_integers},
        {"wsl2.dhcpTimeout", c_integers, c_no_integers},
        {"general.instanceIdleTimeout", c_integers, c_no_integers},
        {"wsl2.memory", c_sizes, c_no_sizes},
        {"wsl2.swap", c_sizes, c_no_sizes},
        {"wsl2.kernel", c_texts, c_texts},
        {"wsl2.kernelCommandLine", c_texts, c_texts},
        {"wsl2.vmSwitch", c_texts, c_texts},
        {"wsl2.macAddress",
         {"0a:1B:2c:3d:4e:5f", "00-00-00-00-00-01"},
         {"0a1b2c3d4e5f", "x", "0a:1b-2c:3d:4e:5f"}},
        {"experimental.autoMemoryReclaim", {"gradual", "dropCache", "Disabled"}, {"slow", ""}},
        {"experimental.ignoredPorts", {"3000,9000", "80", "", "1, 2 ,3x,,1"}, {"0,70000", "a,b", "5,-5"}},
        {"experimental.dnsTunnelingIpAddress",
         {"10.255.255.254", "127.0.0.42"},
         {"10.0.0.1.", "x", "256.1.1.1", ""}},
    };
    return all;
}

inline const std::string c_nasty_values[] = {"a\rb", "a\0b"s,  "\x1a",     "\xc3\xbc",
                                             "\xff", "#",      "\"",       "\\",
                                             " ",    "\t x",   "a\nb",     "\xf0\x9f\x90\xa7",
                                             "\n",   "[wsl2]", "x\\",      "\\\n",
                                             "=",    "true\r", "\xc4\xa3", "\x7f"};

inline const char* const c_comments[] = {
    "# a remark",         "#",        "  # \xc3\xbc", "#memory=8GB",         "# networkingMode=nat",
    "#ipv6 = true # why", "##swap=0", "# [wsl2]",     "#vmSwitch=\"a # b\"", "#processors=4\r"};

inline const char* const c_headers[] = {
    "[wsl2 ]",           "[ wsl2]",    "[]",      "[wsl2",         "[experimental", "[w",
    "[wsl2] junk",       "[wsl2]x=1",  "[wsl-2]", "[general] ; c", "[wsl22]",       "[x]",
    "[experimentalx] y", "[\xc3\xbc]", "[",       "[wsl2\r]"};

inline const char* const c_broken[] = {"; remark",
                                       "// x",
                                       "=true",
                                       "\"memory\"=1",
                                       "2=3",
                                       "_a=b",
                                       ("\xc2\xa0"
                                        "ipv6=true"),
                                       "}",
                                       "memory",
                                       "memory 8GB",
                                       "ipv6: true",
                                       "networking-mode=nat",
                                       "networkingMode.excludedInterfaces={\"name\": \"VPN\"}",
                                       "wsl2.ipv6=true",
                                       "a b=c",
                                       "foo\rbar=1"};

inline const char* const c_dropped[] = {"\"C:\\\\x", "\"", "a\"b\"\"", "\"8GB # ", "\"true\\\"", "\"a\\\n"};

inline const char* const c_escaped[] = {"C:\\Users", "a\\ ",       "\\",       "\"x\\q\"",
                                        "true\\#",   "\\\xc3\xbc", "a\\\\\\x", "mir\\\n\\rored"};

inline const char* const c_unknown[] = {
    "foo=1",     "networkMode=nat",       "excludedInterfaces=VPN", "a=", "hostAddressLoopback=true",
    "memoryx=1", "localhostforwarding =1"};

inline const char* const c_blanks[] = {"", "", " ", "\t ", "\r", " \r\r", "\r\r"};

inline const std::string c_bits[] = {"\"",
                                     "\\",
                                     "#",
                                     "[",
                                     "]",
                                     "=",
                                     "\r",
                                     "\n",
                                     "\r\n",
                                     " ",
                                     "\t",
                                     "\x1a",
                                     "\0"s,
                                     "\xff",
                                     "\xc3",
                                     "\xef\xbf\xbf",
                                     "\xef\xbb\xbf",
                                     "\xed\xa0\x80",
                                     "\xf0\x9f\x90\xa7",
                                     "\\\n",
                                     "\r\r\n",
                                     "\xe2\x82",
                                     "\xe0\x82\xaf",
                                     "x",
                                     "0",
                                     ",",
                                     "."};

} // namespace mirrorwatch::wslconfig
