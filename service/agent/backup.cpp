#include "service/agent/backup.hpp"

#include "common/remedy_json.hpp"

#include <boost/json/serialize.hpp>

namespace mirrorwatch::agent {
namespace {

BackupNote note_from(json::Fields& fields) {
    BackupNote note;
    note.reason = fields.text("reason");
    const bool existed = fields.flag("file_existed");
    note.edit = fields.object("edit", json::edit_from);
    if (existed == note.edit.before_sha256.empty()) {
        fields.refuse("file_existed", "contradicts the edit");
    }
    return note;
}

} // namespace

std::string to_json(const BackupNote& note) {
    return boost::json::serialize(boost::json::object{{"reason", note.reason},
                                                      {"file_existed", !note.edit.before_sha256.empty()},
                                                      {"edit", json::value_of(note.edit)}});
}

Result<BackupNote> backup_note_from_json(std::string_view text) {
    return json::read<BackupNote>(text, "backup", note_from);
}

} // namespace mirrorwatch::agent
