// SPDX-License-Identifier: MIT
#include "common/wsl/command.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <sstream>

namespace mirrorwatch::wsl {
namespace {

constexpr std::string_view c_name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr std::string_view c_guid_characters = "0123456789abcdefABCDEF-{}";
constexpr std::string_view c_blanks = " \t\r\n";
// CreateProcess takes 32,767 characters, with the program's path.
constexpr std::size_t c_longest_line = 32'000;

/// Reads so many lines of the script from standard input, and leaves it what comes after them. Runs it under
/// `timeout`, if the guest has one of today's spelling (old busybox wanted -t). MIRRORWATCH is how scripts
/// know other processes of ours. NixOS has its programs in a folder of its own.
constexpr std::string_view c_launcher =
    R"(PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin LC_ALL=C MIRRORWATCH=1
export PATH LC_ALL MIRRORWATCH
limit=$1 lines=$2 script=
shift 2
while [ "$lines" -gt 0 ]; do
    IFS= read -r line || exit 125
    script="$script$line
" lines=$((lines - 1))
done
if timeout 1 true >/dev/null 2>&1 </dev/null; then exec timeout "$limit" sh -c "$script" mirrorwatch "$@"; fi
exec sh -c "$script" mirrorwatch "$@"
)";

Arguments in_guest(const std::string& distro, Arguments program) {
    Arguments arguments{"-d", distro, "-u", "root", "--cd", "/", "--exec"};
    arguments.insert(arguments.end(), program.begin(), program.end());
    return arguments;
}

bool looks_like_utf16(std::string_view output) {
    const auto zeros = std::count(output.begin(), output.end(), '\0');
    return zeros > 0 && static_cast<std::size_t>(zeros) * 4 >= output.size();
}

void append_code_point(std::string& text, char32_t c) {
    const auto byte = [&](char32_t value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) {
        return byte(c);
    }
    if (c < 0x800) {
        byte(0xc0 | c >> 6);
    } else {
        byte(c < 0x10000 ? 0xe0 | c >> 12 : 0xf0 | c >> 18);
        if (c >= 0x10000) {
            byte(0x80 | (c >> 12 & 0x3f));
        }
        byte(0x80 | (c >> 6 & 0x3f));
    }
    byte(0x80 | (c & 0x3f));
}

std::string from_utf16(std::string_view bytes) {
    const auto unit = [&](std::size_t at) -> char32_t {
        return static_cast<unsigned char>(bytes[at]) |
               static_cast<char32_t>(static_cast<unsigned char>(bytes[at + 1])) << 8;
    };
    std::string text;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t c = unit(at);
        if (c >= 0xd800 && c < 0xdc00 && at + 3 < bytes.size() && unit(at + 2) >= 0xdc00 &&
            unit(at + 2) < 0xe000) {
            c = 0x10000 + ((c & 0x3ff) << 10 | (unit(at + 2) & 0x3ff));
            at += 2;
        }
        if (c != 0xfeff) {
            append_code_point(text, c >= 0xd800 && c < 0xe000 ? char32_t{0xfffd} : c);
        }
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(c_blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(c_blanks) - first + 1);
}

std::vector<std::string> lines_of(std::string_view output) {
    const std::string text = to_utf8(output);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.emplace_back(trimmed(std::string_view{text}.substr(at, end - at)));
        at = end + 1;
    }
    return lines;
}

/// The last line that says anything: warnings of WSL come before it.
std::string last_line(std::string_view output) {
    const auto lines = lines_of(output);
    const auto found =
        std::find_if(lines.rbegin(), lines.rend(), [](const auto& line) { return !line.empty(); });
    return found == lines.rend() ? std::string{} : *found;
}

bool is_name(const std::string& text) {
    return !text.empty() && text.front() != '-' &&
           text.find_first_not_of(c_name_characters) == std::string::npos;
}

bool is_docker(const std::string& distro) {
    return distro.starts_with("docker-desktop");
}

struct ListedDistro {
    std::string name;
    bool is_default = false;
};

/// "* Ubuntu    Running    2". Nothing when it does not run, is WSL1, or the line is another one.
std::optional<ListedDistro> running_in(const std::string& line) {
    std::istringstream words{line};
    ListedDistro distro;
    std::string state, version, more;
    words >> distro.name;
    distro.is_default = distro.name == "*";
    if (distro.is_default) {
        words >> distro.name;
    }
    words >> state >> version;
    const bool runs = is_name(distro.name) && state == "Running" && version == "2" && !(words >> more);
    return runs ? std::optional{distro} : std::nullopt;
}

