// Where the gateway listens, and the other rings' gateways.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/judge.h"

namespace ringfence::doctor {

namespace {

std::string short_hash(const std::string& sha256) {
  return sha256.substr(0, 16);
}

// Nothing answers at the address.
Check judge_silence(const Facts& facts, const ListenFacts& listen, const std::string& kind) {
  if (listen.port == Port::unusable) {
    return wrong(
        kind, listen.address, listen.error, "the gateway does not begin where it cannot listen",
        fmt::format("correct the address in {}, or give the gateway's user what it lacks", facts.settings_file));
  }
  if (facts.gateway) {
    return wrong(
        kind, listen.address, fmt::format("the gateway runs (process {}), and does not listen here", *facts.gateway),
        "what this address is known to reaches nobody; addresses take effect at a start only", restart_command(facts));
  }
  if (!facts.directory.empty()) {
    return wrong(kind, listen.address, "no gateway listens here", "the ring's clients reach nobody",
                 start_command(facts));
  }
  return warning(kind, listen.address, "free: no gateway listens here", "the ring's clients reach nobody",
                 start_command(facts));
}

Check judge_policy_in_use(const Facts& facts, const ListenFacts& listen) {
  const bool same = !facts.policy || facts.policy->sha256 == listen.said_sha256;
  if (same) {
    return ok("listen", listen.address,
              fmt::format("the gateway of ring {}, with policy {}", listen.said_ring, short_hash(listen.said_sha256)));
  }
  return wrong("listen", listen.address,
               fmt::format("the gateway of ring {} goes by policy {}, the file is {}", listen.said_ring,
                           short_hash(listen.said_sha256), short_hash(facts.policy->sha256)),
               "what is decided is not what the file says",
               fmt::format("{}\nwhere the settings have come to name another policy since it began: {}",
                           reload_command(facts), restart_command(facts)));
}

Check judge_listen(const Facts& facts, const ListenFacts& listen) {
  if (listen.port != Port::accepts) return judge_silence(facts, listen, "listen");
  const std::string find = fmt::format("find it: ss -ltnp | grep {}", listen.address.substr(listen.address.rfind(':')));
  if (!listen.said_ring.empty() && listen.said_ring == facts.settings.ring) return judge_policy_in_use(facts, listen);
  if (!listen.said_ring.empty()) {
    return wrong("listen", listen.address, fmt::format("the gateway of ring {} listens here", listen.said_ring),
                 "this ring's clients reach another ring", find);
  }
  if (listen.is_ours && !listen.error_of_hello) {
    return ok("listen", listen.address, fmt::format("this gateway, process {}", facts.gateway.value_or(0)));
  }
  if (listen.is_ours) {
    return warning("listen", listen.address,
                   fmt::format("this gateway, but it does not greet: {}", listen.error_of_hello->message),
                   "other rings' gateways may not be answered either; the policy in use is not known",
                   "mend the certificate and key named above, if any is; then " + restart_command(facts));
  }
  if (listen.error_of_hello) {
    return wrong("listen", listen.address,
                 fmt::format("something accepts here that is not this gateway: {}", listen.error_of_hello->message),
                 "the gateway cannot listen where another program does", find);
  }
  return warning("listen", listen.address, "something accepts here, and nothing says that it is this gateway",
                 "without a certificate under [tls] it cannot be asked", find);
}

void judge_http(const Facts& facts, Checks& checks) {
  if (!facts.http) return;
  const ListenFacts& http = *facts.http;
  if (http.port != Port::accepts) {
    checks.push_back(judge_silence(facts, http, "http"));
  } else if (http.is_ours) {
    checks.push_back(ok("http", http.address, "/healthz says ok"));
  } else {
    checks.push_back(wrong("http", http.address, fmt::format("/healthz does not say ok: {}", http.error),
                           "the gateway's loop does not turn, or another program has the address",
                           restart_command(facts)));
  }
}

Check judge_certificate(const Facts& facts, const PeerFacts& peer) {
  const gateway::CertificateFacts& certificate = *peer.certificate;
  const std::string renew =
      facts.directory.empty()
          ? fmt::format("have ring {} get a certificate CN=ring:{}, with {} among its names, of the authority in {}",
                        peer.ring, peer.ring, peer.host, facts.settings.peer_tls.authority)
          : fmt::format("rm {}; {}; restart its gateway",
                        shell_quoted(facts.directory + "/" + peer.ring + "/gateway.crt"), start_command(facts));
  const std::string why = "this gateway refuses the other one: nothing is learned of its people";
  if (facts.now >= certificate.not_after) {
    return wrong("peer-certificate", peer.ring,
                 fmt::format("expired {} ago", as_days(facts.now - certificate.not_after)), why, renew);
  }
  if (certificate.common_name.starts_with("ring:") && certificate.common_name != "ring:" + peer.ring) {
    return wrong("peer-certificate", peer.ring, fmt::format("is that of {}", certificate.common_name),
                 "another ring's gateway stands at that address, or has its certificate",
                 fmt::format("correct peer.{}.gateway in {}, or: {}", peer.ring, facts.settings_file, renew));
  }
  if (!peer.refusal.empty()) {
    return wrong("peer-certificate", peer.ring,
                 fmt::format("is refused: {} (names: {}; issuer: {})", peer.refusal, fmt::join(certificate.names, ", "),
                             certificate.issuer),
                 why, renew);
  }
  const auto left = certificate.not_after - facts.now;
  if (left < certificate_warning) {
    return warning("peer-certificate", peer.ring, fmt::format("expires in {}", as_days(left)), why + " from then on",
                   renew);
  }
  if (certificate.common_name != "ring:" + peer.ring) {
    return warning("peer-certificate", peer.ring,
                   fmt::format("its CN is \"{}\", not \"ring:{}\"", certificate.common_name, peer.ring),
                   "if it shows the same one when it asks, it is refused here", renew);
  }
  return ok("peer-certificate", peer.ring, fmt::format("CN {}, good for {}", certificate.common_name, as_days(left)));
}

Check judge_answer(const Facts& facts, const PeerFacts& peer) {
  if (peer.failed == Stage::hello) {
    return wrong(
        "peer-hello", peer.ring,
        fmt::format("it does not greet: {}", peer.error.detail.empty() ? peer.error.message : peer.error.detail),
        "nothing is learned of its people, and who is at home there is not found",
        "mend what is wrong above with this gateway's certificate and key, or look into that gateway's log");
  }
  const std::string own = facts.policy ? facts.policy->sha256 : "";
  if (peer.said_sha256 == own) return ok("peer-hello", peer.ring, "the same policy, " + short_hash(own));
  return wrong(
      "peer-hello", peer.ring, fmt::format("its policy is {}, ours {}", short_hash(peer.said_sha256), short_hash(own)),
      "each side decides with its own copy, and they do not decide alike",
      fmt::format("bring the newer text of {} to both, then have each gateway read it: kill -HUP; where a policy "
                  "is being rolled out, go on",
                  facts.settings.policy_file.filename().string()));
}

void judge_peer(const Facts& facts, const PeerFacts& peer, Checks& checks) {
  const std::string why = "people at home there are not found, unless they are known here already";
  if (peer.failed == Stage::name || peer.failed == Stage::connection) {
    checks.push_back(
        wrong("peer", peer.ring, fmt::format("{}: {}", peer.address, peer.error.message), why,
              facts.directory.empty()
                  ? fmt::format("start that ring's gateway, open the way to it, or correct peer.{}.gateway "
                                "in {}",
                                peer.ring, facts.settings_file)
                  : start_command(facts)));
    return;
  }
  if (peer.failed == Stage::tls) {
    checks.push_back(wrong("peer", peer.ring, fmt::format("{}: {}", peer.address, peer.error.message), why,
                           fmt::format("name certificate, key and authority under [tls] of that gateway's settings, or "
                                       "correct peer.{}.gateway in {}",
                                       peer.ring, facts.settings_file)));
    return;
  }
  checks.push_back(ok("peer", peer.ring, peer.address + " accepts, with TLS"));
  if (peer.certificate) checks.push_back(judge_certificate(facts, peer));
  checks.push_back(judge_answer(facts, peer));
}

}  // namespace

void judge_listening(const Facts& facts, Checks& checks) {
  for (const ListenFacts& listen : facts.listen) checks.push_back(judge_listen(facts, listen));
  judge_http(facts, checks);
}

void judge_peers(const Facts& facts, Checks& checks) {
  for (const PeerFacts& peer : facts.peers) judge_peer(facts, peer, checks);
  if (!facts.policy) return;
  const auto& listed = facts.settings.peers;
  for (const std::string& ring : facts.policy->others) {
    if (std::ranges::find(listed, ring, &gateway::PeerAddress::ring) != listed.end()) continue;
    checks.push_back(wrong("peer", ring, "the settings do not say where its gateway is",
                           "whoever is not known here cannot be asked for there: statements about them are refused",
                           fmt::format("add to {}:\n[peer.{}]\ngateway = \"HOST:6432\"", facts.settings_file, ring)));
  }
  for (const gateway::PeerAddress& peer : listed) {
    if (std::ranges::find(facts.policy->others, peer.ring) != facts.policy->others.end()) continue;
    checks.push_back(warning("peer", peer.ring, "the policy has no such ring", "nobody asks it anything",
                             fmt::format("remove [peer.{}] from {}", peer.ring, facts.settings_file)));
  }
}

}  // namespace ringfence::doctor
