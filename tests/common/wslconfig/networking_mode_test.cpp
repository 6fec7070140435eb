#include "common/wslconfig/networking_mode.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

using namespace std::string_literals;
using enum NetworkingMode;
using enum Trouble;

struct Case {
    int number; // in the table of cases that was taken from WSL's own parser; 0: ours
    std::string file;
    NetworkingMode mode;
    std::vector<Diagnostic> troubles; // of the grammar; unknown, wrong and duplicate keys are told elsewhere
};

std::string wide(std::string_view ascii) {
    return "\xff\xfe" + encode(ascii, Encoding::Utf16Le);
}

std::vector<Case> cases() {
    return {
        {1, "[wsl2]\nnetworkingMode=mirrored\n", Mirrored, {}},
        {2, "[WSL2]\nNETWORKINGMODE=MIRRORED", Mirrored, {}},
        {3, "networkingMode=mirrored", Nat, {}},
        {4, "[wsl2]networkingMode=mirrored\nnetworkingMode=nat", Nat, {{1, ExpectedEndOfLine}}},
        {5, "[wsl2] # c\nnetworkingMode=mirrored", Mirrored, {}},
        {7, "[ wsl2 ]\nnetworkingMode=mirrored", Nat, {{1, InvalidSection}}},
        {8, "[wsl2 ]\nnetworkingMode=mirrored", Nat, {{1, ExpectedBracket}}},
        {10, "[wsl2\nnetworkingMode=mirrored", Nat, {{1, ExpectedBracket}}},
        {11, "[]\nnetworkingMode=mirrored", Nat, {{1, InvalidSection}}},
        {12, "[wsl2]\n[]\nnetworkingMode=mirrored", Mirrored, {{2, InvalidSection}}},
        {13, "[wsl2]\n[experimental\nnetworkingMode=mirrored", Nat, {{2, ExpectedBracket}}},
        {14, "[wsl2]\n[wsl2x] junk\nnetworkingMode=mirrored", Mirrored, {{2, ExpectedEndOfLine}}},
        {15, "[wsl2]\n[a\nnetworkingMode=mirrored", Nat, {{2, ExpectedBracket}}},
        {16, "  [wsl2]\n\t networkingMode \t=\t mirrored \t\n", Mirrored, {}},
        {17, "[wsl2]\nnetworkingMode=mirrored#c", Mirrored, {}},
        {19, "[wsl2]\nnetworkingMode=mirrored ; c", Nat, {}},
        {20, "[wsl2]\n; networkingMode=nat\nnetworkingMode=mirrored", Mirrored, {{2, InvalidKey}}},
        {22, "[wsl2]\n// x\nnetworkingMode=mirrored", Mirrored, {{2, InvalidKey}}},
        {23, "[wsl2]\nnetworkingMode=\"mirrored\"", Mirrored, {}},
        {25, "[wsl2]\nnetworkingMode=\"mirrored \"", Nat, {}},
        {26, "[wsl2]\nnetworkingMode='mirrored'", Nat, {}},
        {27,
         "[wsl2]\nnetworkingMode=\"mirrored\nnetworkingMode=virtioproxy",
         VirtioProxy,
         {{2, UnterminatedQuote}}},
        {28, "[wsl2]\nnetworkingMode=\"a # b\"", Nat, {}},
        {29, "[wsl2]\nnetworkingMode=mir\\\nrored\nfoo=1", Mirrored, {}},
        {31, "[wsl2]\nnetworkingMode=mir\\\n   rored", Nat, {}},
        {32, "[wsl2]\nnetworkingMode=mir\\\\rored", Nat, {}},
        {34, "[wsl2]\nkernel=C:\\\\k\\\\b\nnetworkingMode=mirrored", Mirrored, {}},
        {35, "[wsl2]\nkernel=C:\\new\\tab\nnetworkingMode=mirrored", Mirrored, {}},
        {37, "[wsl2]\nnetworkingMode=nat\nnetworkingMode=mirrored", Nat, {}},
        {38, "[wsl2]\nnetworkingMode=bogus\nnetworkingMode=mirrored", Nat, {}},
        {39, "[wsl2]\nnetworkingMode=C:\\Users\nnetworkingMode=mirrored", Mirrored, {{2, InvalidEscape}}},
        {40, "[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=nat", Mirrored, {}},
        {41, "[wsl2]\na=1\n[x]\n[wsl2]\nnetworkingMode=mirrored", Mirrored, {}},
        {43, "[wsl2]\nnetworkingMode mirrored", Nat, {{2, ExpectedEquals}}},
        {44, "[wsl2]\nnetworkingMode: mirrored", Nat, {{2, ExpectedEquals}}},
        {46, "[wsl2]\n=mirrored", Nat, {{2, InvalidKey}}},
        {47, "[wsl2]\nnetworking-mode=mirrored", Nat, {{2, ExpectedEquals}}},
        {49, "[wsl2]\n2mode=x\nnetworkingMode=mirrored", Mirrored, {{2, InvalidKey}}},
        {50,
         "[wsl2]\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\nnetworkingMode=mirrored",
         Mirrored,
         {{2, ExpectedEquals}}},
        {52,
         "[wsl2]\nnetworkingMode.excludedInterfaces={\n \"name\": \"VPN\"\n}\nnetworkingMode=mirrored",
         Mirrored,
         {{2, ExpectedEquals}, {3, InvalidKey}, {4, InvalidKey}}},
        {53, "[wsl2]\nwsl2.networkingMode=mirrored", Nat, {{2, ExpectedEquals}}},
        {55, wide("[wsl2]\r\nnetworkingMode=mirrored\r\n"), Mirrored, {}},
        {58, "[wsl2]\rnetworkingMode=mirrored\r", Mirrored, {}},
        {59, "[wsl2]\r\nnetworkingMode=mirrored\r\n", Mirrored, {}},
        {61, "# a\rnetworkingMode=x\n[wsl2]\nnetworkingMode=mirrored", Mirrored, {}},
        {62, "[wsl2]\nnetworkingMode=mirrored\0nat\n"s, Mirrored, {}},
        {64, "[wsl2]\nipv6=true\n\x1a\nnetworkingMode=mirrored", Nat, {}},
        {65, "[wsl2]\nnetworkingMode=mirrored\xff\n", Nat, {}},
        {68, "[wsl2]\n\xc3\xbc"s + "ber=1\nnetworkingMode=mirrored", Mirrored, {{2, InvalidKey}}},
        {70, "[wsl2]\n\xc2\xa0networkingMode=nat\nnetworkingMode=mirrored", Mirrored, {{2, InvalidKey}}},
        {92, "[wsl2]\nnetworkingMode=VirtioProxy", VirtioProxy, {}},
        {94, "[wsl2]\nnetworkingMode=none", None, {}},
        {95, "[wsl2]\nnetworkingMode=3", Nat, {}},
        {97, "\n\n\n", Nat, {}},
        {98, "[wsl2]", Nat, {}},
        {100, "[wsl2]\n" + std::string(5000, 'a') + "=1\nnetworkingMode=mirrored", Mirrored, {}},
        {103, "[wsl2]\nnetworkingMode=mir\\trored", Nat, {}},
        {104, "[wsl2]\nnetworkingMode=mirrored\\ \nipv6=true", Nat, {{2, InvalidEscape}}},
        {107, "[wsl2]\nnetworkingMode=mirrored\n[foo]\nnetworkingMode=nat\n", Mirrored, {}},
        {109, "[wsl2]\nnetworkingMode = \"\\\"mirrored\\\"\"\n", Nat, {}},
        {110, "[wsl2]\n\"networkingMode\"=mirrored\n", Nat, {{2, InvalidKey}}},
        {0, "", Nat, {}},
        {0, "\xef\xbb\xbf[wsl2]\nnetworkingMode=consomme\n", VirtioProxy, {}},
        {0, "[wsl2]\nnetworkingMode=mirrored\\", Nat, {{2, InvalidEscape}}},
        {0, "[wsl2]\nnetworkingMode=mirrored\\\n", Mirrored, {}},
        {0, "[wsl2]\r\nnetworkingMode=mir\\\r\nrored\r\n2=\r\n", Mirrored, {{4, InvalidKey}}},
        {0, "[wsl2]\nfoo\nnetworkingMode=mirrored", Mirrored, {{2, ExpectedEquals}}},
    };
}

} // namespace

