// SPDX-License-Identifier: MIT
#include "service/setup/disk_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"

#include <system_error>

namespace mirrorwatch::setup {
namespace {

namespace fs = std::filesystem;

constexpr const wchar_t* c_half = L".half"; // a copy that is not whole yet

Error about(const fs::path& file, std::string what) {
    return Error{narrow(file.native()) + ": " + std::move(what)};
}

/// To a name that is free in the same folder; it goes when Windows starts the next time. The name it has now;
/// empty: it could not be moved.
fs::path move_aside(const fs::path& file) {
    for (int number = 1; number < 100; ++number) {
        const fs::path aside = file.native() + L"." + std::to_wstring(number) + L".old";
        if (MoveFileExW(file.c_str(), aside.c_str(), MOVEFILE_WRITE_THROUGH)) {
            return aside;
        }
        const DWORD error = GetLastError();
        if (error != ERROR_ALREADY_EXISTS && error != ERROR_FILE_EXISTS) {
            return {};
        }
    }
    return {};
}

void delete_now_or_later(const fs::path& file) {
    if (!DeleteFileW(file.c_str()) && GetLastError() != ERROR_FILE_NOT_FOUND) {
        MoveFileExW(file.c_str(), nullptr, MOVEFILE_DELAY_UNTIL_REBOOT);
    }
}

class WindowsDisk final : public Disk {
public:
    Result<std::optional<std::string>> read(const fs::path& file) override {
        Result<std::optional<std::string>> bytes = calls_.read(file);
        return bytes ? std::move(bytes)
                     : Result<std::optional<std::string>>{about(file, bytes.error().message)};
    }

    Result<void> write(const fs::path& file, std::string_view bytes) override {
        std::error_code ignored;
        fs::create_directories(file.parent_path(), ignored); // what is wrong with it the next call says
        const Result<void> written = calls_.write_through(file, std::string{bytes});
        return written ? written : about(file, written.error().message);
    }

    Result<void> put(const fs::path& from, const fs::path& to) override {
        const Result<std::optional<std::string>> bytes = read(from);
        if (!bytes || !*bytes) {
            return bytes ? about(from, "it is missing") : bytes.error();
        }
        const fs::path half = to.native() + c_half;
        Result<void> done = write(half, **bytes);
        done = done ? rename_over(half, to) : done;
        if (!done) {
            DeleteFileW(half.c_str());
        }
        return done;
    }

    Result<void> remove(const fs::path& file) override {
        if (DeleteFileW(file.c_str()) || !exists(file)) {
            return {};
        }
        const std::string why = last_error_sentence("DeleteFileW");
        const fs::path aside = move_aside(file);
        if (aside.empty()) {
            return about(file, why);
        }
        delete_now_or_later(aside);
        return {};
    }

    void discard(const fs::path& folder) override {
        if (!exists(folder)) {
            return;
        }
        for (const fs::path& name : list(folder)) {
            delete_now_or_later(folder / name);
        }
        std::error_code ignored;
        fs::remove_all(folder, ignored);
        if (exists(folder)) {
            MoveFileExW(folder.c_str(), nullptr, MOVEFILE_DELAY_UNTIL_REBOOT);
        }
    }

    bool exists(const fs::path& path) override {
        return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
    }

    std::vector<fs::path> list(const fs::path& folder) override {
        std::vector<fs::path> names;
        std::error_code ignored;
        for (const fs::directory_entry& one : fs::recursive_directory_iterator(folder, ignored)) {
            if (one.is_regular_file(ignored)) {
                names.push_back(one.path().lexically_relative(folder));
            }
        }
        return names;
    }

    std::shared_ptr<void> lock(const fs::path& file) override {
        FileHandle handle{CreateFileW(file.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS,
                                      FILE_FLAG_DELETE_ON_CLOSE, nullptr)};
        return handle ? std::make_shared<FileHandle>(std::move(handle)) : nullptr;
    }

private:
    /// Of a program that runs Windows replaces no file, but lets it have another name.
    [[nodiscard]] Result<void> rename_over(const fs::path& half, const fs::path& to) const {
        if (MoveFileExW(half.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
            return {};
        }
        const std::string why = last_error_sentence("MoveFileExW");
        const fs::path aside = move_aside(to);
        if (aside.empty()) {
            return about(to, why);
        }
        const Result<void> renamed = calls_.rename_over(half, to);
        if (!renamed) {
            MoveFileExW(aside.c_str(), to.c_str(), MOVEFILE_WRITE_THROUGH);
            return about(to, renamed.error().message);
        }
        delete_now_or_later(aside);
        return {};
    }

    act::FileCalls calls_ = act::windows_file_calls();
};

} // namespace

std::unique_ptr<Disk> windows_disk() {
    return std::make_unique<WindowsDisk>();
}

} // namespace mirrorwatch::setup
