// SPDX-License-Identifier: MIT
#pragma once

#include "service/cli/own_endpoints.hpp"

#include <string>
#include <vector>

/// What `endpoints add` and its neighbours say. UTF-8; ends with a newline. No secret of an address is in it.
namespace mirrorwatch::cli {

/// When the service reads the user's file.
enum class Takes {
    AtOnce,
    WithinAMinute, // the file's folder is new, and the service has still to find it
    WhenItRuns,
};

/// What is added, where, how it is taken back, when it counts; and what is to be said of it.
[[nodiscard]] std::string added_words(const std::vector<config::NewEndpoint>& endpoints,
                                      const agent::FileChange& change, const std::string& path, Takes takes);
[[nodiscard]] std::string removed_words(const std::string& name, const std::string& path, Takes takes);
[[nodiscard]] std::string undone_words(const TakenBack& undone, const std::string& path, Takes takes);

/// A file in which endpoints are.
struct EndpointFile {
    std::string path; // UTF-8
    bool is_users = false;
    bool exists = false;
    bool can_write = false; // whoever runs this
};

/// Whose endpoints are in which file, and who can change them. Empty without files.
[[nodiscard]] std::string files_words(const std::vector<EndpointFile>& files);

} // namespace mirrorwatch::cli
