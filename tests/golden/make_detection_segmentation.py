"""Writes detection_segmentation.json: PyTorch, scikit-learn, pixels counted one by one, published networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import Ridge
from sklearn.metrics import f1_score, jaccard_score
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)
Record = dict[str, Any]


def record(demo: str, oracle: str, inputs: Record, outputs: Record, question: str = "") -> Record:
    figure = {"figure": True, "question": question} if question else {}
    return {"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle} | figure


def mask(box: list[int], side: int = 64) -> np.ndarray:
    """Pixels of a box with whole corners; the first 16 rows and columns stand for negative coordinates."""
    pixels = np.zeros((side, side), dtype=int)
    x1, y1, x2, y2 = (corner + 16 for corner in box)
    pixels[y1:y2, x1:x2] = 1
    return pixels


def box_iou() -> list[Record]:
    records = []
    for box, truth in (
        ([5, 0, 15, 10], [0, 0, 10, 10]),
        ([2, 3, 22, 13], [0, 0, 20, 12]),
        ([0, 0, 4, 4], [8, 8, 12, 20]),
        ([-8, -4, 8, 4], [-4, -2, 4, 2]),
        ([3, 1, 19, 31], [3, 1, 19, 31]),
        ([0, 0, 10, 10], [10, 0, 20, 10]),
    ):
        a, b = mask(box), mask(truth)
        rows, columns = np.nonzero(a | b)
        hull = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        iou = float(jaccard_score(b.ravel(), a.ravel()))
        wider = [mask([*corners[:2], corners[2] + 1, corners[3] + 1]).ravel() for corners in (truth, box)]
        outputs = {
            "intersection": int((a & b).sum()),
            "box_area": int(a.sum()),
            "truth_area": int(b.sum()),
            "union": int((a | b).sum()),
            "iou": iou,
            "detected": iou >= 0.5,
            "coco_thresholds": int((iou >= np.linspace(0.5, 0.95, 10)).sum()),
            "giou": iou - float(hull - (a | b).sum()) / float(hull),
            "dice": float(f1_score(b.ravel(), a.ravel())),
            "iou_inclusive": float(jaccard_score(*wider)),
        }
        records.append(
            record("box_iou", "sklearn.metrics.jaccard_score on pixels", {"box": box, "truth": truth}, outputs)
        )
    return records


def moved(p: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    return torch.cat([torch.addcmul(p[:2], p[2:], t[:2]), torch.mul(p[2:], torch.exp(t[2:]))])


def found(p: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """The t that moves p onto g, by minimising the distance."""
    t = torch.zeros(4, requires_grad=True)
    search = torch.optim.LBFGS([t], max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-16)

    def off() -> torch.Tensor:
        search.zero_grad()
        loss = functional.mse_loss(moved(p, t), g)
        loss.backward()
        return loss

    for _ in range(5):
        search.step(off)
    return t


def bbox_transform() -> list[Record]:
    """Targets are what an optimiser finds when it moves the proposal onto the truth."""
    records = []
    for proposal, truth, predicted in (
        ([100.0, 100.0, 40.0, 80.0], [110.0, 92.0, 60.0, 80.0], [0.2, -0.1, 0.4, 0.0]),
        ([50.0, 20.0, 10.0, 30.0], [48.0, 26.0, 8.0, 24.0], [-0.1, 0.3, -0.2, 0.1]),
        ([0.0, -5.0, 64.0, 16.0], [8.0, -1.0, 128.0, 8.0], [0.0, 0.0, 0.0, 0.0]),
    ):
        p, g, d = (torch.tensor(numbers) for numbers in (proposal, truth, predicted))
        t = found(p, g)
        decoded = moved(p, d)
        outputs = {"targets": [round(value, 9) for value in t.tolist()], "decoded": decoded.tolist()}
        outputs["decoded_targets_differ_by"] = 0.0
        inputs = {"proposal": proposal, "truth": truth, "predicted": predicted}
        records.append(record("bbox_transform", "torch.optim.LBFGS, torch.addcmul", inputs, outputs))
    return records


def smooth_l1() -> list[Record]:
    records = []
    for error, beta in ((4.0, 1.0), (0.5, 1.0), (-3.0, 1.0), (0.1, 0.25), (-0.2, 0.5), (1.0, 1.0)):
        e = torch.tensor(error, requires_grad=True)
        loss = functional.smooth_l1_loss(e, torch.tensor(0.0), beta=beta)
        squared = functional.mse_loss(e, torch.tensor(0.0)) / 2
        outputs = {
            "loss": loss.item(),
            "gradient": torch.autograd.grad(loss, e)[0].item(),
            "squared": squared.item(),
            "squared_gradient": torch.autograd.grad(squared, e)[0].item(),
            "absolute": functional.l1_loss(e, torch.tensor(0.0)).item(),
        }
        oracle = "torch.nn.functional.smooth_l1_loss"
        records.append(record("smooth_l1", oracle, {"error": error, "beta": beta}, outputs))
    return records


def ridge_fit() -> list[Record]:
    records = []
    for features, targets, decay in (
        ([1, 2, 3], [0.2, 0.4, 0.6], 14),
        ([4, -2, 1, 0.5], [1, 0, -1, 2], 1000),
        ([1, 1, 2], [0.5, 0.1, 0.3], 0.5),
    ):
        phi, t = np.array(features, float)[:, None], np.array(targets, float)
        model = Ridge(alpha=decay, fit_intercept=False).fit(phi, t)
        plain = Ridge(alpha=0, fit_intercept=False).fit(phi, t)
        outputs = {
            "weight": float(model.coef_[0]),
            "plain_weight": float(plain.coef_[0]),
            "squared_error": float(((model.predict(phi) - t) ** 2).sum()),
            "plain_squared_error": float(((plain.predict(phi) - t) ** 2).sum()),
        }
        inputs = {"features": features, "targets": targets, "weight_decay": decay}
        records.append(record("ridge_fit", "sklearn.linear_model.Ridge", inputs, outputs))
    return records


def fpn_level() -> list[Record]:
    """The paper: 224 × 224 belongs to level 4, half of that side to level 3; P2 … P5 have strides 4 … 32."""
    records = []
    for width, height, level, stride in (
        (224, 224, 4, 16),
        (112, 112, 3, 8),
        (448, 448, 5, 32),
        (448, 112, 4, 16),
        (111, 111, 2, 4),
        (32, 32, 2, 4),
        (900, 900, 5, 32),
    ):
        outputs = {"level": level, "stride": stride}
        records.append(record("fpn_level", "Lin et al. 2017, section 4.2", {"width": width, "height": height}, outputs))
    return records


class Halving(nn.Module):
    """VGG16 as far as sizes go: one channel, one convolution before each pooling, fc6 as 7 × 7."""

    def __init__(self, padding: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 1, 3, padding=padding)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.fc6 = nn.Conv2d(1, 1, 7)

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        maps = [self.pool(self.first(x))]
        for _ in range(4):
            maps.append(self.pool(maps[-1]))
        return [*maps, self.fc6(maps[-1])]


def fcn_upsample() -> list[Record]:
    """Offsets as published in the authors' prototxt files: 5 and 9 for the skips, 19, 27, 31 for the scores."""
    records = []
    published = {32: ([], 19), 16: ([5], 27), 8: ([5, 9], 31)}
    for size, padding in ((500, 100), (375, 100), (224, 100), (500, 1), (224, 1)):
        maps = Halving(padding)(torch.zeros(1, 1, size, size))
        for stride, (offsets, crop) in published.items():
            scores, sizes = maps[-1], [maps[-1].shape[-1]]
            for _ in offsets:
                scores = nn.ConvTranspose2d(1, 1, 4, 2)(scores)
                sizes.append(scores.shape[-1])
            upsampled = nn.ConvTranspose2d(1, 1, 2 * stride, stride)(scores)
            impulse = functional.pad(torch.ones(1, 1, 1), (2, 2))
            whole = functional.interpolate(impulse, scale_factor=stride, mode="linear").flatten()
            outputs: Record = {
                "pool_sizes": [pooled.shape[-1] for pooled in maps[:-1]],
                "score_size": maps[-1].shape[-1],
                "score_sizes": sizes,
                "upsampled_size": upsampled.shape[-1],
                "kernel": whole[whole > 0].tolist(),
            }
            if padding == 100:
                outputs |= {"crop_offsets": [*offsets, crop], "crop_offset": crop, "covers_input": True}
            else:
                outputs["covers_input"] = upsampled.shape[-1] >= size
            inputs = {"size": size, "padding": padding, "stride": stride}
            oracle = "torch Conv2d, MaxPool2d, ConvTranspose2d; the authors' prototxt"
            records.append(record("fcn_upsample", oracle, inputs, outputs))
    pools = [224 // pooled.shape[-1] for pooled in Halving(1)(torch.zeros(1, 1, 224, 224))[:5]]
    strides = {"pool_strides": pools}
    records.append(record("fcn_upsample", "torch MaxPool2d", {"size": 224, "padding": 1}, strides, "fcn-upsampling"))
    return records


def score_fusion() -> list[Record]:
    records = []
    weights = torch.tensor([[[0.25, 0.75, 0.75, 0.25]]])
    for coarse, skip, position in (
        ([-4, -4, 4, 4], [0, 0, -1, -1, -3, 1, 0, 0], 4),
        ([1, 2, 5], [0.5, 0, -1, 3, -4, 0], 3),
        ([6], [-5, -4], 1),
    ):
        x = torch.tensor(coarse, dtype=torch.float64).reshape(1, 1, -1)
        up = functional.conv_transpose1d(x, weights, stride=2, padding=1).flatten()
        fused = up + torch.tensor(skip)
        outputs = {
            "upsampled": up.tolist(),
            "fused": fused.tolist(),
            "upsampled_at": up[position].item(),
            "fused_at": fused[position].item(),
            "foreground": int((fused > 0).sum()),
            "foreground_coarse": int((up > 0).sum()),
        }
        inputs = {"coarse": coarse, "skip": skip, "position": position}
        records.append(record("score_fusion", "torch.nn.functional.conv_transpose1d", inputs, outputs))
    return records


class UNet(nn.Module):
    def __init__(self, depth: int, channels: int, inputs: int, classes: int, padding: str) -> None:
        super().__init__()
        widths = [channels * 2**level for level in range(depth + 1)]

        def block(a: int, b: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(a, b, 3, padding=padding), nn.Conv2d(b, b, 3, padding=padding))

        self.down = nn.ModuleList(block(a, b) for a, b in zip([inputs, *widths[:-1]], widths, strict=True))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in reversed(widths[:-1]))
        self.join = nn.ModuleList(block(2 * w, w) for w in reversed(widths[:-1]))
        self.last = nn.Conv2d(channels, classes, 1)

    def forward(self, x: torch.Tensor) -> tuple[list[int], list[int], list[int], torch.Tensor]:
        skips, widths, upsampled = [], [], []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else functional.max_pool2d(x, 2))
            skips.append(x)
        for up, join, skip in zip(self.up, self.join, reversed(skips[:-1]), strict=True):
            x = up(x)
            upsampled.append(x.shape[-1])
            cut = (skip.shape[-1] - x.shape[-1]) // 2
            x = torch.cat([skip[..., cut : cut + x.shape[-1], cut : cut + x.shape[-1]], x], 1)
            widths.append(x.shape[1])
            x = join(x)
        return [skip.shape[-1] for skip in skips], upsampled[::-1], widths, self.last(x)


