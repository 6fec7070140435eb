// SPDX-License-Identifier: MIT
#include "service/act/journal.hpp"

#include <utility>

namespace mirrorwatch::act {
namespace {

constexpr const char* c_temporary = "journal.json.new";

} // namespace

Journal::Journal(std::filesystem::path folder, FileCalls files, JournalFormat format)
    : folder_(std::move(folder))
    , files_(std::move(files))
    , format_(std::move(format)) {}

Journal::Loaded Journal::load() {
    const Result<std::optional<std::string>> bytes = files_.read(folder_ / c_journal_name);
    if (!bytes) {
        return leave(bytes.error().message);
    }
    if (!bytes->has_value()) {
        return {};
    }
    Result<Remembered> remembered = format_.from_json(**bytes);
    if (!remembered) {
        return set_aside(remembered.error().message);
    }
    return {std::move(*remembered), {}};
}

Journal::Loaded Journal::leave(const std::string& reason) {
    is_closed_ = true;
    locked_by_ = "the journal could not be opened (" + reason + ")";
    return {{},
            "The journal of remedies cannot be opened (" + reason +
                "). No remedy is started until it can be; that is tried each minute."};
}

bool Journal::can_be_opened_now() const {
    return is_closed_ && files_.read(folder_ / c_journal_name).has_value();
}

Journal::Loaded Journal::set_aside(const std::string& reason) {
    int number = 1;
    const auto name = [&number] { return "journal.broken-" + std::to_string(number); };
    while (files_.exists(folder_ / name())) {
        ++number;
    }
    const Result<void> moved = files_.rename_over(folder_ / c_journal_name, folder_ / name());
    locked_by_ = moved ? "" : "a journal that cannot be read lies at " + folder_.string();
    std::string warning = "The journal of remedies cannot be read (" + reason +
                          "). Remedies taken earlier are not known any more. ";
    warning += moved ? "The file was kept as " + name() + "."
                     : "The file could not be set aside either (" + moved.error().message +
                           "), so no remedy is started until it can be read or is moved away.";
    return {{}, std::move(warning)};
}

Result<void> Journal::save(const Remembered& remembered) {
    if (!locked_by_.empty()) {
        return Error{locked_by_};
    }
    Result<void> written = files_.write_through(folder_ / c_temporary, format_.to_json(remembered));
    if (!written) {
        return written;
    }
    return files_.rename_over(folder_ / c_temporary, folder_ / c_journal_name);
}

} // namespace mirrorwatch::act
