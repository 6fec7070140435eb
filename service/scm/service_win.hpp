// SPDX-License-Identifier: MIT
#pragma once

#include "service/scm/recovery.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace mirrorwatch::scm {

/// What the SCM wants of a running service.
enum class Control { Stop, SessionsChanged, Resumed, SettingsChanged, StartTray };

/// Tells of each stage, and keeps the last one, so that whatever throws is reported with it.
class Progress {
public:
    explicit Progress(std::function<void(Stage)> entered)
        : entered_(std::move(entered)) {}

    void enter(Stage next) {
        stage_ = next;
        entered_(next);
    }

    [[nodiscard]] Stage stage() const { return stage_; }

private:
    std::function<void(Stage)> entered_;
    Stage stage_ = Stage::Folder;
};

/// The program that the SCM runs. It must outlive run_service.
class ServiceProgram {
public:
    virtual ~ServiceProgram() = default;
    /// On a thread of the SCM's. Tells of each stage that it enters, Stage::Running once all is up, and
    /// returns soon after Control::Stop, whenever that came, with everything that it made destroyed; or
    /// returns the stage in which it failed.
    [[nodiscard]] virtual std::optional<Stage> run(const std::function<void(Stage)>& entered) = 0;
    /// From any thread, before, during and after run. Only leaves word for the loop.
    virtual void post(Control control) noexcept = 0;
};

/// Blocks until the SCM has been told STOPPED. False: it was not the SCM that started this process.
/// Throws std::system_error when the SCM cannot be reached.
[[nodiscard]] bool run_service(ServiceProgram& program);

} // namespace mirrorwatch::scm
