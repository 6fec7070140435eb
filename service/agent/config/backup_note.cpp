// SPDX-License-Identifier: MIT
#include "service/agent/config/backup_note.hpp"

#include "common/described.hpp"

namespace mirrorwatch::agent {
namespace {

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
    if (fields.get<bool>("file_existed") == entry.before_sha256.empty())
        fields.refuse("file_existed", "contradicts before_sha256");
    note.edit = fields.get<std::optional<ConfigEdit>>("edit");
    if (note.edit &&
        (note.edit->before_sha256 != entry.before_sha256 || note.edit->after_sha256 != entry.after_sha256))
        fields.refuse("edit", "contradicts the rest");
    if (fields.has("setting")) { // of the mode there is none, as in notes of 0.1
        note.setting = fields.get<ConfigSetting>("setting");
        if (!note.edit)
            fields.refuse("setting", "is of no edit");
    }
    return note;
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
                               {"edit", json::value_of(note.edit)}};
    if (note.setting)
        object["setting"] = name_of(*note.setting);
    return boost::json::serialize(object);
}

Result<BackupNote> backup_note_from_json(std::string_view text) {
    return json::read<BackupNote>(text, "backup", note_from);
}

} // namespace mirrorwatch::agent
