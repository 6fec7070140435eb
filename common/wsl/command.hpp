// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/wsl/state.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

/// What to say to wsl.exe, and how to read its answers. Arguments are UTF-8, without the program's own name.
namespace mirrorwatch::wsl {

using Arguments = std::vector<std::string>;

[[nodiscard]] Arguments list_distros(); // an error when none is installed; never starts WSL
[[nodiscard]] Arguments list_running(); // only names, of WSL1 too; no output when none runs or is installed
[[nodiscard]] Arguments shut_down();
/// These need a running distro: one that read_running has just named.
[[nodiscard]] Arguments networking_mode_of(const std::string& distro);
[[nodiscard]] Arguments vm_id_of(const std::string& distro);

/// What to say to wsl.exe, and what it reads on standard input.
struct Call {
    Arguments arguments;
    std::string input;

    friend bool operator==(const Call&, const Call&) = default;
};

/// `script` for the guest's sh as root, with its arguments; ended there after `limit` where the guest has
/// `timeout`. It travels on standard input, ahead of `input`, which it reads. Error: the arguments are too
/// long for a command line.
[[nodiscard]] Result<Call> run_script(const std::string& distro, const std::string& script,
                                      const std::vector<std::string>& arguments, std::string_view input,
                                      std::chrono::seconds limit);

/// wsl.exe's own words in UTF-8: UTF-16LE without a mark is recognised by its NULs; CR LF becomes LF.
[[nodiscard]] std::string to_utf8(std::string_view output);

/// The running WSL2 distros of list_distros, in the order in which guest commands are to try them: the
/// default one first, Docker's own last. WSL1's scripts would run outside the VM.
[[nodiscard]] std::vector<std::string> read_running(std::string_view output);
/// Whether this is a whole answer to list_distros. Its header is English in every language, and its last line
/// has an end; half a list would read as if distros had stopped.
[[nodiscard]] bool is_listing(std::string_view output);
/// Whether WSL could not even start the program that it was asked for.
[[nodiscard]] bool says_no_program(std::string_view errors);
/// Whether all the other running distros are Docker's own.
[[nodiscard]] bool are_dockers_but(const std::string& one, const std::vector<std::string>& running);
[[nodiscard]] NetworkingMode read_networking_mode(std::string_view output);
/// Empty unless it is a GUID.
[[nodiscard]] std::string read_vm_id(std::string_view output);

/// One command line from which CommandLineToArgvW and the C runtime get exactly these arguments back.
/// `program` must not contain a quotation mark.
[[nodiscard]] std::string command_line(std::string_view program, const Arguments& arguments);

} // namespace mirrorwatch::wsl
