"""Training steps of the standard works in PyTorch on one GPU: medians by CUDA events, a JSON line each.

    python3 pytorch_steps.py [--rounds 30] [--work tiny-256 ...]

The models are those of dev.attune.experiments.bench: pre-norm transformers with exact GELU, mean pooling, 128 shared
dimensions, symmetric InfoNCE with a learnt scale, AdamW (0.9, 0.98, 1e-6, 0.1), gradients clipped at 1. Variants: eager
with TF32, eager with bf16 autocast, compiled with bf16, and the whole compiled step as one CUDA graph. A line's "work" is
that of ./attune bench --suite gpu, and the last word of its "side" the precision, as there.
"""
import argparse
import json
import statistics

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x, mask):
        rows, tokens, width = x.shape
        parts = self.qkv(self.before(x)).view(rows, tokens, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.out(mixed.transpose(1, 2).reshape(rows, tokens, width))
        return x + self.down(F.gelu(self.up(self.between(x))))


class Tower(nn.Module):
    def __init__(self, tokens, width, depth, heads, patch=None, vocabulary=None):
        super().__init__()
        self.patch = patch
        if patch:
            self.embed = nn.Conv2d(3, width, patch, patch)
        else:
            self.embed = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 128, bias=False)

    def forward(self, x, mask=None):
        x = self.embed(x)
        if self.patch:
            x = x.flatten(2).transpose(1, 2)
        x = x + self.positions
        for block in self.blocks:
            x = block(x, mask)
        return F.normalize(self.project(self.norm(x).mean(1)).float(), dim=-1)


class Pair(nn.Module):
    def __init__(self, size, patch, image_width, image_heads, text_width, text_heads, depth, context, vocabulary):
        super().__init__()
        self.image = Tower((size // patch) ** 2, image_width, depth, image_heads, patch=patch)
        self.text = Tower(context, text_width, depth, text_heads, vocabulary=vocabulary)
        self.scale = nn.Parameter(torch.tensor(2.6593))

    def forward(self, pixels, ids, mask):
        image, text = self.image(pixels), self.text(ids, mask)
        logits = self.scale.exp() * image @ text.T
        target = torch.arange(len(logits), device=logits.device)
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


WORKS = {
    "tiny-256": (256, dict(size=64, patch=8, image_width=192, image_heads=3, text_width=192, text_heads=3, depth=6,
                           context=32, vocabulary=8192)),
    "tiny-1024": (1024, dict(size=64, patch=8, image_width=192, image_heads=3, text_width=192, text_heads=3, depth=6,
                             context=32, vocabulary=8192)),
    "s16-256": (256, dict(size=224, patch=16, image_width=384, image_heads=6, text_width=384, text_heads=6, depth=12,
                          context=77, vocabulary=49408)),
    "b32-256": (256, dict(size=224, patch=32, image_width=768, image_heads=12, text_width=512, text_heads=8, depth=12,
                          context=77, vocabulary=49408)),
}


def make(rows, sizes):
    torch.manual_seed(1)
    model = Pair(**sizes).cuda()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}],
        lr=torch.tensor(1e-4, device="cuda"), betas=(0.9, 0.98), eps=1e-6, fused=True, capturable=True)
    pixels = torch.randn(rows, 3, sizes["size"], sizes["size"], device="cuda")
    ids = torch.randint(sizes["vocabulary"], (rows, sizes["context"]), device="cuda")
    mask = torch.ones(rows, 1, 1, sizes["context"], dtype=torch.bool, device="cuda")
    return model, optimizer, (pixels, ids, mask)


def step_of(model, forward, optimizer, batch, bf16):
    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16, enabled=bf16):
            loss = forward(*batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
        optimizer.step()
        return loss
    return step


def captured(step):
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def milliseconds(step, rounds):
    for _ in range(5):
        step()
    times = []
    for _ in range(rounds):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        step()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end))
    return times


def variants(rows, sizes):
    for name, bf16, compiled, graph in [
            ("eager, tf32", False, False, False), ("eager, bf16", True, False, False),
            ("compiled, bf16", True, True, False), ("compiled, CUDA graph, bf16", True, True, True)]:
        model, optimizer, batch = make(rows, sizes)
        forward = torch.compile(model) if compiled else model
        step = step_of(model, forward, optimizer, batch, bf16)
        yield name, captured(step) if graph else step


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--work", nargs="*", default=list(WORKS), choices=list(WORKS))
    options = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    for work in options.work:
        for name, step in variants(*WORKS[work]):
            times = milliseconds(step, options.rounds)
            print(json.dumps({
                "work": work, "side": "PyTorch " + torch.__version__ + ", " + name, "quantity": "step", "unit": "ms",
                "median": round(statistics.median(times), 3), "minimum": round(min(times), 3),
                "maximum": round(max(times), 3), "device": torch.cuda.get_device_name()}), flush=True)
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
