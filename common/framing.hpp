// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// Larger frames are refused: a snapshot with a thousand endpoints is about 200 KiB.
inline constexpr std::size_t c_frame_cap = 1024 * 1024;

/// The payload behind its length: four bytes, little endian. Throws std::length_error above the cap.
[[nodiscard]] std::string frame(std::string_view payload);

/// Bytes in, whole frames out.
class FrameReader {
public:
    void feed(std::string_view bytes);
    /// The next whole frame's payload, or nothing yet.
    [[nodiscard]] std::optional<std::string> next();

    /// A length above the cap was announced: the peer does not speak our language; drop it.
    [[nodiscard]] bool is_broken() const { return broken_; }

private:
    std::string buffer_;
    bool broken_ = false;
};

} // namespace mirrorwatch
