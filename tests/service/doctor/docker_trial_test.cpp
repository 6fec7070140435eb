// SPDX-License-Identifier: MIT
#include "service/doctor/docker_trial.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace mirrorwatch::doctor {
namespace {

namespace fs = std::filesystem;

bool has_shell() {
    return std::system("sh -c true >/dev/null 2>&1") == 0; // not on Windows
}

/// A folder with a `docker` of ours, which notes what it is asked, and knows these images.
class FakeDocker {
public:
    explicit FakeDocker(const std::string& images) {
        fs::create_directories(folder_);
        std::ofstream(folder_ / "docker")
            << "#!/bin/sh\necho \"$*\" >>" << (folder_ / "asked").string()
            << "\ncase $1 in\nimages) case $4 in " << images
            << " esac ;;\nrun) echo 0a1b2c ;;\nport) echo 127.0.0.1:49153 ;;\nesac\n";
        fs::permissions(folder_ / "docker", fs::perms::owner_all);
    }

    ~FakeDocker() { fs::remove_all(folder_); }

    FakeDocker(const FakeDocker&) = delete;
    FakeDocker& operator=(const FakeDocker&) = delete;

    /// What the script prints, in a shell that finds this docker and the usual programs.
    [[nodiscard]] std::string run(const wsl::GuestScript& script) const {
        std::ofstream(folder_ / "script") << script.text;
        std::string line = "PATH=" + folder_.string() + ":$PATH sh " + (folder_ / "script").string();
        for (const std::string& argument : script.arguments) {
            line += " " + argument;
        }
        REQUIRE(std::system((line + " >" + (folder_ / "said").string() + " 2>&1").c_str()) == 0);
        return text_of("said");
    }

    [[nodiscard]] std::string asked() const { return text_of("asked"); }

private:
    [[nodiscard]] std::string text_of(const char* name) const {
        std::ifstream file(folder_ / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    fs::path folder_ = fs::temp_directory_path() /
                       ("mirrorwatch-docker-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
};

} // namespace

TEST_CASE("a container is known by what the guest reports of it, and by nothing else") {
    const auto read = [](const std::string& line) {
        return started_container(wsl::read_report("mw see " + line + "\nmw done\n"));
    };
    CHECK(read("container 0a1b2c nginx:alpine 49153") == StartedContainer{"0a1b2c", "nginx:alpine", 49153});
    CHECK_FALSE(read("container ; nginx 49153"));
    CHECK_FALSE(read("container 0a1b2c nginx 0"));
    CHECK_FALSE(read("else 0a1b2c nginx 49153"));
    CHECK(remove_container("0a1b2c").arguments == std::vector<std::string>{"0a1b2c"});
}

TEST_CASE("the first image with a web server is taken, on 127.0.0.1 alone, and none is downloaded" *
          doctest::skip(!has_shell())) {
    const FakeDocker docker{"httpd) echo '<none>:<none>'; echo httpd:2.4 ;; caddy) echo caddy:2 ;;"};
    const auto report = wsl::read_report(docker.run(start_container()));
    CHECK(started_container(report) == StartedContainer{"0a1b2c", "httpd:2.4", 49153});
    CHECK(docker.asked().find("run -d --rm --pull never -p 127.0.0.1::80 httpd:2.4\n") != std::string::npos);
    CHECK(docker.asked().find("caddy") == std::string::npos);
}

TEST_CASE("without an image nothing is run" * doctest::skip(!has_shell())) {
    const FakeDocker docker{"*) ;;"};
    const auto report = wsl::read_report(docker.run(start_container()));
    CHECK(report.outcome == wsl::GuestReport::Outcome::Refused);
    CHECK(report.word == "no-image");
    CHECK(docker.asked().find("run ") == std::string::npos);
}

TEST_CASE("the container that was started is removed, and no other" * doctest::skip(!has_shell())) {
    const FakeDocker docker{"*) ;;"};
    CHECK(docker.run(remove_container("0a1b2c")) == "mw done\n");
    CHECK(docker.asked() == "rm -f 0a1b2c\n");
}

} // namespace mirrorwatch::doctor
