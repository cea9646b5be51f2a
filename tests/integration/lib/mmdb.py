"""Writes a small MaxMind DB: mmdb.py FILE NETWORK=CODE…, CODE being a country's, or one with a subdivision (US-CA).
The format: https://maxmind.github.io/MaxMind-DB/ (2.0), with records of 24 bits and addresses of both versions."""
import ipaddress
import sys


def encode(value):
    """A value of the data section: map, array, text or number."""
    def head(kind, size):
        assert size < 29
        return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
    if isinstance(value, dict):
        return head(7, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, list):
        return head(11, len(value)) + b"".join(map(encode, value))
    if isinstance(value, int):
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return head(6, len(raw)) + raw
    raw = value.encode()
    return head(2, len(raw)) + raw


def number(kind, value):
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return (bytes([kind << 5 | len(raw)]) if kind < 8 else bytes([len(raw), kind - 7])) + raw


def entry(code):
    country, _, part = code.partition("-")
    made = {"country": {"iso_code": country}}
    if part:
        made["subdivisions"] = [{"iso_code": part}]
    return made


def write(file, networks):
    nodes, data = [[None, None]], b""
    for network, code in networks:
        net = ipaddress.ip_network(network)
        bits, length = int(net.network_address), net.prefixlen + (96 if net.version == 4 else 0)
        at, offset = 0, len(data)
        data += encode(entry(code))
        for depth in range(length):
            bit = bits >> (127 - depth) & 1
            if depth == length - 1:
                nodes[at][bit] = ("data", offset)
            elif nodes[at][bit] is None:
                nodes.append([None, None])
                nodes[at][bit] = at = len(nodes) - 1
            else:
                at = nodes[at][bit]
    def record(value):
        if value is None:
            return len(nodes)
        return value if isinstance(value, int) else len(nodes) + 16 + value[1]
    tree = b"".join(record(side).to_bytes(3, "big") for node in nodes for side in node)
    facts = [("node_count", number(6, len(nodes))), ("record_size", number(5, 24)), ("ip_version", number(5, 6)),
             ("database_type", encode("Country")), ("languages", encode(["en"])),
             ("binary_format_major_version", number(5, 2)), ("binary_format_minor_version", number(5, 0)),
             ("build_epoch", number(9, 1_767_225_600)), ("description", encode({"en": "for a test"}))]
    metadata = bytes([7 << 5 | len(facts)]) + b"".join(encode(name) + value for name, value in facts)
    with open(file, "wb") as out:
        out.write(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + metadata)


if __name__ == "__main__":
    write(sys.argv[1], [one.split("=") for one in sys.argv[2:]])
