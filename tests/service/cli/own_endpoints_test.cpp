// SPDX-License-Identifier: MIT
#include "service/cli/own_endpoints_view.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using config::NewEndpoint;

const std::string c_path = R"(C:\Users\jane\AppData\Local\Mirrorwatch\mirrorwatch.toml)";
const std::string c_mine = "# mine\r\n[[endpoint]]\r\nname = 'web'\r\nurl = 'http://127.0.0.1:3000/'\r\n";
const config::Names c_machines{{"git", {R"(C:\ProgramData\Mirrorwatch\mirrorwatch.toml)", 3, 8, {}}}};

/// Jane at her console.
struct Jane : agent::World {
    explicit Jane(std::optional<std::string> text = c_mine) {
        config.name = c_path;
        config.bytes = std::move(text);
    }

    Result<agent::FileChange> adds(const NewEndpoint& endpoint) {
        return add_own({endpoint}, c_machines, ports);
    }

    Result<agent::FileChange> removes(const std::string& name) { return remove_own(name, c_machines, ports); }

    Result<TakenBack> undoes() { return undo_own(ports); }
};

NewEndpoint typed(const std::vector<std::string>& words) {
    std::vector<std::string> line{"endpoints", "add"};
    line.insert(line.end(), words.begin(), words.end());
    return endpoint_wished(std::get<CommandCall>(understand(line)).given);
}

std::string refused(const std::vector<std::string>& words) {
    try {
        (void)typed(words);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "understood";
}

const NewEndpoint c_port{"port 8080", "tcp://127.0.0.1:8080"};

} // namespace

TEST_CASE("a port is a server in WSL that Windows is to reach, an address is asked from both") {
    CHECK(typed({"8080"}) == c_port);
    CHECK(typed({"http://localhost:3000/health"}).from == EndpointFrom::Windows);
    CHECK(typed({"http://localhost:3000/health"}).name == "port 3000");
    CHECK(typed({"https://git.corp.example/x"}) ==
          NewEndpoint{"git.corp.example", "https://git.corp.example/x", EndpointFrom::Both});
    CHECK(typed({"tcp://db.corp:5432"}).name == "db.corp:5432");
    CHECK(typed({"dns://web.corp"}).name == "web.corp");
}

TEST_CASE("what is said of an endpoint counts") {
    CHECK(typed({"8080", "--name", "api", "--from", "wsl", "--when", "vpn"}) ==
          NewEndpoint{"api", "tcp://127.0.0.1:8080", EndpointFrom::Wsl, EndpointWhen::Vpn});
    CHECK(typed({"8080", "--when", "no_vpn"}).when == EndpointWhen::NoVpn);
    CHECK_THROWS_AS(typed({"8080", "--when", "sometimes"}), UsageError);
}

TEST_CASE("what is neither an address nor a port is refused") {
    CHECK(refused({"70000"}) == "\"70000\" is no port: those are 1 to 65535");
    CHECK(refused({"0"}) == "\"0\" is no port: those are 1 to 65535");
    CHECK(refused({"db.corp:5432"}) == "the address must begin with \"http://\", \"https://\", \"tcp://\" or "
                                       "\"dns://\"; or name the port of a server in WSL, such as 8080");
}

TEST_CASE("Jane adds a port, sees where it is, and removes it: her file is as it was, byte for byte") {
    Jane jane;
    const auto change = jane.adds(c_port);
    REQUIRE(change.has_value());
    CHECK(*jane.config.bytes == c_mine + "\r\n[[endpoint]]\r\nname = \"port 8080\"\r\n"
                                         "url = \"tcp://127.0.0.1:8080\"\r\nfrom = \"windows\"\r\n");
    CHECK(added_words({c_port}, *change, c_path, Takes::AtOnce) ==
          "Added \"port 8080\": tcp://127.0.0.1:8080, from Windows\nIt is in " + c_path +
              ". To take that back: mirrorwatch endpoints undo\nThe service takes it up at once.\n");
    REQUIRE(jane.removes("port 8080").has_value());
    CHECK(*jane.config.bytes == c_mine);
    CHECK(removed_words("port 8080", c_path, Takes::WhenItRuns) ==
          "Removed \"port 8080\" from " + c_path +
              ". To take that back: mirrorwatch endpoints undo\n"
              "The service does not run; it takes this up when it does.\n");
}

