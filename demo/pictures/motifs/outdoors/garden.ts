/** Drawings of garden articles. */

import { shipMark } from "../../emblem.ts";
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, turned } from "../../shapes.ts";

const wateringcan = onTable(220, (ink) =>
  [
    line("M330 400C350 260 500 270 520 420", ink.dark, 20),
    line("M530 460c90-20 90 120 4 150", ink.dark, 18),
    area("M300 600L178 396l26-14 110 130z", ink.dark),
    area("M140 404l74-44 14 24-72 44z", ink.accent),
    repeat(4, (i) => line(`M${132 + i * 16} ${440 - i * 9}l-22 40`, "#8fbad0", 5)),
    turned(
      420,
      [
        [112, 420, "corner"],
        [116, 470],
        [128, 640],
        [122, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    oval(420, 420, 112, 20, ink.deep),
    area("M308 420a112 20 0 0 1 150-19l-20 30q-70 14-130-11z", ink.light),
    line("M300 610q120 24 240 0", ink.accent, 10),
  ].join(""),
);

const trowel = lying(220, (ink) => {
  const handle = (length: number): string =>
    rect(-17, 0, 34, length, ink.base, 16) + rect(3, 0, 14, length, ink.dark, 7) + rect(-17, 0, 34, 16, plain.brass, 4);
  return [
    group(
      group(area("M-50-200q60-60 110 0v140q-10 50-40 60v210h-30V10q-34-12-40-60z", "#1f2c3a"), { see: 0.14 }) +
        area("M-56-140Q-50-220 0-250 50-220 56-140v80Q50-10 0-4q-50-6-56-56z", plain.metal) +
        area("M0-250Q50-220 56-140v80Q50-10 0-4z", plain.metalDark) +
        rect(-9, -10, 18, 70, plain.metalDark) +
        group(handle(180), { move: [0, 52] }),
      { move: [310, 400], turn: -14 },
    ),
    group(
      repeat(3, (i) => line(`M0-30C${-60 + i * 60}-60 ${-64 + i * 64}-120 ${-56 + i * 56}-190`, plain.metalDark, 14)) +
        rect(-9, -50, 18, 110, plain.metalDark) +
        group(handle(180), { move: [0, 52] }),
      { move: [506, 380], turn: 12 },
    ),
    repeat(3, (i) =>
      group(oval(0, -20, 12, 24, plain.leaf) + oval(18, -8, 10, 20, plain.leafDark), {
        move: [170 + i * 230, 650 - (i % 2) * 20],
        turn: i * 40 - 30,
      }),
    ),
  ].join("");
});

const dibber = lying(220, (ink) =>
  [
    group(
      group(area("M-20-190h60v330l-30 110-30-110z", "#1f2c3a"), { see: 0.14 }) +
        rect(-26, -190, 52, 320, ink.base, 20) +
        rect(2, -190, 24, 320, ink.dark, 12) +
        rect(-112, -240, 224, 62, ink.base, 30) +
        rect(-112, -206, 224, 28, ink.dark, 14) +
        area("M-28 110h56L0 250z", plain.metal) +
        area("M0 110h28L0 250z", plain.metalDark) +
        repeat(5, (i) => rect(-26, -60 + i * 36, 52, 6, ink.deep)),
      { move: [370, 390], turn: -24 },
    ),
    repeat(4, (i) =>
      group(
        disc(0, 20, 26, "#c79f78") +
          area("M-26 16q-4-50 26-66 30 16 26 66z", "#a3653f") +
          line("M0-48q4-24 16-30", plain.leaf, 8),
        { move: [536 + (i % 2) * 70, 430 + Math.floor(i / 2) * 96], turn: i * 30 - 40 },
      ),
    ),
  ].join(""),
);

const plantpot = onTable(140, (ink) =>
  [
    line("M400 440C390 370 360 340 330 290M400 440c0-80 10-130 0-210M402 440c20-70 50-90 80-140", plain.leafDark, 7),
    repeat(9, (i) => {
      const [x, y, turn] = [
        [330, 290, -50],
        [352, 330, 30],
        [340, 350, -80],
        [400, 230, 0],
        [424, 300, 50],
        [376, 300, -50],
        [482, 300, 50],
        [450, 350, -10],
        [470, 360, 80],
      ][i] ?? [400, 300, 0];
      return group(area("M0 0q-34-40 0-92 34 52 0 92z", i % 2 ? plain.leaf : plain.leafDark), {
        move: [x ?? 0, y ?? 0],
        turn: turn ?? 0,
      });
    }),
    turned(
      400,
      [
        [100, 470, "corner"],
        [96, 540],
        [80, 650],
        [76, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark },
    ),
    rect(286, 434, 228, 56, ink.base, 10),
    rect(440, 434, 74, 56, ink.dark, 10),
    line("M318 516l12 110", ink.light, 8),
    rect(298, 642, 204, 18, ink.dark, 8),
  ].join(""),
);

const birdhouse = onTable(150, (ink) =>
  [
    rect(388, 560, 24, 100, plain.woodDark),
    oval(400, 656, 70, 12, plain.woodDark),
    rect(290, 340, 220, 230, ink.base),
    rect(446, 340, 64, 230, ink.dark),
    area("M260 366L400 220l140 146-22 18L400 264 282 384z", ink.accent),
    area("M290 346L400 240l110 106z", ink.base),
    disc(392, 420, 38, ink.deep),
    rect(384, 478, 14, 40, plain.wood, 6),
    line("M290 400h30M290 460h40M290 520h30M470 400h40M460 460h50M470 520h40", ink.dark, 4),
    area("M388 500q-6-36 26-40 6-20 28-16l20 8-18 8q4 40-34 46z", "#d2932f"),
    disc(434, 456, 4, plain.night),
  ].join(""),
);

const seeds = onTable(180, (ink) => {
  const packet = (fill: string, shade: string, flower: string): string =>
    [
      rect(-90, -290, 180, 290, plain.paper, 6),
      rect(-90, -290, 180, 44, fill, 6),
      rect(-90, -40, 180, 40, shade, 6),
      line("M0-60C-4-110 4-130 0-150M0-90q-30 0-40-24M0-84q30-2 40-24", plain.leafDark, 6),
      repeat(6, (i) => disc(Math.sin(i * 1.047) * 27, -170 - Math.cos(i * 1.047) * 27, 17, flower)),
      disc(0, -170, 14, plain.brass),
      line("M-56-268h112", plain.paper, 7),
    ].join("");
  return [
    group(packet(ink.accent, ink.accentDark, ink.accent), { move: [300, 654], turn: -8 }),
    group(packet("#a3b595", "#4b7d5c", "#dba39a"), { move: [500, 654], turn: 8 }),
    group(packet(ink.base, ink.dark, ink.base), { move: [400, 660] }),
  ].join("");
});

const twine = onTable(160, (ink) =>
  [
    disc(400, 510, 150, ink.base),
    area("M440 366q110 30 110 144 0 130-120 150 90-150 10-294z", ink.dark),
    line("M268 450q120-80 250-10M254 500q140-90 292-6M258 550q130-80 284-10M280 600q110-60 240-10", ink.light, 9),
    line("M330 382q-50 120 20 268M382 362q-40 140 30 298M440 366q-20 150 40 270", ink.deep, 7),
    line("M540 560q70 20 60 70t-140 26-120 10", ink.base, 11),
    rect(352, 470, 96, 76, plain.paper, 6),
    group(shipMark(ink.deep), { move: [400, 504], scale: 0.5 }),
  ].join(""),
);

export const gardenMotifs = { wateringcan, trowel, dibber, plantpot, birdhouse, seeds, twine } as const;
