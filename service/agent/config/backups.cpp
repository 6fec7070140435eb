// SPDX-License-Identifier: MIT
#include "service/agent/config/backups.hpp"

#include "common/ascii.hpp"
#include "common/described.hpp"
#include "common/number.hpp"
#include "common/sha256.hpp"
#include "common/utc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace mirrorwatch::agent {
namespace {

constexpr std::size_t c_kept = 50;
constexpr int c_last_number = 999'999'999;
constexpr std::string_view c_note = ".json";

/// ASCII only, whatever the locale.
bool is_letter_or_digit(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

/// What the name of a backup's bytes ends in: as that of their file does.
std::string ending_of(const BackupEntry& entry) {
    return entry.file.ends_with(".toml") ? ".toml" : ".wslconfig";
}

BackupNote note_from(json::Fields& fields) {
    BackupNote note;
    BackupEntry& entry = note.entry;
    entry.number = fields.get<int>("number");
    entry.time = fields.get<std::string>("time");
    entry.reason = fields.get<std::string>("reason");
    entry.file = fields.get<std::string>("file");
    entry.remedy_id = fields.get<std::string>("remedy_id");
    entry.before_sha256 = fields.get<std::string>("before_sha256");
    entry.after_sha256 = fields.get<std::string>("after_sha256");
    if (fields.get<bool>("file_existed") == entry.before_sha256.empty()) {
        fields.refuse("file_existed", "contradicts before_sha256");
    }
    note.receipt = fields.get<std::optional<ConfigEdit>>("edit");
    if (note.receipt && (note.receipt->before_sha256 != entry.before_sha256 ||
                         note.receipt->after_sha256 != entry.after_sha256)) {
        fields.refuse("edit", "contradicts the rest");
    }
    if (fields.has("setting")) { // of the mode there is none, as in notes of 0.1
        note.setting = fields.get<ConfigSetting>("setting");
        if (!note.receipt) {
            fields.refuse("setting", "is of no edit");
        }
    }
    return note;
}

/// The files of one backup, whole or not.
struct Slot {
    int number = 0;
    std::string stem; // "000012", "000012-<id>"
    bool is_noted = false;
    std::vector<std::string> names = {};

    [[nodiscard]] std::string remedy_id() const {
        const auto dash = stem.find('-');
        return dash == std::string::npos ? std::string{} : stem.substr(dash + 1);
    }
};

/// Nothing for a file that is none of ours.
std::optional<int> number_in(std::string_view name) {
    const auto digits = name.find_first_of(".-");
    const auto number = digits >= 6 && digits <= 9 ? number_from<int>(name.substr(0, digits)) : std::nullopt;
    return number > 0 ? number : std::nullopt;
}

/// Newest first.
Result<std::vector<Slot>> slots_in(BackupStore& history) {
    const auto names = history.list();
    if (names.has_error()) {
        return names.error();
    }
    std::map<std::string, Slot> by_stem;
    for (const std::string& name : *names) {
        const auto number = number_in(name);
        if (!number) {
            continue;
        }
        const std::string stem = name.substr(0, name.find('.'));
        Slot& slot = by_stem.try_emplace(stem, Slot{*number, stem}).first->second;
        slot.is_noted = slot.is_noted || name == stem + std::string{c_note};
        slot.names.push_back(name);
    }
    std::vector<Slot> slots;
    slots.reserve(by_stem.size());
    for (auto& [stem, slot] : by_stem) {
        slots.push_back(std::move(slot));
    }
    std::stable_sort(slots.begin(), slots.end(),
                     [](const Slot& a, const Slot& b) { return a.number > b.number; });
    return slots;
}

Error damaged(const Slot& slot, const std::string& why) {
    return Error{"Backup " + std::to_string(slot.number) + " is damaged: " + why};
}

Result<BackupNote> read_note(const Slot& slot, BackupStore& history) {
    const auto text = history.read(slot.stem + std::string{c_note});
    if (text.has_error()) {
        return text.error();
    }
    auto note = backup_note_from_json(text->value_or(""));
    if (note.has_error()) {
        return damaged(slot, note.error().message);
    }
    const std::string id = slot.remedy_id();
    if (note->entry.number != slot.number || id.empty() == note->receipt.has_value() ||
        (!id.empty() && id != note->entry.remedy_id)) {
        return damaged(slot, "its note is another's.");
    }
    return note;
}

Result<FileBytes> read_original(const Slot& slot, const BackupEntry& entry, BackupStore& history) {
    auto bytes = history.read(slot.stem + ending_of(entry));
    if (bytes.has_error()) {
        return bytes.error();
    }
    if (entry.before_sha256.empty()) {
        bytes->reset(); // there was no file; ours only keeps the number
    }
    if (digest_of(*bytes) != entry.before_sha256) {
        return damaged(slot, "its bytes are not those that were saved.");
    }
    return bytes;
}

FoundBackup found_in(const Slot& slot, BackupStore& history) {
    const auto note = read_note(slot, history);
    if (note.has_error()) {
        BackupEntry entry;
        entry.number = slot.number;
        entry.remedy_id = slot.remedy_id();
        entry.damage = note.error().message;
        return {entry, note.error()};
    }
    auto original = read_original(slot, note->entry, history);
    FoundBackup found{note->entry, Backup{*note, std::nullopt}};
    if (original.has_error()) {
        found.entry.damage = original.error().message;
        found.backup = original.error();
    } else {
        found.backup->original = std::move(*original);
    }
    return found;
}

/// Best effort, the note first: without it the rest is no backup.
void remove(Slot slot, BackupStore& history) {
    const std::string note = slot.stem + std::string{c_note};
    std::stable_partition(slot.names.begin(), slot.names.end(),
                          [&](const std::string& name) { return name == note; });
    for (const std::string& name : slot.names) {
        if (history.remove(name).has_error()) {
            return;
        }
    }
}

} // namespace

std::string to_json(const BackupNote& note) {
    const BackupEntry& entry = note.entry;
    boost::json::object object{{"number", entry.number},
                               {"time", entry.time},
                               {"reason", entry.reason},
                               {"file", entry.file},
                               {"remedy_id", entry.remedy_id},
                               {"file_existed", !entry.before_sha256.empty()},
                               {"before_sha256", entry.before_sha256},
                               {"after_sha256", entry.after_sha256},
                               {"edit", json::value_of(note.receipt)}};
    if (note.setting) {
        object["setting"] = name_of(*note.setting);
    }
    return boost::json::serialize(object);
}

Result<BackupNote> backup_note_from_json(std::string_view text) {
    return json::read<BackupNote>(text, "backup", note_from);
}

std::string digest_of(const FileBytes& bytes) {
    return bytes ? sha256_hex(*bytes) : std::string{};
}

bool is_remedy_id(const std::string& id) {
    return !id.empty() && id.size() <= 100 &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
               std::string::npos;
}

Result<int> take_backup(Backup backup, Ports& ports) {
    const auto slots = slots_in(ports.history);
    if (slots.has_error()) {
        return slots.error();
    }
    BackupEntry& entry = backup.note.entry;
    entry.number = slots->empty() ? 1 : slots->front().number + 1;
    entry.time = to_iso(std::chrono::floor<std::chrono::seconds>(ports.now()));
    entry.before_sha256 = digest_of(backup.original);
    if (entry.number > c_last_number) {
        return Error{"The history of this file has come to its last number; clear it away."};
    }
    std::string stem = fmt::format("{:06}", entry.number);
    if (backup.note.receipt) {
        stem += "-" + entry.remedy_id;
    }
    auto written = ports.history.write(stem + ending_of(entry), backup.original.value_or(""));
    if (written.has_value()) {
        written = ports.history.write(stem + std::string{c_note}, to_json(backup.note));
    }
    if (written.has_error()) {
        return written.error();
    }
    return entry.number;
}

Result<void> forget_backup(int number, BackupStore& history) {
    const auto slots = slots_in(history);
    if (slots.has_error()) {
        return slots.error();
    }
    for (const Slot& slot : *slots) {
        if (slot.number == number && slot.is_noted) {
            return history.remove(slot.stem + std::string{c_note});
        }
    }
    return {};
}

void trim_backups(BackupStore& history) {
    const auto slots = slots_in(history);
    if (slots.has_error()) {
        return;
    }
    std::size_t kept = 0;
    bool remedy_kept = false;
    for (const Slot& slot : *slots) {
        const bool for_remedy = slot.is_noted && !slot.remedy_id().empty() && !remedy_kept;
        if (slot.is_noted && (kept < c_kept || for_remedy)) {
            ++kept;
            remedy_kept = remedy_kept || for_remedy;
        } else if (&slot != &slots->front()) { // the highest number is what the next one is counted from
            remove(slot, history);
        }
    }
}

bool is_of(const BackupEntry& entry, const std::string& file) {
    return equal_ignoring_case(entry.file, file);
}

Result<std::vector<FoundBackup>> all_backups(BackupStore& history) {
    const auto slots = slots_in(history);
    if (slots.has_error()) {
        return slots.error();
    }
    std::vector<FoundBackup> found;
    for (const Slot& slot : *slots) {
        if (slot.is_noted) {
            found.push_back(found_in(slot, history));
        }
    }
    return found;
}

Result<std::optional<Backup>> backup_of_remedy(const std::string& id, BackupStore& history) {
    const auto slots = slots_in(history);
    if (slots.has_error()) {
        return slots.error();
    }
    for (const Slot& slot : *slots) {
        if (!slot.is_noted || slot.remedy_id() != id) {
            continue;
        }
        auto found = found_in(slot, history);
        if (found.backup.has_error()) {
            return found.backup.error();
        }
        return std::optional{std::move(*found.backup)};
    }
    return std::optional<Backup>{};
}

std::string record_name(std::string_view kind, const AdapterIdentity& vpn) {
    std::string key;
    for (const char c : vpn.guid.empty() ? vpn.mac : vpn.guid) {
        if (is_letter_or_digit(c) || c == '-') {
            key += c;
        }
    }
    return std::string{kind} + "-" + key + ".txt";
}

Result<void> write_record(const std::string& name, std::string_view record, BackupStore& history) {
    const auto removed = history.remove(name);
    return removed.has_error() ? removed : history.write(name, record);
}

} // namespace mirrorwatch::agent