TEST_CASE("without a file of her own Jane gets one that says what it is, and undo takes it away") {
    Jane jane{std::nullopt};
    const auto change = jane.adds(c_port);
    REQUIRE(change.has_value());
    CHECK(jane.config.bytes->starts_with("# Endpoints that Mirrorwatch watches for you alone"));
    CHECK(config::check_user_settings(*jane.config.bytes, c_path, {}).value.size() == 1);
    CHECK(added_words({c_port}, *change, c_path, Takes::WithinAMinute).find("in a new file, " + c_path) !=
          std::string::npos);
    const auto undone = jane.undoes();
    REQUIRE(undone.has_value());
    CHECK_FALSE(jane.config.bytes.has_value());
    CHECK(undone_words(*undone, c_path, Takes::AtOnce) ==
          "Taken back: add \"port 8080\". " + c_path +
              " was made by that, and is gone.\nThe service takes it up at once.\n");
}

TEST_CASE("undo takes back the last change, and a second undo takes back the first") {
    Jane jane;
    REQUIRE(jane.adds(c_port).has_value());
    REQUIRE(jane.removes("web").has_value());
    const std::string without_web = *jane.config.bytes;
    REQUIRE(jane.undoes().value().what == "remove \"web\"");
    CHECK(jane.config.bytes->starts_with(c_mine));
    CHECK(jane.undoes().value().what == "undo remove \"web\"");
    CHECK(jane.config.bytes == without_web);
    CHECK(jane.undoes().value().what == "remove \"web\"");
}

TEST_CASE("undo leaves a file alone that Jane has changed since") {
    Jane jane;
    REQUIRE(jane.adds(c_port).has_value());
    *jane.config.bytes += "# a word of hers\r\n";
    const std::string hers = *jane.config.bytes;
    CHECK(jane.undoes().error().message ==
          c_path + " has changed since Mirrorwatch wrote to it (add \"port 8080\", 2026-11-22T15:47:00Z), so "
                   "it was left alone; to take one endpoint out: mirrorwatch endpoints remove NAME");
    CHECK(jane.config.bytes == hers);
}

TEST_CASE("where nothing was changed, undo says so") {
    Jane jane;
    CHECK(jane.undoes().error().message ==
          "Mirrorwatch has changed nothing in " + c_path + " that it could take back");
    CHECK(jane.disk.writes == 0);
}

TEST_CASE("a kill at any write leaves the old file or the new one, and undo finds back to the old") {
    for (int at = 1; at <= 3; ++at) {
        for (const bool after : {false, true}) {
            Jane jane;
            jane.disk.dies_at = at;
            jane.disk.dies_after = after;
            CHECK_THROWS_AS((void)jane.adds(c_port), agent::Killed);
            const bool is_old = jane.config.bytes == c_mine;
            jane.disk.dies_at = 0;
            CHECK(jane.undoes().has_value() == !is_old);
            CHECK(jane.config.bytes == c_mine);
        }
    }
}

TEST_CASE("a name that is taken is refused with where, and how to choose another") {
    Jane jane;
    CHECK(jane.adds({"web", "tcp://127.0.0.1:1"}).error().message ==
          "you have an endpoint \"web\" already, at " + c_path + ":3:8; choose another one by --name");
    CHECK(jane.adds({"git", "tcp://127.0.0.1:1"}).error().message ==
          "this machine has an endpoint \"git\" for all its users, at "
          "C:\\ProgramData\\Mirrorwatch\\mirrorwatch.toml:3:8; choose another one by --name");
    CHECK(jane.config.bytes == c_mine);
    CHECK(jane.disk.writes == 0);
}

