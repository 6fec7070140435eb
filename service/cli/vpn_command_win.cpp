#include "service/cli/vpn_command_win.hpp"

#include "common/text_win.hpp"
#include "service/cli/service_client_win.hpp"

namespace mirrorwatch::cli {

namespace po = boost::program_options;

int run_vpn_command(const VpnCommand& verb, const Words& words) {
    po::options_description options{"Options"};
    options.add_options()(verb.option.c_str(), verb.meaning.c_str());
    verb.add_options(options);
    po::variables_map given;
    if (!read_options(words,
                      verb.name + " NAME [--" + verb.option +
                          "]\n\nNAME: the VPN's client or its adapter, as mirrorwatch status shows "
                          "them\n" +
                          verb.more,
                      options, given, {"NAME"})) {
        return c_ok;
    }
    if (!given.contains("NAME")) {
        throw UsageError(verb.name + " needs NAME; see: mirrorwatch " + verb.name + " --help");
    }
    const std::string name = narrow(given["NAME"].as<std::wstring>());
    if (const std::optional<int> done = verb.without_service(name, given)) {
        return *done;
    }
    ServiceClient client;
    if (const Result<void> begun = client.begin(); !begun) {
        return report_no_service(begun.error());
    }
    const Result<Snapshot> snapshot = client.snapshot();
    if (!snapshot) {
        return report_failure(snapshot.error());
    }
    Result<std::string> vpn = verb.choose(name, *snapshot);
    if (!vpn) {
        return report_failure(vpn.error());
    }
    return report(client.ask(verb.make(std::move(*vpn), given.contains(verb.option))));
}

} // namespace mirrorwatch::cli
