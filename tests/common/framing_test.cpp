// SPDX-License-Identifier: MIT
#include "common/framing.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

using mirrorwatch::c_frame_cap;
using mirrorwatch::frame;
using mirrorwatch::FrameReader;

TEST_CASE("a frame is its length in four bytes, little endian, and its payload") {
    CHECK(frame("abc") == std::string("\3\0\0\0abc", 7));
    CHECK(frame("") == std::string(4, '\0'));
    CHECK(frame(std::string(0x1234, 'x')).substr(0, 4) == std::string("\x34\x12\0\0", 4));
}

TEST_CASE("frames that arrive byte by byte come out whole and in order") {
    FrameReader reader;
    std::vector<std::string> got;
    for (const char byte : frame("one") + frame("") + frame("three")) {
        reader.feed({&byte, 1});
        while (auto payload = reader.next()) {
            got.push_back(*payload);
        }
    }
    CHECK(got == std::vector<std::string>{"one", "", "three"});
    CHECK(!reader.is_broken());
}

TEST_CASE("frames that arrive together come out one by one") {
    FrameReader reader;
    reader.feed(frame("a") + frame("b") + "\1");
    CHECK(reader.next() == "a");
    CHECK(reader.next() == "b");
    CHECK(!reader.next());
}

TEST_CASE("a payload of exactly the cap passes, one byte more does not") {
    const std::string largest(c_frame_cap, 'x');
    FrameReader reader;
    reader.feed(frame(largest));
    CHECK(reader.next() == largest);
    CHECK_THROWS_AS((void)frame(largest + "x"), std::length_error);
}

TEST_CASE("a length above the cap breaks the reader for good, before anything is buffered") {
    for (const std::string& header : {std::string("\1\0\x10\0", 4), std::string("\xFF\xFF\xFF\xFF", 4)}) {
        FrameReader reader;
        reader.feed(header);
        CHECK(!reader.next());
        CHECK(reader.is_broken());
        reader.feed(frame("abc"));
        CHECK(!reader.next());
    }
}
