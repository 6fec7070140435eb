#include "common/version.hpp"

#include <boost/program_options.hpp>

#include <exception>
#include <iostream>

namespace po = boost::program_options;

int wmain(int argc, wchar_t* argv[]) {
    try {
        po::options_description options(
            "mirrorwatch keeps WSL's mirrored networking working when a VPN comes up");
        options.add_options()("help", "show this text")("version", "show the version");
        po::variables_map given;
        po::store(po::parse_command_line(argc, argv, options), given);
        if (given.contains("version")) {
            std::cout << "mirrorwatch " << mirrorwatch::version << '\n';
        } else {
            std::cout << options;
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "mirrorwatch: " << error.what() << '\n';
        return 2;
    }
}
