/** Drawings of bath articles: soap, brushes and folded towels. */
import { onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const soap = onTable(180, (ink) =>
  [
    rect(230, 630, 340, 30, plain.woodDark, 12),
    repeat(4, (i) => rect(246 + i * 82, 618, 62, 16, plain.wood, 6)),
    rect(256, 530, 288, 92, ink.base, 34),
    area("M460 530h50q34 0 34 34v24q0 34-34 34h-50z", ink.dark),
    rect(300, 452, 216, 82, ink.accent, 12),
    rect(450, 452, 66, 82, ink.accentDark, 12),
    rect(336, 452, 70, 82, plain.paper),
    line("M360 480q12-10 22 0t0 26", ink.deep, 5),
    line("M292 552h100", ink.light, 10),
    ring(572, 470, 34, "#ffffff", 6),
    ring(614, 410, 20, "#ffffff", 5),
    ring(560, 392, 12, "#ffffff", 4),
  ].join(""),
);

const brush = onTable(200, (ink) =>
  [
    area("M230 520q0-60 60-60h90q50 0 90 20 60 26 120 12 26-4 28 16t-26 26q-70 18-140-8H230z", ink.base),
    area("M230 520h220q70 26 140 8 24-6 26-20 6 22-24 30-70 18-140-8H236z", ink.dark),
    area("M242 526h216l6 120q-108 14-228 0z", plain.paper),
    area("M400 526h58l6 120q-30 4-64 5z", plain.paperDark),
    line(
      "M262 540l-4 100M290 540l-2 104M318 540v106M346 540v108M374 540v108M402 540l2 106M430 540l4 104",
      plain.paperDark,
      5,
    ),
    disc(588, 506, 9, ink.deep),
    line("M270 488q50-14 110-6", ink.light, 9),
    line("M588 506q40 10 34 60", ink.accent, 7),
  ].join(""),
);

const towels = onTable(200, (ink) => {
  const roll = (x: number, y: number, fill: string, shade: string): string =>
    disc(x, y, 84, shade) +
    disc(x, y, 78, fill) +
    line(`M${x + 44} ${y}a44 44 0 1 1-44-44a30 30 0 1 1-4 62a16 16 0 1 1 8-30`, shade, 8);
  return (
    roll(310, 576, ink.base, ink.dark) +
    roll(490, 576, ink.accent, ink.accentDark) +
    roll(400, 434, ink.light, ink.base)
  );
});

const pump = onTable(100, (ink) =>
  [
    rect(390, 300, 20, 90, plain.metalDark, 6),
    area("M330 276h116q14 0 14 14v20H390V300h-44q-10 14-30 12 0-30 14-36z", ink.accent),
    rect(352, 372, 96, 42, ink.accent, 10),
    turned(
      400,
      [
        [40, 412, "corner"],
        [96, 450],
        [102, 500],
        [102, 630],
        [94, 660, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    rect(326, 500, 148, 106, plain.paper, 6),
    line("M350 530h100M350 554h72M350 578h88", ink.dark, 6),
  ].join(""),
);

const balm = onTable(170, (ink) =>
  [
    rect(290, 560, 240, 100, ink.base, 20),
    rect(450, 560, 80, 100, ink.dark, 20),
    oval(410, 562, 120, 26, ink.light),
    oval(410, 560, 104, 19, "#f5e9c6"),
    line("M350 560q40-16 70 2t64-6", "#e6d29a", 7),
    line("M310 600v36", ink.light, 8),
    group(
      disc(0, 0, 108, ink.accentDark) +
        disc(-6, -4, 104, ink.accent) +
        ring(-6, -4, 82, plain.paper, 5) +
        oval(-6, -4, 20, 52, plain.paper) +
        group(oval(-6, -4, 20, 52, plain.paper), { turn: 60 }) +
        group(oval(-6, -4, 20, 52, plain.paper), { turn: -60 }),
      { move: [262, 546] },
    ),
    disc(256, 542, 16, "#ecbf4c"),
  ].join(""),
);

const shaving = onTable(190, (ink) =>
  [
    line("M406 486C490 476 490 610 400 608", ink.dark, 26),
    turned(
      310,
      [
        [106, 440, "corner"],
        [106, 500],
        [102, 620],
        [94, 650],
        [86, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    area("M204 440q-10-40 30-40 10-40 56-30 30-30 60 4 46-6 44 32 30 10 22 34z", "#ffffff"),
    area("M370 394q30 0 24 20 30 4 22 26h-50z", "#e4e9e8"),
    turned(
      560,
      [
        [40, 660, "corner"],
        [44, 630],
        [22, 570],
        [30, 540],
        [34, 530, "corner"],
      ],
      { fill: ink.accent, shade: ink.accentDark },
    ),
    area("M526 530h68q30-70 24-140-58-34-116 0-6 70 24 140z", plain.paper),
    area("M570 530h24q30-70 24-140-20-12-40-16z", plain.paperDark),
    line("M540 516l-14-100M560 518v-112M580 516l14-100", plain.paperDark, 4),
    rect(524, 524, 72, 16, plain.brass, 6),
  ].join(""),
);

export const bathMotifs = { soap, brush, towels, pump, balm, shaving } as const;
