// The gateway's own certificates and keys, as files.
#include <fmt/format.h>
#include <sys/stat.h>

#include "doctor/judge.h"

namespace ringfence::doctor {

namespace {

std::string renew(const Facts& facts, const TlsFacts& tls) {
  if (facts.directory.empty()) {
    return fmt::format("have CN=ring:{} signed by your authority, put it into {} and {}\n{}", facts.settings.ring,
                       tls.files.certificate, tls.files.key, reload_command(facts));
  }
  return fmt::format("rm {}; {}; {}", shell_quoted(tls.files.certificate), start_command(facts), reload_command(facts));
}

Check judge_validity(const Facts& facts, const TlsFacts& tls) {
  const gateway::CertificateFacts& certificate = *tls.certificate;
  const std::string of = tls.section + ".certificate";
  const std::string why = "clients and other rings' gateways that check it refuse this gateway";
  if (facts.now >= certificate.not_after) {
    return wrong("certificate", of, fmt::format("expired {} ago", as_days(facts.now - certificate.not_after)), why,
                 renew(facts, tls));
  }
  if (facts.now < certificate.not_before) {
    return wrong("certificate", of, fmt::format("is good only in {}", as_days(certificate.not_before - facts.now)),
                 why + "; or this machine's clock is wrong",
                 "compare the clock with another machine's: date -u\n" + renew(facts, tls));
  }
  const auto left = certificate.not_after - facts.now;
  if (left < certificate_warning) {
    return warning("certificate", of, fmt::format("expires in {}", as_days(left)), why + " from then on",
                   renew(facts, tls));
  }
  return ok("certificate", of, fmt::format("CN {}, good for {}", certificate.common_name, as_days(left)));
}

bool is_peers(const Facts& facts, const TlsFacts& tls) {
  return !facts.settings.peers.empty() && tls.files.certificate == facts.settings.peer_tls.certificate;
}

void judge_name(const Facts& facts, const TlsFacts& tls, Checks& checks) {
  const std::string wanted = "ring:" + facts.settings.ring;
  if (!is_peers(facts, tls) || tls.certificate->common_name == wanted) return;
  checks.push_back(wrong("certificate-name", tls.section + ".certificate",
                         fmt::format("its CN is \"{}\", not \"{}\"", tls.certificate->common_name, wanted),
                         "the other rings' gateways know this one by that name, and refuse it otherwise",
                         renew(facts, tls)));
}

void judge_authority(const Facts& facts, const TlsFacts& tls, Checks& checks) {
  if (tls.files.authority.empty()) return;
  const std::string of = tls.section + ".authority";
  if (!tls.refusal) {
    checks.push_back(not_looked("certificate-authority", of, tls.refusal.because));
  } else if (tls.refusal->empty()) {
    checks.push_back(ok("certificate-authority", of, "has signed the certificate"));
  } else if (is_peers(facts, tls)) {
    checks.push_back(wrong("certificate-authority", of, fmt::format("has not signed the certificate: {}", *tls.refusal),
                           "the other rings' gateways go by the same authority, and refuse this one",
                           renew(facts, tls)));
  } else {
    checks.push_back(ok("certificate-authority", of, "another one than the certificate's own, for clients' alone"));
  }
}

void judge_key(const Facts& facts, const TlsFacts& tls, Checks& checks) {
  const std::string of = tls.section + ".key";
  if (!tls.key) {
    checks.push_back(wrong(
        "key", of, tls.key.because, "the gateway does not begin without its key",
        fmt::format("put it there, readable for the gateway's user: chmod 0600 {}", shell_quoted(tls.files.key))));
    return;
  }
  const unsigned too_much = tls.key->owner == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  if ((tls.key->mode & too_much) != 0) {
    checks.push_back(
        wrong("key", of,
              fmt::format("its mode is {:04o}: others than its owner may read or write it", tls.key->mode & 07777u),
              "whoever has the key is this ring to every other; and no gateway takes such a key",
              fmt::format("chmod 0600 {}\nif others have been on this machine: {}", shell_quoted(tls.files.key),
                          renew(facts, tls))));
  }
  if (!tls.key_matches) {
    checks.push_back(not_looked("key", of, tls.key_matches.because));
  } else if (!*tls.key_matches) {
    checks.push_back(wrong("key", of, "is not that of the certificate", "the gateway does not begin with it",
                           fmt::format("put the certificate's own key into {}, or have a new certificate: {}",
                                       tls.files.key, renew(facts, tls))));
  } else if ((tls.key->mode & too_much) == 0) {
    checks.push_back(ok("key", of, fmt::format("mode {:04o}, that of the certificate", tls.key->mode & 07777u)));
  }
}

}  // namespace

void judge_tls(const Facts& facts, Checks& checks) {
  for (const TlsFacts& tls : facts.tls) {
    if (!tls.certificate) {
      checks.push_back(wrong("certificate", tls.section + ".certificate", tls.certificate.because,
                             "the gateway does not begin without its certificate", renew(facts, tls)));
    } else {
      checks.push_back(judge_validity(facts, tls));
      judge_name(facts, tls, checks);
      judge_authority(facts, tls, checks);
    }
    judge_key(facts, tls, checks);
  }
  if (facts.settings.tls.certificate.empty()) {
    checks.push_back(warning("certificate", "tls.certificate", "there is none: clients have no TLS",
                             "statements and rows go over the network in clear; passwords never do",
                             fmt::format("set certificate and key under [tls] in {}", facts.settings_file)));
  }
}

}  // namespace ringfence::doctor
