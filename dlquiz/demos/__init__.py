"""One deep-learning idea per file, in NumPy. The registry finds them by file name, without importing NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module, resources

from dlquiz.core.questions import Value
from dlquiz.core.result import Description, Result
from dlquiz.demos.spec import Demo
from dlquiz.errors import DemoError, nearest

NOT_DEMOS = frozenset({"__init__", "lazy_numpy", "spec"})


class Registry:
    """The Demos protocol of core/result.py, over the files of this folder: demo `x` is the function `x` of x.py."""

    def names(self) -> Sequence[str]:
        """All demos, alphabetically."""
        stems = (
            path.name.removesuffix(".py") for path in resources.files(__name__).iterdir() if path.name.endswith(".py")
        )
        return sorted(stem for stem in stems if stem not in NOT_DEMOS and not stem.startswith("_"))

    def describe(self, name: str) -> Description:
        """See core.result.Demos."""
        return self._demo(name).description

    def run(self, name: str, inputs: Mapping[str, Value]) -> Result:
        """See core.result.Demos."""
        return self._demo(name).run(inputs)

    def _demo(self, name: str) -> Demo:
        if name not in self.names():
            raise DemoError(f"there is no demo {name}", remedy=nearest(name, self.names()))
        return _load(name)


@cache
def _load(name: str) -> Demo:
    found = getattr(import_module(f"{__name__}.{name}"), name)
    assert isinstance(found, Demo), f"demos/{name}.py must declare a demo called {name}"
    return found
