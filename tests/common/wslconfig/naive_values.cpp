// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/naive_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace mirrorwatch::wslconfig::naive {
namespace {

/// How WSL's table types its keys: b(ool) i(nt) s(ize) n(etworking mode) r(eclaim) t(ext) m(ac) a(ddress)
/// p(orts). Each line: the type, then all keys of it; "+" marks one that also goes by experimental.
constexpr std::array c_table = {
    "t wsl2.kernel wsl2.kernelCommandLine wsl2.kernelModules wsl2.swapFile wsl2.systemDistro "
    "wsl2.debugConsoleLogFile wsl2.vmSwitch wsl2.crashDumpFolder general.distributionInstallPath "
    "wsl2.loadKernelModules",
    "s wsl2.memory wsl2.swap wsl2.defaultVhdSize experimental.swiotlb",
    "i wsl2.processors wsl2.kernelDebugPort wsl2.vmIdleTimeout wsl2.kernelBootTimeout "
    "wsl2.distributionStartTimeout wsl2.mountDeviceTimeout wsl2.dhcpTimeout wsl2.maxCrashDumpCount "
    "general.instanceIdleTimeout experimental.initialAutoProxyTimeout",
    "b wsl2.debugConsole wsl2.earlyBootLogging wsl2.localhostForwarding wsl2.nestedVirtualization "
    "wsl2.virtio9p wsl2.virtiofs wsl2.gpuSupport wsl2.guiApplications wsl2.telemetry wsl2.virtio "
    "wsl2.hostFileSystemAccess wsl2.hardwarePerformanceCounters wsl2.dhcp wsl2.ipv6 wsl2.dnsProxy "
    "wsl2.safeMode wsl2.loadDefaultKernelModules wsl2.isolateDistroCgroup +wsl2.dnsTunneling "
    "+wsl2.firewall +wsl2.autoProxy experimental.sparseVhd experimental.bestEffortDnsParsing "
    "experimental.hostAddressLoopback experimental.setVersionDebug experimental.virtioFsAggregateShares",
    "m wsl2.macAddress",
    "n +wsl2.networkingMode",
    "r experimental.autoMemoryReclaim",
    "a experimental.dnsTunnelingIpAddress",
    "p experimental.ignoredPorts",
};

struct Known {
    std::string name;
    std::string alias;
    char type = 't';
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> pieces(1);
    for (const char c : text) {
        if (c == separator) {
            pieces.emplace_back();
        } else {
            pieces.back() += c;
        }
    }
    std::erase(pieces, "");
    return pieces;
}

std::string lower(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

std::vector<Known> make_table() {
    std::vector<Known> table;
    for (const std::string row : c_table) {
        auto words = split(row, ' ');
        for (std::size_t i = 1; i < words.size(); ++i) {
            const bool has_alias = words[i][0] == '+';
            const std::string name = words[i].substr(has_alias ? 1 : 0);
            table.push_back({name, has_alias ? "experimental" + name.substr(name.find('.')) : "", row[0]});
        }
    }
    return table;
}

const std::vector<Known>& table() {
    static const std::vector<Known> known = make_table();
    return known;
}

const Known* find(std::string_view dotted) {
    const std::string wanted = lower(std::string{dotted});
    const auto fits = [&](const Known& known) {
        return lower(known.name) == wanted || (!known.alias.empty() && lower(known.alias) == wanted);
    };
    const auto found = std::find_if(table().begin(), table().end(), fits);
    return found == table().end() ? nullptr : &*found;
}

/// What the strto… family finds: white space, a sign, digits.
struct Number {
    bool is_negative = false;
    bool has_digits = false;
    bool is_too_big = false; // for 64 bits
    std::uint64_t magnitude = 0;
    std::size_t end = 0; // where it stopped; 0 without digits
};

unsigned digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    const char small = lower(std::string(1, c))[0];
    return small >= 'a' && small <= 'z' ? static_cast<unsigned>(small - 'a' + 10) : 99;
}

std::size_t behind_prefix(const std::string& text, std::size_t at, unsigned& base) {
    if (base != 0) {
        return at;
    }
    base = 10;
    if (text[at] == '0') {
        base = 8;
        if (at + 2 < text.size() && (text[at + 1] == 'x' || text[at + 1] == 'X') &&
            digit_of(text[at + 2]) < 16) {
            base = 16;
            return at + 2;
        }
    }
    return at;
}

Number scan_number(const std::string& raw, unsigned base) {
    const std::string text = raw + '\0'; // so that there is always a next one
    Number number;
    std::size_t at = text.find_first_not_of(" \t\n\v\f\r");
    if (text[at] == '+' || text[at] == '-') {
        number.is_negative = text[at] == '-';
        ++at;
    }
    at = behind_prefix(text, at, base);
    for (; digit_of(text[at]) < base; ++at) {
        const unsigned digit = digit_of(text[at]);
        number.has_digits = true;
        number.is_too_big |= number.magnitude > (std::numeric_limits<std::uint64_t>::max() - digit) / base;
        number.magnitude = number.magnitude * base + digit;
    }
    number.end = number.has_digits ? at : 0;
    return number;
}

/// As Windows' 32-bit long: what does not fit becomes the nearest that does.
std::int64_t saturated(const Number& number) {
    const std::int64_t most = number.is_negative ? 2147483648LL : 2147483647LL;
    const bool fits = !number.is_too_big && number.magnitude <= static_cast<std::uint64_t>(most);
    const std::int64_t magnitude = fits ? static_cast<std::int64_t>(number.magnitude) : most;
    return number.is_negative ? -magnitude : magnitude;
}

Conversion valid(std::string value) {
    return {std::move(value), {}};
}

Conversion invalid(const char* code) {
    return {std::nullopt, {code}};
}

Conversion boolean(const std::string& raw) {
    const std::string word = lower(raw);
    if (word == "true" || word == "1") {
        return valid("true");
    }
    return word == "false" || word == "0" ? valid("false") : invalid("invalid-boolean");
}

Conversion integer(const std::string& raw) {
    const Number number = scan_number(raw, 0);
    const bool is_good = !raw.empty() && number.end == raw.size();
    return is_good ? valid(std::to_string(saturated(number))) : invalid("invalid-integer");
}

Conversion size(const std::string& raw) {
    const Number number = scan_number(raw, 10);
    std::uint64_t value = number.is_negative ? 0 - number.magnitude : number.magnitude;
    if (number.is_too_big) {
        value = std::numeric_limits<std::uint64_t>::max();
    }
    if (value == 0 && (raw[0] != '0' || number.end != 1)) {
        return invalid("invalid-size");
    }
    const std::string unit = raw.substr(number.end);
    const std::string units = "BKMGT";
    const auto power = unit.empty() ? 0 : units.find(unit[0]);
    const bool is_good =
        power != std::string::npos && (unit.size() < 2 || (unit.size() == 2 && power > 0 && unit[1] == 'B'));
    return is_good ? valid(std::to_string(value << (10 * power))) : invalid("invalid-size");
}

Conversion choice(const std::string& raw, const std::vector<std::string>& choices) {
    const std::string word = lower(raw);
    const bool is_one = std::find(choices.begin(), choices.end(), word) != choices.end();
    return is_one ? valid(word == "virtioproxy" ? "consomme" : word) : invalid("invalid-value");
}

Conversion mac(const std::string& raw) {
    if (raw.size() != 17 || (raw[2] != ':' && raw[2] != '-')) {
        return invalid("invalid-value");
    }
    std::string address;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (i % 3 == 2 ? raw[i] != raw[2] : digit_of(raw[i]) > 15) {
            return invalid("invalid-value");
        }
        address += i % 3 == 2 ? ':' : "0123456789ABCDEF"[digit_of(raw[i])];
    }
    return valid(address);
}