TEST_CASE("WSL's networking mode and its complaints are read as WSL reads them") {
    for (const auto& one : cases()) {
        CAPTURE(one.number);
        CAPTURE(one.file);
        const auto document = parse(one.file);
        REQUIRE(document.has_value());
        CHECK(networking_mode(*document).mode == one.mode);
        CHECK((document->diagnostics == one.troubles));
    }
}

TEST_CASE("UTF-16 big endian is unreadable, as it is for WSL") {
    CHECK(parse("\xfe\xff\0["s).has_error());
    CHECK(set_networking_mode("\xfe\xff\0["s, Nat).has_error());
}

TEST_CASE("the effective value is found by its bytes and by the line on which it ends") {
    const struct {
        std::string file;
        std::string raw;
        std::size_t line;
    } spans[] = {
        {"[wsl2]\nnetworkingMode = mirrored \t# c\n", "mirrored", 2},
        {"[wsl2]\nnetworkingMode=\"mirrored\"  \n", "\"mirrored\"", 2},
        {"[wsl2]\nnetworkingMode=mir\\\r\nrored\r\n", "mir\\\r\nrored", 3},
        {"[wsl2]\nnetworkingMode=  # none\n", "", 2},
        {"\xef\xbb\xbf# \xf0\x9f\x90\xa7\n[wsl2]\nnetworkingMode=nat", "nat", 3},
        {"[wsl2]\nnetworkingMode=a\\\\  \n", "a\\\\", 2},
    };

    for (const auto& one : spans) {
        CAPTURE(one.file);
        const auto setting = networking_mode(std::string_view{one.file});
        REQUIRE(setting.has_value());
        REQUIRE(setting->occurrence.has_value());
        const Span span = setting->occurrence->value_bytes;
        CHECK(one.file.substr(span.begin, span.end - span.begin) == one.raw);
        CHECK(setting->occurrence->line == one.line);
    }
}