def unet_shapes() -> list[Record]:
    records = []
    for size, depth, channels, inputs, classes, padding, image in (
        (572, 4, 64, 1, 2, "valid", 512),
        (188, 4, 8, 3, 5, "valid", 100),
        (256, 4, 16, 3, 1, "same", 1000),
        (92, 2, 4, 1, 2, "valid", 200),
    ):
        with torch.device("meta"):
            net = UNet(depth, channels, inputs, classes, padding)
            skips, upsampled, widths, y = net(torch.zeros(1, inputs, size, size))
        out = y.shape[-1]
        outputs = {
            "output_size": out,
            "margin": (size - out) // 2,
            "encoder_sizes": skips[:-1],
            "bottom_size": skips[-1],
            "upsampled_sizes": upsampled,
            "skip_crops": [(skip - up) // 2 for skip, up in zip(skips[:-1], upsampled, strict=True)],
            "bottom_channels": net.down[-1][1].out_channels,
            "concat_channels": widths[-1],
            "layers": sum(isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) for layer in net.modules()),
            "params": sum(p.numel() for p in net.parameters()),
            "tiles": len(range(0, image, out)) ** 2,
        }
        given: dict[str, int | str] = {
            "size": size,
            "depth": depth,
            "channels": channels,
            "in_channels": inputs,
            "classes": classes,
        }
        given |= {"padding": padding, "image": image}
        records.append(record("unet_shapes", "torch.nn layers, Tensor.shape", given, outputs))
    figure = {"output_size": 388}
    records.append(
        record("unet_shapes", "Ronneberger et al. 2015, fig. 1", {"size": 572}, figure, "unet-valid-conv-tiling")
    )
    return records


