"""Figures of the documents that no layer of a library gives: their arithmetic, written out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STACKS = {"strides": [1], "dilations": [1]}
VGG16, VGG16_FC6, ALEXNET = 138_357_544, 102_764_544, 60_965_224
MOBILENET_LAYERS, MOBILENET_NORMS, MOBILENET_HEAD = 3_185_088, 21_888, 1_025_000


def figure(question: str, demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str) -> dict[str, Any]:
    return {
        "demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle, "figure": True, "question": question,
    }  # fmt: skip


RECORDS = [
    *(
        figure(
            "vgg-small-kernels",
            "receptive_field",
            {"kernel_sizes": [3] * layers, **STACKS},
            {"field": 1 + layers * (3 - 1)},
            f"arithmetic: 1 + {layers}·(3 − 1)",
        )
        for layers in (2, 3)
    ),
    figure(
        "vgg-parameters-memory",
        "count_params",
        {"arch": "vgg16"},
        {"first_linear_share": VGG16_FC6 / VGG16, "megabytes": VGG16 * 4 / 1e6},
        "published totals: 102,764,544 of 138,357,544, 4 bytes each",
    ),
    figure(
        "vgg-parameters-memory",
        "count_params",
        {"arch": "alexnet"},
        {"megabytes": ALEXNET * 4 / 1e6},
        "published total: 60,965,224, 4 bytes each",
    ),
    figure(
        "mobilenet-layer-param-counts",
        "count_params",
        {"arch": "mobilenet_v1"},
        {"params": MOBILENET_LAYERS + MOBILENET_NORMS + MOBILENET_HEAD},
        "arithmetic: 3,185,088 + 21,888 + 1,025,000",
    ),
]

if __name__ == "__main__":
    target = Path(__file__).with_name("document_figures.json")
    target.write_text(json.dumps(RECORDS, indent=1, ensure_ascii=False) + "\n", "utf-8")