TEST_CASE("a file that is broken is not touched, and its place is told") {
    Jane jane{"[[endpoint]]\nname = \n"};
    CHECK(jane.adds(c_port).error().message.starts_with(c_path + ":2:"));
    CHECK(jane.removes("web").error().message.starts_with(c_path + ":2:"));
    CHECK(jane.disk.writes == 0);
}

TEST_CASE("only one's own can be removed, and one is told whose it is") {
    Jane jane;
    CHECK(jane.removes("git").error().message ==
          "\"git\" is not one of your own: all users of this machine have it, by "
          "C:\\ProgramData\\Mirrorwatch\\mirrorwatch.toml, which only an administrator can change");
    CHECK(jane.removes("wbe").error().message == "unknown endpoint of yours \"wbe\"; did you mean \"web\"?");
    CHECK(Jane{std::nullopt}.removes("web").error().message ==
          "you have no endpoints of your own in " + c_path);
}

TEST_CASE("somebody else's write at the same moment is kept") {
    Jane jane;
    jane.config.other_writer = {"# another editor\n"};
    REQUIRE(jane.adds(c_port).has_value());
    CHECK(jane.config.bytes->starts_with("# another editor\n\n[[endpoint]]\n"));
}

TEST_CASE("what is proposed is added at once, all or nothing, each with why it was proposed") {
    Jane jane;
    const std::vector<agent::Proposal> proposals{
        {"postgres on 5432", "tcp://127.0.0.1:5432", "postgres listens in Ubuntu\n[evil]"},
        {"nginx on 8080", "http://127.0.0.1:8080/", "nginx listens in Ubuntu"}};
    const auto change = add_own(as_new(proposals), c_machines, jane.ports);
    REQUIRE(change.has_value());
    CHECK(change->reason == "add \"postgres on 5432\" and \"nginx on 8080\"");
    CHECK(jane.config.bytes->find("[[endpoint]] # postgres listens in Ubuntu[evil]\r\n") !=
          std::string::npos);
    CHECK(add_own(as_new({{"new", "tcp://127.0.0.1:1", ""}, proposals[0]}), c_machines, jane.ports)
              .has_error());
    CHECK(jane.config.bytes == change->after);
}

TEST_CASE("no secret of an address is shown, and that it lies in the file is a warning") {
    Jane jane;
    const NewEndpoint endpoint = typed({"https://jane:s3cret@web.corp/?key=s3cret"});
    CHECK(endpoint.name == "web.corp");
    const std::string words = added_words({endpoint}, *jane.adds(endpoint), c_path, Takes::AtOnce);
    CHECK(words.find("s3cret") == std::string::npos);
    CHECK(words.find("warning: " + c_path) != std::string::npos);
}

TEST_CASE("a file that grows too large for the service to read is refused") {
    Jane jane{std::string(400 * 1024 - 10, '#')};
    CHECK(jane.adds(c_port).error().message.find("larger than 400 KiB") != std::string::npos);
}

TEST_CASE("each file is named with who can change it") {
    CHECK(files_words({{c_path, true, true, true}, {"C:\\m.toml", false, true, false}}) ==
          "\nYour own are in " + c_path +
              ": change it by mirrorwatch endpoints add and remove, or by hand.\n"
              "Those of the whole machine are in C:\\m.toml: only an administrator can change it.\n");
    CHECK(files_words({{c_path, true, false, true}, {"C:\\m.toml", false, false, true}}) ==
          "\nYour own are in " + c_path +
              ", which is not there yet: mirrorwatch endpoints add makes it.\n"
              "Those of the whole machine are in C:\\m.toml, which is not there: you can make it, as an "
              "administrator.\n");
    CHECK(files_words({}).empty());
}

} // namespace mirrorwatch::cli
