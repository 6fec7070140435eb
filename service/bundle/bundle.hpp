// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/bundle/masker.hpp"
#include "service/bundle/zip.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What somebody passes on who asks for help: what each command would show, in one zip file.
namespace mirrorwatch::bundle {

/// One thing to be put in. Error: why it could not be had, which is told in its place.
struct Source {
    std::string name;    // of the file in the zip: "doctor.json"
    std::string meaning; // "what is wrong with this machine, line by line"
    std::function<Result<std::string>()> read;
};

/// No text is longer than that in bytes; of a longer one the end is taken, from the beginning of a line.
inline constexpr std::size_t c_longest_text = std::size_t{512} * 1024;

/// All of them, with a contents.txt in front that says what each is, and whether it is masked. `masker`:
/// nothing means that texts stay as they are.
[[nodiscard]] std::vector<ZipEntry> collect(const std::vector<Source>& sources, std::optional<Masker> masker,
                                            std::chrono::sys_seconds now);

/// For a person, before anything is written: name, size and meaning of each.
[[nodiscard]] std::string contents_table(const std::vector<ZipEntry>& entries,
                                         const std::vector<Source>& sources);

/// "mirrorwatch-bundle-20261125T163400.zip"
[[nodiscard]] std::string usual_name(std::chrono::sys_seconds now);

} // namespace mirrorwatch::bundle