TEST_CASE("setting the mode changes only the bytes that must change") {
    const struct {
        std::string before;
        std::string after;
    } edits[] = {
        {"[wsl2]\r\nmemory=8GB\r\nnetworkingMode=mirrored\r\n# end",
         "[wsl2]\r\nmemory=8GB\r\nnetworkingMode=nat\r\n# end"},
        {"[wsl2]\nnetworkingMode = \"mirrored\"  # why\n", "[wsl2]\nnetworkingMode = nat  # why\n"},
        {"[wsl2]\nnetworkingMode=mir\\\nrored\nx=1\n", "[wsl2]\nnetworkingMode=nat\nx=1\n"},
        {"[wsl2]\nnetworkingMode=\n", "[wsl2]\nnetworkingMode=nat\n"},
        {"[wsl2]\nnetworkingMode= # c\n", "[wsl2]\nnetworkingMode=nat # c\n"},
        {"[wsl2]\nnetworkingMode=bogus\nnetworkingMode=mirrored",
         "[wsl2]\nnetworkingMode=nat\nnetworkingMode=mirrored"},
        {"[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=mirrored",
         "[experimental]\nnetworkingMode=nat\n[wsl2]\nnetworkingMode=mirrored"},
        {"[wsl2]\nnetworkingMode=nat\n", "[wsl2]\nnetworkingMode=nat\n"},
        {"[wsl2]\nnetworkingMode=NAT\n", "[wsl2]\nnetworkingMode=NAT\n"},
        {"", "[wsl2]\r\nnetworkingMode=nat\r\n"},
        {"\xef\xbb\xbf", "\xef\xbb\xbf[wsl2]\r\nnetworkingMode=nat\r\n"},
        {"[wsl2]", "[wsl2]\r\nnetworkingMode=nat\r\n"},
        {"# c\n[wsl2]", "# c\n[wsl2]\nnetworkingMode=nat\n"},
        {"[wsl2]\nmemory=8GB", "[wsl2]\nnetworkingMode=nat\nmemory=8GB"},
        {"[wsl2]\rmemory=8GB\r", "[wsl2]\rnetworkingMode=nat\rmemory=8GB\r"},
        {"[wsl2 ]\n[wsl2] # c\r\nmemory=8GB", "[wsl2 ]\n[wsl2] # c\r\nnetworkingMode=nat\r\nmemory=8GB"},
        {"[experimental]\nsparseVhd=true", "[experimental]\nsparseVhd=true\n[wsl2]\nnetworkingMode=nat\n"},
        {"[x]\n\x1a[wsl2]\nnetworkingMode=mirrored\n",
         "[x]\n[wsl2]\nnetworkingMode=nat\n\x1a[wsl2]\nnetworkingMode=mirrored\n"},
        {"[wsl2]\nnetworkingMode: mirrored\n", "[wsl2]\nnetworkingMode=nat\nnetworkingMode: mirrored\n"},
        {wide("[wsl2]\r\nnetworkingMode=mirrored\r\n"), wide("[wsl2]\r\nnetworkingMode=nat\r\n")},
        {wide("[wsl2]\r\nmemory=8GB"), wide("[wsl2]\r\nnetworkingMode=nat\r\nmemory=8GB")},
        {"# \xff\xc3\n[wsl2]\nnetworkingMode=mirrored\n", "# \xff\xc3\n[wsl2]\nnetworkingMode=nat\n"},
    };

    for (const auto& one : edits) {
        CAPTURE(one.before);
        const auto result = set_networking_mode(one.before, Nat);
        REQUIRE(result.has_value());
        CHECK(*result == one.after);
        CHECK(networking_mode(std::string_view{*result})->mode == Nat);
    }
}

TEST_CASE("there and back gives the original bytes wherever a value stood") {
    const std::string file = "\xef\xbb\xbf[wsl2]\r\n networkingMode =\tmirrored # mine\r\n\r\nmemory=8GB\r\n";
    const auto there = set_networking_mode(file, VirtioProxy);
    REQUIRE(there.has_value());
    CHECK(there->find("=\tvirtioproxy # mine\r\n") != std::string::npos);
    CHECK(*set_networking_mode(*there, Mirrored) == file);
}

TEST_CASE("an edit that would change another key is refused") {
    // The line feed that a new section needs would make the dropped line a valid one.
    CHECK(set_networking_mode("[a]\nkernel=x\\", Nat).has_error());
    CHECK(set_networking_mode("[wsl2]\n", Unknown).has_error());
}

} // namespace mirrorwatch::wslconfig
