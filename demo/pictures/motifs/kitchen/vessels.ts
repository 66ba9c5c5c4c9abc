/** Drawings of vessels: cups, pots, jugs and glasses. */
import { onTable } from "../../motif.ts";
import { mix, plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, turned } from "../../shapes.ts";

const steam = (x: number, y: number): string =>
  group(line(`M${x} ${y}c-22-26 22-44 0-74M${x + 44} ${y - 6}c-18-22 18-40 0-64`, "#ffffff", 9), { see: 0.5 });

const mug = onTable(130, (ink) =>
  [
    line("M496 452C596 440 596 596 490 594", ink.dark, 30),
    line("M496 448C590 436 590 592 490 590", ink.base, 24),
    turned(
      400,
      [
        [112, 400, "corner"],
        [112, 450],
        [108, 600],
        [98, 646],
        [86, 660, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    turned(
      400,
      [
        [108, 596, "corner"],
        [98, 646],
        [86, 660, "corner"],
      ],
      { fill: ink.accent, shade: ink.accentDark },
    ),
    oval(400, 400, 112, 22, ink.light),
    oval(400, 402, 100, 17, "#5b3a29"),
    oval(386, 404, 60, 8, "#7a5038"),
    steam(372, 366),
  ].join(""),
);

const cup = onTable(170, (ink) =>
  [
    oval(400, 650, 176, 24, ink.dark),
    oval(400, 642, 176, 24, ink.base),
    oval(400, 640, 110, 14, ink.dark),
    line("M500 528c66-14 70 76-14 70", ink.base, 18),
    turned(
      400,
      [
        [104, 490, "corner"],
        [102, 540],
        [78, 606],
        [52, 636, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    oval(400, 490, 104, 19, ink.light),
    oval(400, 492, 92, 15, "#4a2f22"),
    oval(388, 493, 54, 7, "#9a6c45"),
    line("M300 548c60 12 140 12 200 0", ink.accent, 7),
    steam(378, 462),
  ].join(""),
);

const teapot = onTable(200, (ink) =>
  [
    line("M512 430c110-20 104 146-10 156", ink.dark, 26),
    line("M512 426c102-20 98 140-10 150", ink.base, 21),
    area("M300 470C240 470 240 400 190 392l-14 20c40 24 30 130 110 150z", ink.dark),
    turned(
      400,
      [
        [70, 420, "corner"],
        [118, 452],
        [146, 530],
        [118, 620],
        [84, 652],
        [80, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    turned(
      400,
      [
        [14, 384, "corner"],
        [60, 398],
        [76, 424, "corner"],
      ],
      { fill: ink.accent, shade: ink.accentDark },
    ),
    rect(320, 418, 160, 12, ink.accentDark, 6),
    disc(400, 374, 20, ink.accent),
    line("M262 556c70 30 206 30 276 0", ink.light, 6),
    group(line("M182 372c-22-26 18-40-4-70", "#ffffff", 9), { see: 0.5 }),
  ].join(""),
);

const jug = onTable(140, (ink) =>
  [
    line("M498 380c106-26 112 170-2 196", ink.dark, 28),
    line("M498 376c98-24 104 166-2 190", ink.base, 22),
    turned(
      400,
      [
        [84, 320, "corner"],
        [76, 360],
        [112, 470],
        [118, 560],
        [92, 640],
        [80, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    area("M316 320l-46-22q10 50 54 58z", ink.base),
    oval(400, 320, 84, 18, ink.light),
    oval(400, 322, 72, 13, ink.deep),
    line("M294 500c60 20 152 20 212 0", ink.accent, 12),
    line("M292 532c60 20 156 20 216 0", ink.accent, 5),
  ].join(""),
);

const carafe = onTable(110, (ink) =>
  [
    group(
      turned(
        400,
        [
          [46, 250, "corner"],
          [38, 300],
          [42, 370],
          [104, 480],
          [112, 580],
          [100, 648],
          [84, 660, "corner"],
        ],
        { fill: ink.light, shade: ink.base },
      ),
      { see: 0.85 },
    ),
    turned(
      400,
      [
        [92, 500, "corner"],
        [108, 570],
        [98, 640],
        [82, 650, "corner"],
      ],
      { fill: ink.base, shade: ink.dark },
    ),
    oval(400, 500, 96, 14, ink.light),
    oval(400, 250, 46, 9, ink.dark),
    area("M362 250h76l-8-44a30 12 0 0 0-60 0z", plain.wood),
    rect(358, 244, 84, 14, plain.woodDark, 7),
    line("M330 500c-16 40-14 90-4 122", "#ffffff", 8),
    line("M372 288l2 60", "#ffffff", 6),
  ].join(""),
);

const tumbler = onTable(120, (ink) => {
  const glass = (x: number, tone: string, edge: string): string =>
    [
      group(
        turned(
          x,
          [
            [74, 430, "corner"],
            [74, 470],
            [66, 650],
            [60, 660, "corner"],
          ],
          { fill: tone, shade: edge },
        ),
        {
          see: 0.72,
        },
      ),
      group(
        turned(
          x,
          [
            [70, 530, "corner"],
            [65, 640],
            [58, 648, "corner"],
          ],
          { fill: edge },
        ),
        { see: 0.6 },
      ),
      oval(x, 530, 70, 11, mix(tone, "#ffffff", 0.35)),
      oval(x, 430, 74, 12, mix(tone, "#ffffff", 0.55)),
      oval(x, 431, 66, 9, edge),
      line(`M${x - 48} 470L${x - 42} 620`, "#ffffff", 7),
    ].join("");
  return glass(332, ink.accent, ink.accentDark) + glass(462, ink.base, ink.dark);
});

export const vesselsMotifs = { mug, cup, teapot, jug, carafe, tumbler } as const;
