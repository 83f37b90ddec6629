"""Questions of every kind, in one language and in two, with what markup and Anki might trip over."""

from __future__ import annotations

from dlquiz.core.questions import (
    Choice,
    Cloze,
    DemoUse,
    Locator,
    Numeric,
    Option,
    Order,
    Question,
    Slip,
    Text,
    Trap,
    TrueFalse,
)

SIZES = {"in_channels": (64, 128, 256), "kernel_size": (1, 3, 5)}
FIXED = {"out_channels": 256, "groups": 8, "bias": False, "height": 32, "width": 32}

GROUPS = Question(
    id="groups",
    topic="convolution",
    level="core",
    ask=Text("How many weights has a grouped layer?", "分组卷积有多少个权重？"),
    answer=Text(
        "Splitting into $g$ groups divides the weights by **exactly** $g$, if $a < b$ & so on.\n\n"
        "- one\n- two with `x < y`\n\n```python\nif a < b: print([[1]])\n```",
        "分成 $g$ 组后，权重数**恰好**是原来的 $1/g$。\n\n1. 一\n2. 二",
    ),
    formula=(r"N = C_{out} \cdot \frac{C_{in}}{g} \cdot k^2 < \infty",),
    sketch="x --> [conv] --> y\n      |__<__|",
    points=(
        Text("Each kernel reads $C_{in}/g$", "每个核只读 $C_{in}/g$ 个通道"),
        Text("Time need not fall", "耗时不一定降"),
    ),
    traps=(Trap(Text("Eight times faster", "快 8 倍"), Text("Only the weights fall", "降的只是权重数")),),
    demo=DemoUse("conv_cost", {"in_channels": 256, "out_channels": 256, "groups": 8, "bias": False}),
    documents=(Locator("interview-book", "L727"),),
    checks=(
        Numeric(
            "count",
            Text(
                "A {kernel_size}×{kernel_size} layer reads {in_channels} channels. How many weights?",
                "{kernel_size}×{kernel_size} 卷积读 {in_channels} 个通道，多少个权重？",
            ),
            demo="conv_cost",
            vary=SIZES,
            with_=FIXED,
            want="params",
            unit=Text("weights", "个"),
            slips=(Slip(Text("That is without groups.", "这是不分组的。"), {"groups": 1}),),
        ),
        Choice(
            "why",
            Text("Why fewer weights?", "权重为什么变少？"),
            (
                Option(Text("Kernels are shallower", "核更浅"), True, Text("$C_{in}/g$ deep", "深度是 $C_{in}/g$")),
                Option(Text("Groups share kernels", "各组共用核"), False, Text("They do not", "并不共用")),
                Option(Text("Windows shrink", "窗口变小"), False, Text("They do not", "没有变")),
            ),
        ),
        TrueFalse(
            "macs",
            Text("Groups cut the multiply-adds", "分组减少乘加次数"),
            Text("Groups cut the padding", "分组减少填充"),
            Text("Padding is about borders", "填充只管边缘"),
        ),
        Cloze(
            "shape",
            Text(
                "A weight of `(256, [[32]], 3)` has $\\frac{a}{[[b_{c_{d}}|b]]}$ and [[std::sort]]",
                "权重 `(256, [[32]], 3)` 含 $\\frac{a}{[[b_{c_{d}}|b]]}$ 和 [[std::sort]]",
            ),
        ),
        Order(
            "steps",
            Text("Put in order", "排好顺序"),
            (
                (Text("split", "拆分"),),
                (Text("convolve", "卷积"), Text("add the bias", "加偏置")),
                (Text("join", "拼接"),),
            ),
        ),
    ),
)

CHINESE = Question(
    id="q-own",
    topic="own",
    ask=Text(zh="什么是 {{c1::动量}} 和 [sound:a.mp3] 以及 \\(x\\)？"),
    answer=Text(zh="[$]x[/$] <script>alert(1)</script> $\\{{a}\\}$"),
    checks=(
        Numeric("sum", Text(zh="2 + 2 是多少？"), answer=4),
        TrueFalse("one", Text(zh="对的说法"), Text(zh="错的说法")),
    ),
)

EVERY = (GROUPS, CHINESE)
