#include "service/agent/config/backup_note.hpp"

#include "common/remedy_json.hpp"

#include <boost/json/serialize.hpp>

#include <limits>

namespace mirrorwatch::agent {
namespace {

BackupNote note_from(json::Fields& fields) {
    BackupNote note;
    BackupEntry& entry = note.entry;
    entry.number = static_cast<int>(fields.number("number", std::numeric_limits<int>::max()));
    entry.time = fields.text("time");
    entry.reason = fields.text("reason");
    entry.file = fields.text("file");
    entry.remedy_id = fields.text("remedy_id");
    entry.before_sha256 = fields.text("before_sha256");
    entry.after_sha256 = fields.text("after_sha256");
    if (fields.flag("file_existed") == entry.before_sha256.empty())
        fields.refuse("file_existed", "contradicts before_sha256");
    note.edit = fields.optional_object("edit", json::edit_from);
    if (note.edit &&
        (note.edit->before_sha256 != entry.before_sha256 || note.edit->after_sha256 != entry.after_sha256))
        fields.refuse("edit", "contradicts the rest");
    if (fields.has("setting")) { // of the mode there is none, as in notes of 0.1
        note.setting = fields.choice<ConfigSetting>("setting");
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
                               {"edit", nullptr}};
    if (note.edit)
        object["edit"] = json::value_of(*note.edit);
    if (note.setting)
        object["setting"] = name_of(*note.setting);
    return boost::json::serialize(object);
}

Result<BackupNote> backup_note_from_json(std::string_view text) {
    return json::read<BackupNote>(text, "backup", note_from);
}

} // namespace mirrorwatch::agent
