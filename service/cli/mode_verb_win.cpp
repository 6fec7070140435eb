#include "service/cli/mode_verb_win.hpp"

#include "common/text.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/conversation_win.hpp"

namespace mirrorwatch::cli {

namespace po = boost::program_options;

int mode_verb(const Words& words, const std::string& name, const std::string& what,
              const protocol::Verb& verb) {
    po::options_description options{"Options"};
    options.add_options()("yes", "do it; without this it is only said what would happen");
    po::variables_map given;
    if (!read_options(words, name + " --yes", options, given)) {
        return c_ok;
    }
    Conversation conversation;
    if (const Result<void> begun = conversation.begin(); !begun) {
        print_error(c_no_service_sentence + (" (" + begun.error().message + ")"));
        return c_no_service;
    }
    const Result<Snapshot> snapshot = conversation.snapshot();
    if (!snapshot) {
        print_error(snapshot.error().message);
        return c_failed;
    }
    const std::string ends = snapshot->distros.empty() ? "No distro is running now."
                                                       : "It ends " + text::list_of(snapshot->distros) + ".";
    if (!given.contains("yes")) {
        print("This " + what + " and shuts WSL down. " + ends + "\nTo do it: mirrorwatch " + name +
              " --yes\n");
        return c_failed;
    }
    const Result<protocol::Answer> answer = conversation.ask(verb);
    if (!answer) {
        print_error(answer.error().message);
        return c_failed;
    }
    print(text::to_text(answer->sentence) + "\n");
    return answer->accepted ? c_ok : c_failed;
}

} // namespace mirrorwatch::cli
