// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mirrorwatch::support {

/// A piece of a document: whole lines. What stands in it goes with the endpoint `of`, or with none.
struct TomlPiece {
    std::string text;
    std::string of = {};   // an endpoint's name; empty: it is of no endpoint
    bool is_tight = false; // a comment that one could take for a part of what stands above
};

struct TomlDocument {
    std::string text;
    std::vector<TomlPiece> pieces;      // of which it is made, in this order, as they stand in it
    std::vector<std::string> endpoints; // their names, in the order of the text
};

/// A user's mirrorwatch.toml that is right, as odd as TOML lets it be: comments, both line ends, a byte order
/// mark, odd blanks, nested tables, every quoting, texts that look like [[endpoint]], no last line end. The
/// same seed makes the same document everywhere.
[[nodiscard]] TomlDocument toml_document(std::uint32_t seed);

} // namespace mirrorwatch::support
