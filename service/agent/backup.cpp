#include "service/agent/backup.hpp"

#include "common/remedy_values.hpp"

#include <boost/json/serialize.hpp>

namespace mirrorwatch::agent {

namespace json = boost::json;

std::string to_json(const BackupNote& note) {
    const json::value value = json::object{{"reason", note.reason},
                                           {"file_existed", !note.edit.before_sha256.empty()},
                                           {"edit", json_io::to_value(note.edit)}};
    return json::serialize(value);
}

Result<BackupNote> backup_note_from_json(std::string_view text) {
    json_io::Problem problem;
    const json::value value = json_io::parse(text, "backup's note", problem);
    BackupNote note;
    if (!problem.any()) {
        json_io::ObjectReader reader{value, "backup", problem};
        note.reason = reader.text("reason");
        const bool existed = reader.flag("file_existed");
        if (const json::value* edit = reader.member("edit"))
            note.edit = json_io::edit_from(*edit, reader.path("edit"), problem);
        if (!problem.any() && existed == note.edit.before_sha256.empty())
            reader.complain("file_existed", "contradicts the edit");
    }
    if (problem.any())
        return Error{problem.sentence};
    return note;
}

} // namespace mirrorwatch::agent
