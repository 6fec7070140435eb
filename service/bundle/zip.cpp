// SPDX-License-Identifier: MIT
#include "service/bundle/zip.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <cstdint>

namespace mirrorwatch::bundle {
namespace {

constexpr std::uint32_t c_local = 0x04034b50;
constexpr std::uint32_t c_central = 0x02014b50;
constexpr std::uint32_t c_end = 0x06054b50;
constexpr std::uint16_t c_version = 20;    // 2.0, of the first that has folders
constexpr std::uint16_t c_utf8 = 1U << 11; // names are UTF-8
constexpr std::uint16_t c_stored = 0;

/// Little-endian, whatever the machine.
class Bytes {
public:
    Bytes& u16(std::uint16_t value) { return put(value, 2); }

    Bytes& u32(std::uint32_t value) { return put(value, 4); }

    Bytes& raw(const std::string& bytes) {
        text_ += bytes;
        return *this;
    }

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    Bytes& put(std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            text_ += static_cast<char>((value >> (8 * i)) & 0xFFU);
        }
        return *this;
    }

    std::string text_;
};

struct DosTime {
    std::uint16_t date = 0;
    std::uint16_t time = 0;
};

/// In steps of two seconds, from 1980.
DosTime dos_time(std::chrono::sys_seconds at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{at - day};
    const auto years = static_cast<unsigned>(std::max(0, static_cast<int>(date.year()) - 1980));
    return {static_cast<std::uint16_t>((years << 9U) | (static_cast<unsigned>(date.month()) << 5U) |
                                       static_cast<unsigned>(date.day())),
            static_cast<std::uint16_t>((static_cast<unsigned>(clock.hours().count()) << 11U) |
                                       (static_cast<unsigned>(clock.minutes().count()) << 5U) |
                                       (static_cast<unsigned>(clock.seconds().count()) / 2U))};
}

std::uint32_t crc_of(const std::string& bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

/// What both headers of an entry have in common, from "version needed to extract" on.
void put_header(Bytes& out, const ZipEntry& entry, DosTime time) {
    const auto size = static_cast<std::uint32_t>(entry.bytes.size());
    out.u16(c_version).u16(c_utf8).u16(c_stored).u16(time.time).u16(time.date).u32(crc_of(entry.bytes));
    out.u32(size).u32(size).u16(static_cast<std::uint16_t>(entry.name.size())).u16(0);
}

void put_central(Bytes& out, const ZipEntry& entry, DosTime time, std::uint32_t offset) {
    out.u32(c_central).u16(c_version);
    put_header(out, entry, time);
    out.u16(0).u16(0).u16(0).u32(0).u32(offset).raw(entry.name);
}

} // namespace

std::string zip_of(const std::vector<ZipEntry>& entries, std::chrono::sys_seconds time) {
    const DosTime dos = dos_time(time);
    Bytes out;
    Bytes directory;
    for (const ZipEntry& entry : entries) {
        put_central(directory, entry, dos, out.size());
        out.u32(c_local);
        put_header(out, entry, dos);
        out.raw(entry.name).raw(entry.bytes);
    }
    const std::uint32_t begin = out.size();
    const std::uint32_t size = directory.size();
    const auto count = static_cast<std::uint16_t>(entries.size());
    out.raw(directory.take()).u32(c_end).u16(0).u16(0).u16(count).u16(count).u32(size).u32(begin).u16(0);
    return out.take();
}

} // namespace mirrorwatch::bundle
