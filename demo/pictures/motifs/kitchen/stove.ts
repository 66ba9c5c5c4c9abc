/** Drawings of cookware. */
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, turned } from "../../shapes.ts";

const skillet = lying(240, (ink) =>
  [
    group(area("M146 430a214 214 0 1 1 410 86l150 150-40 40-150-150A214 214 0 0 1 146 430z", "#1f2c3a"), { see: 0.16 }),
    area("M494 458l42-42 154 154q14 36-8 50t-50-8z", ink.dark),
    disc(658, 590, 13, plain.paperDark),
    disc(350, 370, 214, ink.base),
    area("M198 219l-40-10q-2 34 14 40z", ink.base),
    disc(350, 370, 188, ink.deep),
    disc(350, 370, 176, ink.dark),
    disc(326, 342, 84, "#f8f1e0"),
    area("M250 350q-20 70 60 76q70 20 92-50q10-60-40-70z", "#f8f1e0"),
    disc(334, 352, 36, "#ecb23f"),
    disc(324, 342, 11, "#f7d98a"),
    group(line("M204 300q40-86 130-96", "#ffffff", 10), { see: 0.35 }),
    disc(440, 300, 7, plain.leaf),
    disc(456, 330, 5, plain.leaf),
    disc(428, 446, 6, plain.leaf),
  ].join(""),
);

const pot = onTable(230, (ink) =>
  [
    rect(168, 486, 60, 26, ink.dark, 13),
    rect(572, 486, 60, 26, ink.dark, 13),
    area("M208 452h384v150q0 58-58 58H266q-58 0-58-58z", ink.base),
    area("M468 452h124v150q0 58-58 58h-66z", ink.dark),
    line("M238 496v104q0 24 20 30", ink.light, 11),
    area("M196 452q0-70 204-76q204 6 204 76z", ink.base),
    area("M440 378q164 12 164 74H468z", ink.dark),
    rect(188, 440, 424, 26, ink.deep, 13),
    disc(400, 356, 26, ink.accent),
    rect(388, 366, 24, 16, ink.accentDark),
    line("M258 422q30-16 66-20", ink.light, 8),
  ].join(""),
);

const saucepan = onTable(200, (ink) =>
  [
    area("M520 520l150-21q22 2 20 18t-18 16l-152 17z", plain.woodDark),
    area("M520 520l150-21q16 2 18 8l-168 25z", plain.wood),
    area("M230 476h300v150q0 34-34 34H264q-34 0-34-34z", ink.base),
    area("M430 476h100v150q0 34-34 34h-66z", ink.dark),
    line("M258 510v108", ink.light, 11),
    oval(380, 476, 150, 26, ink.light),
    oval(380, 479, 136, 20, ink.deep),
    oval(380, 484, 128, 15, "#e9cf8d"),
    line("M340 484q20 8 44 0t40 0", "#f8e9bd", 6),
    area("M322 476L452 300l18 12-108 176z", plain.wood),
    group(line("M330 438c-20-26 18-42 0-70", "#ffffff", 9), { see: 0.5 }),
  ].join(""),
);

const kettle = onTable(200, (ink) =>
  [
    line("M286 420C286 270 514 270 514 420", plain.iron, 22),
    line("M344 316q56-26 112 0", plain.wood, 32),
    area("M300 500L176 414l-22 24 20 26c40 30 56 86 110 116z", ink.dark),
    turned(
      400,
      [
        [64, 400, "corner"],
        [128, 440],
        [176, 560],
        [168, 640],
        [150, 660, "corner"],
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
        [20, 376, "corner"],
        [66, 390],
        [72, 406, "corner"],
      ],
      { fill: ink.accent, shade: ink.accentDark },
    ),
    disc(400, 366, 18, plain.wood),
    line("M232 620q168 22 336 0", ink.deep, 6),
    group(line("M150 400c-26-22 12-44-14-74M186 384c-18-22 12-36-4-60", "#ffffff", 9), { see: 0.55 }),
  ].join(""),
);

const roaster = onTable(250, (ink) =>
  [
    line("M176 540v-22q0-18 18-18M624 540v-22q0-18-18-18", ink.dark, 16),
    area("M186 520h428l-26 122q-4 18-24 18H236q-20 0-24-18z", ink.base),
    area("M500 520h114l-26 122q-4 18-24 18h-90z", ink.dark),
    area("M232 512q20-110 150-116 150 0 180 116z", "#b9713a"),
    area("M420 402q120 20 142 110h-96q10-70-46-110z", "#9a5a2c"),
    area("M520 500q20-80 76-84l10 18q-40 20-36 66z", "#b9713a"),
    disc(606, 420, 17, plain.paper),
    disc(598, 438, 14, plain.paper),
    line("M290 450q40-34 100-32", "#d6935a", 9),
    disc(266, 506, 26, "#e3c16a"),
    disc(322, 512, 22, "#d86b45"),
    disc(470, 510, 24, "#e3c16a"),
    rect(172, 508, 456, 24, ink.light, 12),
    line("M222 560l12 66", ink.light, 8),
  ].join(""),
);

const dripper = onTable(130, (ink) =>
  [
    area("M296 250h208l-20-24H316z", plain.paper),
    area("M284 250h232l-72 132h-88z", ink.base),
    area("M436 250h80l-72 132h-30z", ink.dark),
    line("M318 276l44 84M358 276l20 84", ink.light, 7),
    rect(316, 378, 168, 22, ink.accent, 10),
    line("M520 470c80-6 78 126-6 130", plain.metal, 16),
    group(
      turned(
        400,
        [
          [70, 402, "corner"],
          [76, 430],
          [124, 540],
          [118, 640],
          [100, 660, "corner"],
        ],
        { fill: "#d6e6e5", shade: "#b9d0d0" },
      ),
      { see: 0.9 },
    ),
    turned(
      400,
      [
        [116, 540, "corner"],
        [114, 636],
        [96, 650, "corner"],
      ],
      { fill: "#5b3a29", shade: "#472c1f" },
    ),
    oval(400, 540, 116, 14, "#7a5038"),
    rect(396, 400, 8, 140, "#5b3a29", 4),
    line("M318 480q-22 60-16 130", "#ffffff", 8),
  ].join(""),
);

export const stoveMotifs = { skillet, pot, saucepan, kettle, roaster, dripper } as const;
