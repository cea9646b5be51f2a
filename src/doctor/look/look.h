// Looking: files, the ring's PostgreSQL, sockets, the other rings' gateways. Reads only. What cannot be seen is said in
// the facts; no call waits for anybody longer than some seconds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "doctor/facts.h"

namespace ringfence::doctor {

// Error: the settings' file cannot be read.
Result<Facts> look_at_gateway(const std::filesystem::path& settings_file);
// Every ring of the directory of `ringfence up`, in the order of their names. Error: it is no such directory.
Result<std::vector<Facts>> look_at_directory(const std::filesystem::path& directory);

}  // namespace ringfence::doctor
