#include <fmt/format.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/sha256.h"
#include "cli/demand.h"

namespace ringfence::cli {

namespace {

constexpr const char* about =
    R"(Make the key that an officer signs with, or say what its public half is.

Where FILE does not exist a new key is made there, readable by its owner only. The public key is printed, as the policy takes it:
[officer.NAME] key = "…". An officer's key stays with that officer: approvals of one key count once.

Exit codes: 0 done; 1 FILE is no key, or could not be written; 2 wrong use.

Example:
  ringfence demand key ~/ringfence.key)";

int run_key(const std::string& file) {
  if (!std::filesystem::exists(file)) {
    constexpr unsigned owner_only = 0600;
    if (const auto made = write_file(file, to_base64(random_bytes(sizeof(Ed25519Seed))) + '\n', owner_only); !made) {
      return report(made.error());
    }
  }
  const auto seed = read_officer_key(file);
  if (!seed) return report(seed.error());
  const Ed25519PublicKey key = ed25519_public_key(*seed);
  fmt::print("{}\n", to_base64({reinterpret_cast<const char*>(key.data()), key.size()}));
  return Exit::clean;
}

}  // namespace

void register_demand_key(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("key", "Make an officer's key, or print its public half");
  command->description(about);
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The key")->required();
  command->callback([&action, file] { action = [file] { return run_key(*file); }; });
}

}  // namespace ringfence::cli
