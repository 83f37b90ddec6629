"""Change an 8 × 8 picture as augmentation does, and see what it looks like now and what its label should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Image = NDArray[np.float64]

# (picture, quarter turns, then mirrored left to right): what it is then; other turns are no known picture
NAMED = {
    ("six", 2, False): "nine",
    ("b", 0, True): "d",
    ("b", 2, False): "q",
    ("right", 1, False): "up",
    ("right", 0, True): "left",
    ("right", 3, False): "down",
}
SIDE = 8
LEAST_LIKENESS = 0.6
BLUR = (0.25, 0.5, 0.25)
SIX = "........ ...##... ..#..... ..###... ..#..#.. ..#..#.. ...##... ........"
B = "........ ..#..... ..#..... ..###... ..#..#.. ..#..#.. ..###... ........"
RIGHT = "........ ...#.... ....#... .######. .######. ....#... ...#.... ........"
RING = "........ ..####.. .#....#. .#....#. .#....#. .#....#. ..####.. ........"


@demo(
    topic="regularization",
    title=Text("Does the label survive?", "变换之后标签还对吗？"),
    bounds={
        "image": one_of("six", "b", "right", "ring"),
        "transform": one_of("flip", "rotate90", "rotate180", "shift", "blur", "noise", "cutout", "mixup", "cutmix"),
        "partner": one_of("six", "b", "right", "ring"),
        "patch": between(0, SIDE),
        "mix": between(0, 1),
        "sigma": between(0, 2),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("looks_like", Text("nearest known picture", "现在最像哪张图")),
        Output("label_kept", Text("still the same label", "标签是否仍然成立")),
        Output("target_image", Text("target of its own label", "原标签的目标")),
        Output("target_partner", Text("target of the partner's", "另一张图标签的目标")),
        Output("pixels_changed", Text("pixels changed", "改变的像素数")),
        Output("mean_before", Text("brightness before", "变换前的平均亮度")),
        Output("mean_after", Text("brightness after", "变换后的平均亮度")),
        Output("share_by_side", Text("target by the patch's side", "按边长算的目标"), slip=True),
        Output("patch_share", Text("patch's share of the area", "小块的面积占比"), slip=True),
    ],
)
def augment_image(
    image: str = "six",
    transform: str = "flip",
    partner: str = "ring",
    patch: int = 4,
    mix: float = 0.7,
    sigma: float = 0.3,
    seed: int = 0,
) -> Result:
    """looks_like compares with the pictures, their turns and mirror images, shifted by up to 2 pixels.

    shift moves by (1, 2) pixels; blur weighs 3 × 3 pixels by 1 2 1 each way; noise adds N(0, sigma²); cutout blackens
    the centred square of side `patch`; cutmix pastes it from the partner, whose target is its share of the area;
    mixup gives mix · image + (1 − mix) · partner and mixes the targets alike.
    Source: DeVries and Taylor (2017); Zhang et al. (2018); Yun et al. (2019).
    """
    known = templates()
    before = known[image]
    after = transformed(before, known[partner], transform, patch, mix, sigma, seed)
    found = nearest(after, known)
    area = patch**2 / SIDE**2
    own = {"mixup": mix, "cutmix": 1 - area}.get(transform, 1.0)
    changed = int((np.abs(after - before) > 1e-12).sum())
    return Result(
        outputs={
            "looks_like": found,
            "label_kept": found == image,
            "target_image": own,
            "target_partner": 1 - own,
            "pixels_changed": changed,
            "mean_before": float(before.mean()),
            "mean_after": float(after.mean()),
            "share_by_side": 1 - patch / SIDE,
            "patch_share": area,
        },
        steps=(
            Step(Text("pixels changed", "改变的像素"), f"of {SIDE} × {SIDE}", changed),
            Step(Text("patch's share of the area", "小块的面积占比"), f"{patch}² / {SIDE}²", area),
            Step(Text("target of its own label", "原标签的目标"), transform, own),
            Step(Text("looks like", "现在最像"), f"{image} → {transform}", found),
        ),
        pictures=(
            Grid(Text("Before", "变换前"), tuple(map(tuple, before.tolist()))),
            Grid(Text("After", "变换后"), tuple(map(tuple, after.tolist()))),
        ),
    )


def nearest(image: Image, known: dict[str, Image]) -> str:
    """The name of the known picture that is most alike, or "none"."""
    alike = {name: likeness(image, template) for name, template in known.items()}
    best = max(alike, key=alike.__getitem__)
    return best if alike[best] >= LEAST_LIKENESS and not best.startswith("none") else "none"


def templates() -> dict[str, Image]:
    """The pictures that can be told apart, with every turn and mirror image; those without a name begin with "none"."""
    drawn = {
        name: np.array([[float(dot == "#") for dot in row] for row in text.split()])
        for name, text in (("six", SIX), ("b", B), ("right", RIGHT), ("ring", RING))
    }
    known: dict[str, Image] = dict(drawn)
    for name, image in drawn.items():
        for quarters in range(4):
            turned = np.rot90(image, quarters)
            for mirrored, seen in ((False, turned), (True, turned[:, ::-1])):
                if not any(np.array_equal(seen, other) for other in known.values()):
                    known[NAMED.get((name, quarters, mirrored), f"none: {name} {quarters} {mirrored}")] = seen
    return known


def transformed(image: Image, partner: Image, transform: str, patch: int, mix: float, sigma: float, seed: int) -> Image:
    """The picture after one transform."""
    start = (SIDE - patch) // 2
    square = (slice(start, start + patch), slice(start, start + patch))
    if transform in ("cutout", "cutmix"):
        after = image.copy()
        after[square] = partner[square] if transform == "cutmix" else 0
        return after
    if transform == "blur":
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 1), (3, 3))
        return np.asarray(np.einsum("ijab,a,b->ij", windows, BLUR, BLUR))
    simple = {
        "flip": lambda: image[:, ::-1],
        "rotate90": lambda: np.rot90(image),
        "rotate180": lambda: np.rot90(image, 2),
        "shift": lambda: np.roll(image, (1, 2), axis=(0, 1)),
        "noise": lambda: image + sigma * np.random.default_rng(seed).standard_normal(image.shape),
        "mixup": lambda: mix * image + (1 - mix) * partner,
    }
    return np.asarray(simple[transform]())


def likeness(image: Image, template: Image) -> float:
    """Correlation of the two pictures at the best of the shifts by up to 2 pixels."""
    image, template = image - image.mean(), template - template.mean()
    size = float(np.sqrt((image**2).sum() * (template**2).sum())) or 1.0
    shifts = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    return max(float((image * np.roll(template, shift, axis=(0, 1))).sum()) for shift in shifts) / size