Conversion ip(const std::string& raw) {
    const auto parts = split(raw, '.');
    const auto is_part = [](const std::string& part) {
        return part.size() <= 3 && part.find_first_not_of("0123456789") == std::string::npos &&
               std::stoi(part) <= 255 && (part.size() == 1 || part[0] != '0');
    };
    const bool is_good = parts.size() == 4 && std::count(raw.begin(), raw.end(), '.') == 3 &&
                         std::all_of(parts.begin(), parts.end(), is_part);
    return is_good ? valid(raw) : invalid("invalid-ip");
}

Conversion ports(const std::string& raw) {
    Conversion result;
    std::set<std::int64_t> good;
    for (const auto& piece : split(raw, ',')) {
        const Number number = scan_number(piece, 10);
        const std::int64_t port = number.has_digits ? saturated(number) : 0;
        if (port >= 1 && port <= 65535) {
            good.insert(port);
        } else {
            result.warnings.emplace_back("invalid-integer");
        }
    }
    if (!good.empty() || result.warnings.empty()) {
        result.value.emplace();
    }
    for (const auto port : good) {
        *result.value += (result.value->empty() ? "" : ",") + std::to_string(port);
    }
    return result;
}

/// Well-formed sequences, by pattern: the first byte, the least and the greatest second one, the length.
struct Pattern {
    unsigned from, to, low, high;
    std::size_t length;
};

constexpr Pattern c_patterns[] = {
    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

bool fits(const Pattern& pattern, const std::string& piece) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(piece[i]); };
    if (piece.size() != pattern.length || byte(0) < pattern.from || byte(0) > pattern.to) {
        return false;
    }
    if (pattern.length > 1 && (byte(1) < pattern.low || byte(1) > pattern.high)) {
        return false;
    }
    for (std::size_t i = 2; i < piece.size(); ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xbf) {
            return false;
        }
    }
    return true;
}

Conversion text(const std::string& raw) {
    std::string out;
    for (std::size_t at = 0; at < raw.size();) {
        const auto found =
            std::find_if(std::begin(c_patterns), std::end(c_patterns), [&](const Pattern& pattern) {
                return fits(pattern, raw.substr(at, pattern.length));
            });
        const bool is_good = found != std::end(c_patterns);
        out += is_good ? raw.substr(at, found->length) : "\xef\xbf\xbd";
        at += is_good ? found->length : 1;
    }
    return valid(out);
}

} // namespace

std::optional<std::string> canonical_name(std::string_view dotted) {
    const Known* known = find(dotted);
    return known ? std::optional{known->name} : std::nullopt;
}

std::vector<std::string> canonical_names() {
    std::vector<std::string> names;
    for (const auto& known : table()) {
        names.push_back(known.name);
    }
    return names;
}

Conversion convert(const std::string& canonical_name, const std::string& raw) {
    switch (find(canonical_name)->type) {
    case 'b':
        return boolean(raw);
    case 'i':
        return integer(raw);
    case 's':
        return size(raw);
    case 'n':
        return choice(raw, {"none", "nat", "bridged", "mirrored", "consomme", "virtioproxy"});
    case 'r':
        return choice(raw, {"disabled", "gradual", "dropcache"});
    case 'm':
        return mac(raw);
    case 'a':
        return ip(raw);
    case 'p':
        return ports(raw);
    default:
        return text(raw);
    }
}

} // namespace mirrorwatch::wslconfig::naive
