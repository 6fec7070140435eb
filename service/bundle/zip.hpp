// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace mirrorwatch::bundle {

struct ZipEntry {
    std::string name; // UTF-8, with "/" between folders
    std::string bytes;

    friend bool operator==(const ZipEntry&, const ZipEntry&) = default;
};

/// A zip file with these entries, stored as they are: a few hundred kilobytes of text are not worth a
/// compressor. Names and sizes as in PKWARE's APPNOTE 6.3; all entries have this time, as UTC. The same
/// entries give the same bytes. Together less than 4 GiB, and less than 65,535 of them.
[[nodiscard]] std::string zip_of(const std::vector<ZipEntry>& entries, std::chrono::sys_seconds time);

} // namespace mirrorwatch::bundle
