"""Search engines that one could install instead, on a benchmark with judged queries: quality and time of each.

    peers.py DIR        DIR holds corpus.jsonl, queries.jsonl, qrels.tsv; what is not installed is named and passed over

Each engine gets title and text of a passage as one text, and any word of a query: its own analysis and its own ranking.
Time is that of one query in one process, one at a time; Recoll's holds the start of its program, since it has no other
way to be asked.
"""

import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORD = re.compile(r"\w+")
HERE = Path(__file__).parent


def words(query):
    return WORD.findall(query)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Sqlite:
    name = "SQLite FTS5 " + sqlite3.sqlite_version

    def __init__(self, passages, _):
        self.base = sqlite3.connect(":memory:")
        self.base.execute("create virtual table t using fts5(id unindexed, text, tokenize='unicode61 remove_diacritics 0')")
        self.base.executemany("insert into t values (?, ?)", passages)

    def ask(self, query):
        match = " OR ".join('"%s"' % word for word in words(query))
        rows = self.base.execute("select id from t where t match ? order by bm25(t) limit 10", (match,))
        return [row[0] for row in rows]


class Xapian:
    def __init__(self, passages, folder):
        import xapian

        self.xapian, self.name = xapian, "Xapian " + xapian.version_string()
        base = xapian.WritableDatabase(str(folder / "xapian"), xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        for name, text in passages:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(text)
            document.set_data(name)
            base.add_document(document)
        base.commit()
        self.parser = xapian.QueryParser()
        self.parser.set_database(base)
        self.base = base

    def ask(self, query):
        asked = self.xapian.Enquire(self.base)
        asked.set_query(self.parser.parse_query(" ".join(words(query)), 0))
        return [hit.document.get_data().decode() for hit in asked.get_mset(0, 10)]


class Postgres:
    name = "PostgreSQL ts_rank"

    def __init__(self, passages, folder):
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder, self.control = folder / "postgres", str(binaries / "pg_ctl")
        # The server refuses to run for root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            for above in (folder, folder.parent):
                above.chmod(above.stat().st_mode | 0o011)
            self.folder.mkdir()
            shutil.chown(self.folder, "postgres")
        else:
            self.folder.mkdir()
        data = str(self.folder / "data")
        self.run(str(binaries / "initdb"), "-D", data, "-A", "trust", "-U", "peer", "-E", "UTF8", "--locale=C.UTF-8")
        # A socket in its own folder, no port at all.
        options = "-c listen_addresses='' -c unix_socket_directories='%s'" % self.folder
        self.run(self.control, "-D", data, "-o", options, "-l", str(self.folder / "log"), "-w", "start")
        self.data = data
        shell = ["psql", "-h", str(self.folder), "-U", "peer", "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"]
        self.shell = subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.tell("create table t (id text, v tsvector);")
        for name, text in passages:
            self.tell("insert into t values (%s, to_tsvector('simple', %s));" % (quoted(name), quoted(text)))
        self.tell("create index on t using gin (v); analyze t;")
        self.answer("")

    def run(self, *command):
        subprocess.run([*self.user, *command], check=True, capture_output=True, cwd="/")

    def tell(self, sql):
        self.shell.stdin.write(sql + "\n")

    def answer(self, sql):
        self.tell(sql + "\n\\echo =end=")
        self.shell.stdin.flush()
        return [line.rstrip("\n") for line in iter(self.shell.stdout.readline, "=end=\n") if line]

    def ask(self, query):
        asked = quoted(" | ".join("'%s'" % word for word in words(query)))
        # Of both functions and all their norms, the one that ranked best when they were tried on these queries.
        rank = "ts_rank(v, q, 1)"
        return self.answer(
            "select id from t, to_tsquery('simple', %s) q where v @@ q order by %s desc, id limit 10;" % (asked, rank)
        )

    def close(self):
        self.shell.stdin.close()
        self.shell.wait()
        self.run(self.control, "-D", self.data, "-m", "fast", "stop")


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


class Lucene:
    name = "Lucene 8 StandardAnalyzer"

    def __init__(self, passages, folder):
        jars = sorted(str(jar) for jar in Path("/usr/share/java").glob("lucene-core-8*.jar"))
        assert jars, "no lucene-core-8 jar"
        classes = jars[0]
        subprocess.run(["javac", "-cp", classes, "-d", str(folder), str(HERE / "Peer.java")], check=True, capture_output=True)
        run = ["java", "-Xmx1g", "-cp", classes + ":" + str(folder), "Peer"]
        self.java = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for name, text in passages:
            self.say("+" + name + "\t" + " ".join(text.split()))
        self.say("=")

    def say(self, line):
        self.java.stdin.write((line + "\n").encode())

    def ask(self, query):
        self.say("?" + " ".join(words(query)))
        self.java.stdin.flush()
        line = self.java.stdout.readline().decode().rstrip("\n")
        return line.split("\t") if line else []

    def close(self):
        self.java.stdin.close()
        self.java.wait()


class Recoll:
    name = "Recoll"

    def __init__(self, passages, folder):
        assert shutil.which("recollindex"), "no recollindex"
        self.config, files = folder / "recoll", folder / "files"
        self.config.mkdir()
        files.mkdir()
        self.names = {}
        for at, (name, text) in enumerate(passages):
            (files / ("%d.txt" % at)).write_text(text, encoding="utf-8")
            self.names[str(at)] = name
        (self.config / "recoll.conf").write_text("topdirs = %s\nloglevel = 1\n" % files)
        subprocess.run(["recollindex", "-c", str(self.config)], check=True, capture_output=True)

    def ask(self, query):
        run = ["recollq", "-c", str(self.config), "-n", "10", "-b", "-o", " ".join(words(query))]
        found = subprocess.run(run, capture_output=True, text=True).stdout
        return [self.names[at] for at in re.findall(r"/(\d+)\.txt", found)]


ENGINES = [Sqlite, Xapian, Postgres, Lucene, Recoll]


def judged(folder):
    relevant = {}
    for line in open(folder / "qrels.tsv", encoding="utf-8"):
        query, passage, grade = line.rstrip("\n").split("\t")[:3]
        if grade.strip() == "1":
            relevant.setdefault(query, set()).add(passage)
    return [(row["text"], relevant[row["id"]]) for row in lines(folder / "queries.jsonl") if row["id"] in relevant]


def measure(engine, queries):
    first = ten = gain = 0.0
    times = []
    for query, relevant in queries:
        begun = time.perf_counter()
        found = engine.ask(query)
        times.append(time.perf_counter() - begun)
        right = [at for at, name in enumerate(found[:10]) if name in relevant]
        ideal = sum(1 / math.log2(at + 2) for at in range(min(10, len(relevant))))
        first += (0 in right) / len(relevant)
        ten += len(right) / len(relevant)
        gain += sum(1 / math.log2(at + 2) for at in right) / ideal
    times.sort()
    of = [1000 * times[int(len(times) * share)] for share in (0.5, 0.95)]
    return [first / len(queries), ten / len(queries), gain / len(queries), *of]


def main():
    folder = Path(sys.argv[1])
    passages = [(row["id"], row.get("title", "") + "\n" + row["text"]) for row in lines(folder / "corpus.jsonl")]
    queries = judged(folder)
    for kind in ENGINES:
        home = Path(tempfile.mkdtemp(prefix="peer-"))
        engine = None
        try:
            engine = kind(passages, home)
            first, ten, gain, half, most = measure(engine, queries)
            row = "peer %s: R@1 %.4f  R@10 %.4f  nDCG@10 %.4f  p50 %.2f ms  p95 %.2f ms"
            print(row % (engine.name, first, ten, gain, half, most), flush=True)
        except Exception as problem:  # whatever is wrong with an engine, the others are still measured
            print("skipped: peer %s (%s)" % (kind.__name__, problem), flush=True)
        finally:
            if hasattr(engine, "close"):
                engine.close()
            shutil.rmtree(home, ignore_errors=True)


main()