def elastic_warp() -> list[Record]:
    records = []
    for size, grid, sigma, seed in ((32, 3, 3.0, 0), (24, 3, 2.0, 7), (40, 4, 5.0, 3), (16, 2, 0.0, 1)):
        nodes = torch.from_numpy(np.random.default_rng(seed).normal(scale=sigma, size=(1, 2, grid, grid)))
        shift = functional.interpolate(nodes, size=(size, size), mode="bicubic", align_corners=True)[0]
        axis = torch.arange(float(size))
        distance = torch.cdist(torch.cartesian_prod(axis, axis), torch.full((1, 2), (size - 1) / 2))
        disc = (distance < 0.3 * size).double().reshape(1, 1, size, size)
        base = torch.stack(torch.meshgrid(axis, axis, indexing="ij"))
        places = (base + shift).flip(0).permute(1, 2, 0)[None] * 2 / (size - 1) - 1
        modes = {
            mode: functional.grid_sample(disc, places, mode=mode, padding_mode="border", align_corners=True)
            for mode in ("nearest", "bilinear")
        }
        warped, soft = modes["nearest"], modes["bilinear"]
        outputs = {
            "mean_shift": shift.norm(dim=0).mean().item(),
            "largest_shift": shift.norm(dim=0).max().item(),
            "iou_mask_left": float(jaccard_score(disc.flatten().bool(), warped.flatten().bool())),
            "label_values": len(warped.unique()),
            "invented_labels": int(((soft > 1e-9) & (soft < 1 - 1e-9)).sum()),
            "area_before": int(disc.sum()),
            "area_after": int(warped.sum()),
        }
        inputs = {"size": size, "grid": grid, "sigma": sigma, "seed": seed}
        records.append(record("elastic_warp", "torch interpolate(bicubic), grid_sample", inputs, outputs))
    return records


if __name__ == "__main__":
    makers = (
        box_iou,
        bbox_transform,
        smooth_l1,
        ridge_fit,
        fpn_level,
        fcn_upsample,
        score_fusion,
        unet_shapes,
        elastic_warp,
    )
    records = [entry for maker in makers for entry in maker()]
    path = Path(__file__).with_name("detection_segmentation.json")
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")
