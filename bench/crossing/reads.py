"""What is read across the border and beside it, and how long one took: the median of pgbench's own log."""
import re
from dataclasses import dataclass
from statistics import median

from machine import Failed, run
from rings import WORDS, first_of

AUTHOR = "\\set author {first} + 1 + random(0, {people} - 2)\n"
OF_AUTHOR = "SELECT id, created, content FROM post WHERE author_id = :author ORDER BY id DESC LIMIT 10;\n"
NEWEST = "SELECT id, author_id, created, content FROM post ORDER BY created DESC, id DESC LIMIT 20;\n"
SEARCH = ("\\set word random(1, {words} - 1)\nSELECT id, created, content FROM post WHERE words @@ to_tsquery('simple', 'w:word')"
          " ORDER BY created DESC, id DESC LIMIT 20;\n")
COUNTS = "SELECT kind, count(*) FROM post GROUP BY kind ORDER BY kind;\n"


@dataclass(frozen=True)
class Read:
    name: str
    title: str
    script: str
    beside: str                # the database that is read without a border
    protocol: str = "simple"
    clients: int = 1
    ratio: float = 0           # goals: ours by theirs on loopback, and with the delay;
    delayed_ratio: float = 0
    added_ms: float = 0        # or how many milliseconds more, with the delay, than theirs
    quick: bool = True


READS = [
    Read("transfer-simple", "one person's posts, simple", AUTHOR + OF_AUTHOR, "plain", "simple", 1, 1.5, 0.35),
    Read("transfer-prepared", "one person's posts, prepared", AUTHOR + OF_AUTHOR, "plain", "prepared", 1, 1.5, 0.35),
    Read("transfer-8", "one person's posts, prepared, 8 clients", AUTHOR + OF_AUTHOR, "plain", "prepared", 8, 1.5, 0.35, quick=False),
    Read("newest-20", "newest 20 of all rings", NEWEST, "unfenced", ratio=5, added_ms=60),
    Read("search-20", "20 by full text of all rings", SEARCH, "unfenced", ratio=5, added_ms=60),
    Read("plain-newest", "newest 20 of all rings", NEWEST, "plain world", quick=False),
    Read("plain-search", "20 by full text of all rings", SEARCH, "plain world", quick=False),
    Read("plain-counts", "counts by group of all rings", COUNTS, "plain world", quick=False),
    Read("counts", "counts by group of all rings", COUNTS, "unfenced", ratio=1.5),
]


class Slice:
    def __init__(self, rings, read):
        self.read, self.folder = read, rings.folder
        script = re.sub(r"\{(\w+)\}", lambda m: str(dict(first=first_of("eu"), people=rings.people, words=WORDS)[m[1]]), read.script)
        self.script = rings.folder / f"{read.name}.sql"
        self.script.write_text(script)
        self.ours, self.theirs = rings.gateway_uri(), rings.beside(read.beside)

    def take(self, uri, seconds):
        """Median milliseconds of a read."""
        for old in self.folder.glob("log.*"):
            old.unlink()
        run(["pgbench", "-n", "-M", self.read.protocol, "-c", self.read.clients, "-j", 1, "-T", seconds, "-f", self.script, "-l",
             "--log-prefix", self.folder / "log", uri])
        took = [int(line.split()[2]) for file in self.folder.glob("log.*") for line in file.read_text().splitlines()]
        if not took:
            raise Failed(f"{self.read.name}: none ended within {seconds} s")
        return max(1, median(took)) / 1000   # the clock of some machines stands still for a microsecond

    def warm_up(self):
        for uri in (self.ours, self.theirs):
            run(["pgbench", "-n", "-M", self.read.protocol, "-c", self.read.clients, "-t", 3, "-f", self.script, uri])

    def same(self, rings):
        """What both give for one set of parameters, before anything is timed."""
        text = self.script.read_text()
        text = re.sub(r"^\\set.*\n", "", text, flags=re.M).replace(":author", str(first_of("eu") + 7)).replace(":word", "17")
        ours, theirs = (run(["psql", "-XqAt", "-d", uri, "-c", text]) for uri in (self.ours, self.theirs))
        if ours != theirs:
            raise Failed(f"{self.read.name}: «{ours[:200]}» is not «{theirs[:200]}»")


def summarise(read, ours, theirs, delayed):
    ratio = median(a / b for a, b in zip(ours, theirs))
    added = median(a - b for a, b in zip(ours, theirs))
    goal = (read.delayed_ratio if delayed else read.ratio) or None
    found = {"ours_ms": round(median(ours), 3), "beside": read.beside, "beside_ms": round(median(theirs), 3), "ratio": round(ratio, 3),
             "added_ms": round(added, 3), "ours": ours, "theirs": theirs}
    if goal:
        found |= {"goal": f"≤ {goal} ×", "met": ratio <= goal}
    elif delayed and read.added_ms:
        found |= {"goal": f"≤ {read.added_ms:.0f} ms more", "met": added <= read.added_ms}
    return found
