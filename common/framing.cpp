// SPDX-License-Identifier: MIT
#include "common/framing.hpp"

#include <cstdint>
#include <stdexcept>

namespace mirrorwatch {
namespace {

constexpr std::size_t c_header_size = 4;

std::size_t announced_length(std::string_view header) {
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < c_header_size; ++i) {
        length |= std::uint32_t{static_cast<unsigned char>(header[i])} << (8 * i);
    }
    return length;
}

} // namespace

std::string frame(std::string_view payload) {
    if (payload.size() > c_frame_cap) {
        throw std::length_error("a frame larger than 1 MiB");
    }
    std::string bytes;
    bytes.reserve(c_header_size + payload.size());
    for (std::size_t i = 0; i < c_header_size; ++i) {
        bytes.push_back(static_cast<char>((payload.size() >> (8 * i)) & 0xFF));
    }
    return bytes.append(payload);
}

void FrameReader::feed(std::string_view bytes) {
    if (!broken_) {
        buffer_.append(bytes);
    }
}

std::optional<std::string> FrameReader::next() {
    if (broken_ || buffer_.size() < c_header_size) {
        return std::nullopt;
    }
    const std::size_t length = announced_length(buffer_);
    if (length > cap_) {
        broken_ = true;
        buffer_.clear();
        return std::nullopt;
    }
    if (buffer_.size() - c_header_size < length) {
        return std::nullopt;
    }
    std::string payload = buffer_.substr(c_header_size, length);
    buffer_.erase(0, c_header_size + length);
    return payload;
}

} // namespace mirrorwatch
