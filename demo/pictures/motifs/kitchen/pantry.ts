/** Drawings of pantry goods: tins, jars, bottles, bags and boxes. */

import { shipMark } from "../../emblem.ts";
import { onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const tin = onTable(120, (ink) =>
  [
    rect(290, 300, 220, 360, ink.base, 16),
    rect(430, 300, 80, 360, ink.dark, 16),
    rect(430, 310, 30, 344, ink.dark),
    rect(282, 280, 236, 70, ink.accent, 14),
    rect(436, 280, 82, 70, ink.accentDark, 14),
    oval(400, 282, 112, 14, ink.accent),
    rect(308, 410, 184, 170, plain.paper, 92),
    group(shipMark(ink.deep), { move: [400, 488], scale: 0.95 }),
    line("M306 380h188M306 620h188", ink.light, 6),
    line("M310 372v230", ink.light, 7),
    area("M536 646q10-34 44-34t44 34z", ink.deep),
    oval(580, 648, 52, 13, plain.metalDark),
    area("M528 646h104q-4 16-52 16t-52-16z", plain.metal),
    line("M626 644l62-20", plain.metal, 12),
  ].join(""),
);

const bag = onTable(130, (ink) =>
  [
    area("M284 300h232l14 344q0 16-16 16H286q-16 0-16-16z", ink.base),
    area("M440 300h76l14 344q0 16-16 16h-84z", ink.dark),
    area("M280 250h240v56H280z", ink.accent),
    area("M440 250h80v56h-80z", ink.accentDark),
    line("M282 268h236", ink.base, 4),
    rect(312, 372, 176, 200, plain.paper, 8),
    group(oval(0, 0, 40, 58, ink.deep) + line("M-6-50q22 50 0 100", plain.paper, 6), { move: [372, 452], turn: 24 }),
    group(oval(0, 0, 26, 38, ink.base) + line("M-4-32q14 32 0 64", plain.paper, 5), { move: [440, 474], turn: -28 }),
    line("M340 540h120", ink.deep, 6),
    line("M300 330l-8 280", ink.light, 7),
    repeat(5, (i) =>
      group(oval(0, 0, 19, 13, i % 2 ? "#6b4531" : "#54351f") + line("M-14 2q14-8 28-2", "#3b2416", 3), {
        move: [540 + i * 30, 654 - (i % 3) * 8],
        turn: i * 34,
      }),
    ),
  ].join(""),
);

const jar = onTable(110, (ink) =>
  [
    turned(
      400,
      [
        [84, 340, "corner"],
        [92, 356],
        [112, 392],
        [114, 600],
        [106, 648],
        [92, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    area("M306 380q94-40 188 0l-10-36H316z", "#e8eeea"),
    rect(304, 290, 192, 56, ink.accent, 12),
    rect(430, 290, 66, 56, ink.accentDark, 12),
    rect(304, 334, 192, 8, ink.accentDark),
    rect(306, 440, 188, 140, plain.paper, 10),
    line("M322 456h156v108H322z", ink.dark, 4),
    group(shipMark(ink.deep), { move: [400, 504], scale: 0.68 }),
    line("M300 410v190", "#ffffff", 7),
  ].join(""),
);

const honey = onTable(150, (ink) =>
  [
    area("M300 350h170l40 50v200l-40 60H300l-40-60V400z", ink.base),
    area("M440 350h30l40 50v200l-40 60h-50z", ink.dark),
    rect(288, 296, 194, 58, plain.wood, 10),
    rect(424, 296, 58, 58, plain.woodDark, 10),
    area("M384 420l66 38v76l-66 38-66-38v-76z", plain.paper),
    repeat(3, (i) => line(`M${352 + i * 32} ${496 + (i % 2) * 22}l16-9 16 9v18l-16 9-16-9z`, ink.dark, 5)),
    line("M286 420v170", ink.light, 8),
    group(
      rect(-8, -230, 16, 190, plain.woodDark, 8) +
        repeat(5, (i) => rect(-30 + Math.abs(2 - i) * 5, -44 + i * 17, 60 - Math.abs(2 - i) * 10, 12, plain.wood, 6)),
      { move: [570, 616], turn: 16 },
    ),
  ].join(""),
);

const bottle = onTable(90, (ink) =>
  [
    turned(
      400,
      [
        [26, 220, "corner"],
        [24, 330, "corner"],
        [34, 370],
        [78, 430],
        [82, 480],
        [82, 636],
        [72, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    rect(370, 186, 60, 64, ink.accent, 8),
    rect(408, 186, 22, 64, ink.accentDark, 8),
    rect(318, 470, 164, 140, plain.paper),
    rect(318, 470, 164, 10, ink.accent),
    rect(318, 600, 164, 10, ink.accent),
    area("M400 500q46 40 0 84q-46-44 0-84z", ink.dark),
    line("M400 512v60M400 536l16-12M400 554l-16-12", plain.paper, 4),
    line("M382 270v70", ink.light, 6),
  ].join(""),
);

const bar = onTable(190, (ink) =>
  [
    group(
      [
        rect(-86, -330, 172, 330, "#4a2d20", 6),
        repeat(15, (i) => rect(-78 + (i % 3) * 54, -322 + Math.floor(i / 3) * 62, 48, 55, "#5d3a29", 5)),
        area("M-92-210l184-30V0q0 8-8 8H-84q-8 0-8-8z", ink.base),
        area("M30-230l62-10V0q0 8-8 8H30z", ink.dark),
        area("M-92-210l20-18 20 12 22-20 20 12 22-20 20 12 22-18 20 10 18-18v14z", plain.metalLight),
        rect(-62, -150, 124, 106, plain.paper, 6),
        group(shipMark(ink.deep), { move: [0, -98], scale: 0.6 }),
        line("M-92-24h184", ink.accent, 8),
      ].join(""),
      { move: [350, 652], turn: -5 },
    ),
    rect(480, 616, 90, 42, "#5d3a29", 6),
    rect(500, 574, 84, 44, "#4a2d20", 6),
    line("M492 628h50", "#7a4e39", 5),
  ].join(""),
);

const biscuits = onTable(190, (ink) => {
  const biscuit = (x: number, y: number): string =>
    disc(x, y + 5, 48, "#b88449") + disc(x, y, 48, "#dba763") + ring(x, y, 36, "#c8924f", 4) + disc(x, y, 9, "#c8924f");
  return [
    rect(230, 400, 300, 260, ink.base, 14),
    rect(440, 400, 90, 260, ink.dark, 14),
    area("M218 340h324l10 66H208z", ink.accent),
    area("M446 340h96l10 66h-96z", ink.accentDark),
    rect(264, 450, 176, 160, plain.paper, 12),
    group(shipMark(ink.deep), { move: [352, 524], scale: 0.9 }),
    line("M246 430v200", ink.light, 7),
    biscuit(590, 608),
    biscuit(520, 614),
    biscuit(612, 560),
  ].join("");
});

const salt = onTable(150, (ink) =>
  [
    rect(300, 330, 190, 330, ink.base, 10),
    rect(436, 330, 54, 330, ink.dark, 10),
    oval(395, 332, 95, 18, ink.light),
    oval(395, 330, 80, 13, plain.paperDark),
    rect(300, 420, 190, 150, plain.paper),
    line(
      "M320 470q14-14 28 0t28 0 28 0 28 0 28 0M320 500q14-14 28 0t28 0 28 0 28 0 28 0M320 530q14-14 28 0t28 0 28 0 28 0 28 0",
      ink.dark,
      6,
    ),
    line("M318 360v40M318 590v46", ink.light, 7),
    area("M490 660q40-60 92-54t66 54z", "#ffffff"),
    area("M570 606q60 4 78 54h-60z", "#dfe3e2"),
    repeat(6, (i) => rect(486 + i * 30, 644 - (i % 2) * 16, 9, 9, i % 2 ? "#ffffff" : "#eef0ee")),
  ].join(""),
);

const teabox = onTable(220, (ink) =>
  [
    repeat(4, (i) => {
      const [fill, shade] =
        [
          ["#a3533f", "#7f3d2d"],
          ["#4b7d5c", "#3a6449"],
          ["#d2932f", "#a8731f"],
          ["#35729f", "#28597d"],
        ][i] ?? [];
      const x = 214 + i * 95;
      return (
        rect(x, 420, 84, 140, fill ?? ink.accent, 8) +
        rect(x + 56, 420, 28, 140, shade ?? ink.accentDark, 8) +
        oval(x + 42, 422, 42, 9, plain.metalLight) +
        rect(x + 14, 456, 46, 40, plain.paper, 20)
      );
    }),
    rect(190, 520, 420, 140, ink.base, 8),
    rect(490, 520, 120, 140, ink.dark, 8),
    line("M210 550h260M210 630h200", ink.dark, 4),
    rect(330, 560, 140, 60, plain.paper, 6),
    group(shipMark(ink.accent), { move: [400, 588], scale: 0.4 }),
    rect(560, 632, 150, 18, ink.light, 4),
    rect(566, 644, 150, 16, ink.base, 4),
  ].join(""),
);

export const pantryMotifs = { teabox, tin, bag, jar, honey, bottle, bar, biscuits, salt } as const;
