// SPDX-License-Identifier: MIT
#pragma once

#include "service/app/options.hpp"
#include "service/scm/service_win.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace mirrorwatch::app {

/// The whole service: sensors, core and effectors around one loop. The same under the SCM and in a console;
/// there it serves only the user who runs it. The loop itself outlives run, so that a late post finds it.
class App final : public scm::ServiceProgram {
public:
    explicit App(AppOptions options);
    ~App() override;

    [[nodiscard]] std::optional<scm::Stage> run(const std::function<void(scm::Stage)>& entered) override;
    void post(scm::Control control) noexcept override;
    /// What made the last run fail, for the console.
    [[nodiscard]] const std::string& failure() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace mirrorwatch::app
