// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "config/readers.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace mirrorwatch::config {
namespace {

constexpr std::string_view c_separators = "\\/";
constexpr std::size_t c_longest_path = 240; // Windows takes 260; a temporary name beside it is longer

/// A part of a path that Windows takes as it is: no way up, no stream, no wildcard, no blank or dot at its
/// end, which Windows drops.
bool is_plain_part(std::string_view part) {
    constexpr std::string_view c_forbidden = "<>:\"|?*";
    return !part.empty() && part.back() != '.' && part.back() != ' ' &&
           std::none_of(part.begin(), part.end(), [&](char c) {
               return static_cast<unsigned char>(c) < ' ' || c_forbidden.find(c) != std::string_view::npos;
           });
}

/// "C:\folder\name.prom": neither a share, nor a device, nor relative.
bool is_local_path(std::string_view path) {
    const bool has_drive = path.size() > 3 && lower(path[0]) >= 'a' && lower(path[0]) <= 'z' &&
                           path[1] == ':' && c_separators.find(path[2]) != std::string_view::npos;
    if (!has_drive) {
        return false;
    }
    path.remove_prefix(3);
    while (true) {
        const std::size_t length = std::min(path.find_first_of(c_separators), path.size());
        if (!is_plain_part(path.substr(0, length))) {
            return false;
        }
        if (length == path.size()) {
            return true;
        }
        path.remove_prefix(length + 1);
    }
}

bool is_exporters(std::string_view path) {
    constexpr std::string_view c_ending = ".prom";
    return path.size() > c_ending.size() &&
           equal_ignoring_case(path.substr(path.size() - c_ending.size()), c_ending);
}

} // namespace

void read_metrics(Section section, Settings::Metrics& metrics) {
    std::string path;
    if (section.read("textfile", path, c_longest_path) && !path.empty()) {
        if (!is_local_path(path)) {
            section.wrong("textfile",
                          R"(must be a full path on a disk of this machine, such as )"
                          R"('C:\Program Files\windows_exporter\textfile_inputs\mirrorwatch.prom')");
        } else if (!is_exporters(path)) {
            section.wrong("textfile", "must end in .prom: windows_exporter reads no other file");
        } else {
            metrics.textfile = std::move(path);
        }
    }
    section.warn_of_unknown_keys();
}

} // namespace mirrorwatch::config
