#!/usr/bin/env python3
"""Reads the builtin model in the plainest way, to test the Go reader against.

    reference.py write MODEL VECTORS.json   computes the test vectors
    reference.py check MODEL VECTORS.json   compares a file of them with MODEL

The file, all numbers little-endian:

    0   8 bytes   "SEMB0001"
    8   uint32    dimension d
    12  uint32    number of pieces n
    16  uint32    size of the vocabulary v in bytes
    20  uint32    runes in the longest word that is looked at
    24  v bytes   n lines of UTF-8, each ended by a newline; the line's number,
                  from 0, is the piece's id; zero bytes fill up to a multiple of 4
    …   n float32 scales; 0 says that the piece has no meaning of its own
    …   n*d int8  rows; value = int8 * scale

A text's vector is the sum of its pieces' rows, divided by its length. A text
without a piece that means something has the zero vector.
"""

import argparse
import json
import struct
import unicodedata

import numpy as np

IDEOGRAPHS = [
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0x2F800, 0x2FA1F),
]  # as BERT's tokeniser has them, its gap before 2B920 included


def clean(text):
    """Control characters go, every kind of space becomes one, an ideograph is a word."""
    for c in text:
        category = unicodedata.category(c)
        if c in "\t\n\r" or category in ("Zs", "Zl", "Zp"):
            yield " "
        elif category in ("Cc", "Cf", "Co", "Cs") or c == "\ufffd":
            pass
        elif any(low <= ord(c) <= high for low, high in IDEOGRAPHS):
            yield f" {c} "
        else:
            yield c


def is_punctuation(c):
    if c.isascii():
        return c.isprintable() and not c.isalnum() and c != " "
    return unicodedata.category(c).startswith("P")


def words(text):
    """BERT's words: lower-cased rune by rune, without accents, punctuation apart."""
    text = unicodedata.normalize("NFD", "".join(clean(text)))
    text = "".join(c.lower() for c in text if unicodedata.category(c) != "Mn")
    return "".join(f" {c} " if is_punctuation(c) else c for c in text).split()


class Model:
    def __init__(self, path):
        with open(path, "rb") as f:
            content = f.read()
        magic, self.dimension, count, size, self.longest = struct.unpack_from("<8s4I", content)
        if magic != b"SEMB0001":
            raise ValueError(f"{path} is not a model of this kind")
        pieces = content[24:24 + size].decode().split("\n")[:count]
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        self.scales = np.frombuffer(content, "<f4", count, 24 + size)
        self.rows = np.frombuffer(content, np.int8, count * self.dimension, 24 + size + 4 * count)
        self.rows = self.rows.reshape(count, self.dimension)

    def pieces(self, word):
        """The longest pieces from the left; [UNK] for a word that they cannot cover."""
        unknown = [self.ids["[UNK]"]]
        if len(word) > self.longest:
            return unknown
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self.ids.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return unknown
        return found

    def tokens(self, text):
        return [piece for word in words(text) for piece in self.pieces(word)]

    def embed(self, text):
        total = np.zeros(self.dimension)
        for i in self.tokens(text):
            total += self.rows[i] * np.float64(self.scales[i])
        length = np.linalg.norm(total)
        return total / length if length else total


TEXTS = [
    "",
    " \t\r\n\u00a0\u2003\u3000",
    "bread",
    "The baker opens her shop at six.",
    "When does the bakery on Mill Street open?",
    "The the THE tHe, and of!",
    "Prices rose 3.5% (to €1,250) — \"too much\", said Ms. O'Neill; see a/b_c@d.example #12 ~^`|<>={}[]\\",
    "crème brûlée, smörgåsbord, Việt Nam, Łódź, Ærø, þorn, cœur",
    "cre\u0300me bru\u0302le\u0301e",
    "İZMİR ıspanak STRAẞE straße ǅungla ﬂow ﬃ ½ ² ①",
    "ΟΔΟΣ οδός ΣΊΣΥΦΟΣ ΆΛΦΑ ᾼ",
    "Добрый день, ёжик! Україна",
    "北京欢迎你 hello 東京タワー",
    "안녕하세요 세계 \u1112\u1161\u11ab",
    "がぎぐ パピプ ｶﾞ",
    "\uf900 \u2f00 \U0002f800 \U00020000",
    "नमस्ते दुनिया ক্ষ สวัสดี",
    "مَرْحَبًا שָׁלוֹם",
    "\U0001f600 smile \U0001f468\u200d\U0001f33e \U0001f1eb\U0001f1f7 keycap 1\ufe0f\u20e3",
    "soft\u00adhyphen zero\u200bwidth\u200d bom\ufeff bidi\u202eover\u202c null\x00 bell\x07 bad\ufffd private\ue000 line\u2028par\u2029end",
    "\u0378 unassigned a\u0378b \U000e0001tag",
    "a\u0300\u0301\u0302\u0303\u0304b \u0301alone \u302e\u302f\U0001d165",
    "… « quoted » ‘single’ “double” „low“ ¿qué? 、。・「」 §5 ¶ © ™ ° + $",
    "[CLS] [SEP] [MASK] [PAD] [UNK] [unused1] ##ing",
    "w" * 100 + " " + "w" * 101 + " é" + "é" * 99 + " é" + "é" * 100,
    "incomprehensibilities hyperparathyroidism zzyzzyxq",
    "Every sentence carries a footnote, and the footnote was checked. " * 150,
]


def vectors(model):
    for text in TEXTS:
        ids, vector = model.tokens(text), model.embed(text)
        yield {
            "text": text,
            "n_ids": len(ids),
            "ids": ids[:64],
            "first8": [round(float(x), 7) for x in vector[:8]],
            "norm": round(float(np.linalg.norm(vector)), 7),
        }


def differences(model, path):
    with open(path, encoding="utf-8") as f:
        cases = json.load(f)
    for case in cases:
        ids, vector = model.tokens(case["text"]), model.embed(case["text"])
        if len(ids) != case["n_ids"] or ids[:64] != case["ids"]:
            yield f"{case['text'][:60]!r}: other pieces"
        gap = max(abs(np.append(vector[:8], np.linalg.norm(vector)) - (case["first8"] + [case["norm"]])))
        if gap > 1e-5:
            yield f"{case['text'][:60]!r}: off by {gap:.2g}"


def main():
    parser = argparse.ArgumentParser(description="The reference reader of the builtin model.")
    parser.add_argument("job", choices=["write", "check"])
    parser.add_argument("model")
    parser.add_argument("vectors")
    args = parser.parse_args()
    model = Model(args.model)
    if args.job == "check":
        found = list(differences(model, args.vectors))
        print("\n".join(found) or "all vectors agree")
        raise SystemExit(bool(found))
    with open(args.vectors, "w", encoding="utf-8") as f:
        json.dump(list(vectors(model)), f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
