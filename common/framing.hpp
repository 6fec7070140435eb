// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// Larger frames are refused: a snapshot with a thousand endpoints is about 200 KiB. Whoever writes a message
/// keeps it below: see protocol::to_json.
inline constexpr std::size_t c_frame_cap = std::size_t{1024} * 1024;

/// A client's request is a verb and a name or two. Larger ones are refused before they are kept or read.
inline constexpr std::size_t c_request_cap = std::size_t{16} * 1024;

/// The payload behind its length: four bytes, little endian. Throws std::length_error above the cap.
[[nodiscard]] std::string frame(std::string_view payload);

/// Bytes in, whole frames out.
class FrameReader {
public:
    /// `cap`: the longest payload that is taken, in bytes.
    explicit FrameReader(std::size_t cap = c_frame_cap)
        : cap_(cap) {}

    void feed(std::string_view bytes);
    /// The next whole frame's payload, or nothing yet.
    [[nodiscard]] std::optional<std::string> next();

    /// A length above the cap was announced: the peer does not speak our language; drop it.
    [[nodiscard]] bool is_broken() const { return broken_; }

private:
    std::size_t cap_;
    std::string buffer_;
    bool broken_ = false;
};

} // namespace mirrorwatch