bool is_header(const std::string& line) {
    std::istringstream words{line};
    std::string name, state, version, more;
    return words >> name >> state >> version && name == "NAME" && state == "STATE" && version == "VERSION" &&
           !(words >> more);
}

// A backslash counts only before a quotation mark, and then it needs a second one.
void append_quoted(std::string& line, std::string_view argument) {
    line += '"';
    std::size_t backslashes = 0;
    for (const char c : argument) {
        if (c == '"') {
            line.append(backslashes + 1, '\\');
        }
        backslashes = c == '\\' ? backslashes + 1 : 0;
        line += c;
    }
    line.append(backslashes, '\\');
    line += '"';
}

} // namespace

Arguments list_distros() {
    return {"--list", "--verbose"};
}

Arguments list_running() {
    return {"--list", "--running", "--quiet"};
}

Arguments shut_down() {
    return {"--shutdown"};
}

Arguments networking_mode_of(const std::string& distro) {
    return in_guest(distro, {"wslinfo", "--networking-mode"});
}

Arguments vm_id_of(const std::string& distro) {
    return in_guest(distro, {"wslinfo", "--vm-id"});
}

Result<Call> run_script(const std::string& distro, const std::string& script,
                        const std::vector<std::string>& arguments, std::string_view input,
                        std::chrono::seconds limit) {
    const std::string text = script.ends_with('\n') ? script : script + '\n';
    const auto lines = std::count(text.begin(), text.end(), '\n');
    Arguments program{"sh",
                      "-c",
                      std::string{c_launcher},
                      "mirrorwatch",
                      std::to_string(limit.count()),
                      std::to_string(lines)};
    program.insert(program.end(), arguments.begin(), arguments.end());
    Call call{in_guest(distro, std::move(program)), text + std::string{input}};
    if (command_line({}, call.arguments).size() > c_longest_line) {
        return Error{"what is to be asked in " + distro + " is too long for a command line"};
    }
    return call;
}

std::string to_utf8(std::string_view output) {
    std::string text = looks_like_utf16(output) ? from_utf16(output) : std::string{output};
    if (text.starts_with("\xef\xbb\xbf")) {
        text.erase(0, 3);
    }
    for (auto at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) {
        text.erase(at, 1);
    }
    return text;
}

std::vector<std::string> read_running(std::string_view output) {
    std::vector<std::string> names;
    for (const std::string& line : lines_of(output)) {
        if (const auto distro = running_in(line)) {
            names.insert(distro->is_default ? names.begin() : names.end(), distro->name);
        }
    }
    std::stable_partition(names.begin(), names.end(), [](const auto& name) { return !is_docker(name); });
    return names;
}

bool is_listing(std::string_view output) {
    const bool is_cut = looks_like_utf16(output) && output.size() % 2 != 0;
    const std::string text = to_utf8(output);
    const auto lines = lines_of(text);
    return !is_cut && text.ends_with('\n') && std::any_of(lines.begin(), lines.end(), is_header);
}

// src/linux/init/init.cpp
bool says_no_program(std::string_view errors) {
    const std::string text = to_utf8(errors);
    const auto at = text.find("execvpe(");
    return at != std::string::npos && text.find(") failed", at) != std::string::npos;
}

bool are_dockers_but(const std::string& one, const std::vector<std::string>& running) {
    return std::all_of(running.begin(), running.end(),
                       [&](const std::string& distro) { return distro == one || is_docker(distro); });
}

NetworkingMode read_networking_mode(std::string_view output) {
    return networking_mode_from(last_line(output));
}

std::string read_vm_id(std::string_view output) {
    const std::string line = last_line(output);
    const bool guid = line.size() >= 32 && line.size() <= 38 &&
                      line.find_first_not_of(c_guid_characters) == std::string::npos;
    return guid ? line : std::string{};
}

std::string command_line(std::string_view program, const Arguments& arguments) {
    std::string line = '"' + std::string{program} + '"';
    for (const std::string& argument : arguments) {
        line += ' ';
        if (argument.empty() || argument.find_first_of(" \t\n\v\"") != std::string::npos) {
            append_quoted(line, argument);
        } else {
            line += argument;
        }
    }
    return line;
}

} // namespace mirrorwatch::wsl
