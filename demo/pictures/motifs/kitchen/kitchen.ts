/** Drawings of kitchen tools: knives, boards and small tools. */
import { hanging, lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const knife = lying(250, (ink) =>
  [
    group(area("M150 300h330q60 0 90 40l66 70q-190 40-300-10H150z", "#1f2c3a"), { see: 0.0 }),
    group(
      [
        rect(-250, 0, 500, 190, plain.woodDark, 24),
        rect(-250, -12, 500, 190, plain.wood, 24),
        line("M-220 30q120 14 240 0t200 6M-220 92q160-12 260 2t180-6M-210 142q120 10 220-2", plain.woodDark, 3),
        disc(214, 84, 15, plain.woodDark),
      ].join(""),
      { move: [404, 420], turn: -14 },
    ),
    group(
      [
        group(area("M-256 18H10L20 66Q200 70 268 26Q180 96 10 92L0 52H-256z", "#1f2c3a"), { see: 0.18 }),
        area("M-10-26H230Q276-20 292 8Q180 64 14 54Q-6 40-10-26z", plain.metalLight),
        area("M-10-26H230Q276-20 292 8Q150 16-6 2z", plain.metal),
        area("M-260-20q-20 40 10 50l110-8 120-2q14-20 8-48H-240q-16 0-20 8z", ink.base),
        area("M-250 30l110-8 120-2q10-12 10-24H-264q0 26 14 34z", ink.dark),
        rect(-22, -30, 18, 54, ink.accent, 4),
        disc(-200, 0, 8, plain.brass),
        disc(-90, -2, 8, plain.brass),
      ].join(""),
      { move: [396, 330], turn: -14 },
    ),
    repeat(
      4,
      (i) => disc(286 + i * 44, 548 - i * 12, 22, "#d86b45") + ring(286 + i * 44, 548 - i * 12, 12, "#e9925f", 5),
    ),
  ].join(""),
);

const breadknife = onTable(230, (ink) =>
  [
    rect(170, 632, 460, 28, plain.woodDark, 10),
    rect(170, 622, 460, 26, plain.wood, 10),
    area("M214 622q-30-120 60-150 120-34 210 0 84 30 56 150z", "#a86a35"),
    area("M480 472q84 30 60 150h-90q50-80 30-150z", "#8a5327"),
    line("M290 490l44 50M350 476l44 56M410 474l40 50", "#d9a35e", 11),
    area("M552 622q-10-96 26-100 44 20 40 100z", "#e9cf9f"),
    area("M552 622q-10-96 26-100-16 40-6 100z", "#a86a35"),
    group(
      [
        area(`M-30-30H250q26 6 30 30l${"-8 10-8-10".repeat(18)}H-30z`, plain.metal),
        area("M-30-30H250q26 6 30 30H-30z", plain.metalLight),
        area("M-190-34H-30V14h-130q-40 0-30-48z", ink.base),
        area("M-190-10H-30v24h-130q-34 0-30-24z", ink.dark),
        disc(-150, -14, 8, plain.brass),
        disc(-76, -14, 8, plain.brass),
      ].join(""),
      { move: [370, 400], turn: -12 },
    ),
  ].join(""),
);

const board = onTable(180, (ink) =>
  [
    area("M262 300q0-30 30-30h60q8-70 48-70t48 70h60q30 0 30 30v330q0 30-30 30H292q-30 0-30-30z", ink.base),
    area("M480 270h28q30 0 30 30v330q0 30-30 30h-28z", ink.dark),
    disc(400, 246, 17, ink.deep),
    line("M300 330q10 140-4 290M346 310q-14 150 4 320M400 320q10 120-2 310M446 316q-8 160 2 310", ink.dark, 4),
    area("M560 660q-16-96 20-110t52 40q10 50-14 70z", "#d9a441"),
    area("M586 552q-4-34 16-54q4 40-16 54z", plain.leaf),
    oval(230, 632, 42, 30, "#b8433a"),
    area("M230 604q-4-20 12-32q6 20-12 32z", plain.leafDark),
  ].join(""),
);

const crock = onTable(120, (ink) =>
  [
    group(
      rect(-9, 0, 18, 250, plain.wood, 9) + oval(0, -20, 34, 50, plain.wood) + oval(4, -18, 20, 34, plain.woodDark),
      {
        move: [330, 290],
        turn: -13,
      },
    ),
    group(rect(-8, 0, 16, 240, plain.woodDark, 8) + rect(-32, -84, 64, 104, plain.woodLight, 14), {
      move: [462, 300],
      turn: 13,
    }),
    rect(393, 300, 14, 200, plain.metalDark, 7),
    repeat(3, (i) => `${line(`M400 330C${400 - 54 + i * 18} 300 ${400 - 44 + i * 12} 190 400 180`, plain.metal, 6)}`),
    repeat(3, (i) => `${line(`M400 330C${400 + 54 - i * 18} 300 ${400 + 44 - i * 12} 190 400 180`, plain.metal, 6)}`),
    turned(
      400,
      [
        [108, 460, "corner"],
        [114, 540],
        [106, 640],
        [94, 660, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    oval(400, 460, 108, 14, ink.dark),
    area("M292 460a108 14 0 0 0 216 0l2 18a112 16 0 0 1-220 0z", ink.light),
    line("M290 590q110 20 220 0", ink.accent, 14),
  ].join(""),
);

const mill = onTable(80, (ink) => {
  const one = (x: number, fill: string, shade: string, top: string): string =>
    [
      disc(x, 262, 15, plain.brass),
      turned(
        x,
        [
          [20, 278, "corner"],
          [50, 300],
          [54, 336],
          [34, 368, "corner"],
        ],
        { fill: top, shade },
      ),
      rect(x - 36, 364, 72, 14, plain.metal, 5),
      turned(
        x,
        [
          [36, 378, "corner"],
          [52, 420],
          [34, 500],
          [56, 590],
          [66, 660, "corner"],
        ],
        { fill, shade, glint: top },
      ),
      rect(x - 68, 636, 136, 24, shade, 6),
    ].join("");
  return one(324, ink.base, ink.dark, ink.light) + group(one(476, ink.accent, ink.accentDark, ink.accent), {});
});

const grater = onTable(110, (ink) =>
  [
    area("M344 232q56-40 112 0l-8 22q-48-28-96 0z", ink.accent),
    area("M326 250h148l38 400H288z", plain.metal),
    area("M440 250h34l38 400h-50z", plain.metalDark),
    rect(276, 640, 248, 22, ink.base, 8),
    rect(318, 240, 164, 20, ink.base, 8),
    repeat(24, (i) => {
      const row = Math.floor(i / 4);
      return oval(342 + (i % 4) * 30 - row * 2 + (row % 2) * 8, 316 + row * 52, 8, 12, plain.iron);
    }),
    area("M560 660l26-60 78 36-14 24z", "#ecbf4c"),
    repeat(7, (i) => line(`M${548 + i * 13} ${656 - (i % 3) * 5}q6-10 14-2`, "#f3d47c", 5)),
  ].join(""),
);

const rollingpin = lying(240, (ink) =>
  group(
    [
      group(area("M-262-16Q0-52 262-16v60Q0 110-262 44z", "#1f2c3a"), { see: 0.14 }),
      area("M-262-22Q0-62 262-22q14 22 0 44Q0 62-262 22q-14-22 0-44z", ink.base),
      area("M-266 6Q0 26 266 6l-4 16Q0 62-262 22z", ink.dark),
      line("M-210-16q150-18 280-14", ink.light, 9),
      rect(-232, -26, 8, 52, ink.accent),
      rect(224, -26, 8, 52, ink.accent),
      repeat(3, (i) => area(starAt(-110 + i * 110, 160 - (i % 2) * 40), i === 1 ? "#d9a35e" : "#e3b878")),
      repeat(2, (i) => ring(-60 + i * 130, -150 + i * 10, 44, "#e3b878", 26)),
    ].join(""),
    { move: [400, 400], turn: -22 },
  ),
);

function starAt(x: number, y: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 === 0 ? 56 : 27;
    return `${Math.round(x + Math.sin((i * Math.PI) / 5) * reach)} ${Math.round(y - Math.cos((i * Math.PI) / 5) * reach)}`;
  });
  return `M${points.join("L")}Z`;
}

const mortar = onTable(170, (ink) =>
  [
    group(rect(-20, -230, 40, 250, ink.accent, 20) + rect(2, -230, 18, 250, ink.accentDark, 9), {
      move: [440, 490],
      turn: 28,
    }),
    turned(
      400,
      [
        [150, 470, "corner"],
        [150, 520],
        [110, 610],
        [100, 640],
        [114, 660, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    area("M250 470a150 26 0 0 0 300 0l-4 22a150 30 0 0 1-292 0z", ink.light),
    line("M268 560q130 34 264 0", ink.dark, 5),
    repeat(6, (i) => disc(200 + (i % 3) * 22 - i * 3, 648 - (i % 2) * 10, 8, i % 2 ? "#4a2f22" : "#7a5038")),
  ].join(""),
);

const stone = onTable(230, (ink) =>
  [
    area("M190 610h420l-14 50H204z", plain.woodDark),
    rect(180, 590, 440, 30, plain.wood, 8),
    rect(216, 546, 368, 46, ink.base, 6),
    rect(480, 546, 104, 46, ink.dark, 6),
    rect(216, 500, 368, 48, ink.accent, 6),
    rect(480, 500, 104, 48, ink.accentDark, 6),
    group(
      rect(-210, -22, 150, 40, "#7b5440", 16) +
        rect(-62, -24, 14, 42, plain.brass, 4) +
        area("M-48-24H170q60 4 76 28Q130 34-48 16z", plain.metalLight) +
        area("M-48-4q160 10 292 4Q130 34-48 16z", plain.metal),
      { move: [400, 462], turn: -9 },
    ),
    repeat(3, (i) => area(`M${560 + i * 30} ${430 - i * 22}q16 24 0 34q-16-10 0-34z`, "#8fbad0")),
  ].join(""),
);

const towel = hanging(150, (ink) =>
  [
    rect(180, 176, 440, 16, plain.woodDark, 8),
    disc(200, 184, 16, plain.wood),
    disc(600, 184, 16, plain.wood),
    area("M262 180h190v360l-16 12-20-10-24 12-22-12-26 12-24-12-22 10-36-12z", ink.accentDark),
    area("M300 176h230v420q-20 14-40 2t-40 4-40-2-40 4-36-4-34 0z", ink.accent),
    rect(300, 500, 230, 18, ink.base),
    rect(300, 534, 230, 34, ink.base),
    line("M356 200v280M420 200v290M480 200v280", ink.accentDark, 3),
    area("M500 176h30v420q-16 10-30 4z", ink.accentDark),
  ].join(""),
);

const apron = hanging(170, (ink) =>
  [
    disc(400, 158, 12, plain.brass),
    line("M340 262C330 190 390 160 400 160s70 30 60 102", ink.accent, 12),
    area("M330 256h140l12 90q60 20 70 60l14 200q-166 40-332 0l14-200q10-40 70-60z", ink.base),
    area("M440 256h30l12 90q60 20 70 60l14 200q-40 10-80 14z", ink.dark),
    line("M256 410q-40 10-60 60M544 410q40 10 60 70", ink.accent, 10),
    area("M310 440h180v90q-90 40-180 0z", ink.light),
    line("M310 444h180M400 446v100", ink.dark, 5),
    rect(346, 276, 108, 9, ink.accent),
  ].join(""),
);

export const kitchenMotifs = {
  breadknife,
  knife,
  board,
  crock,
  mill,
  grater,
  rollingpin,
  mortar,
  stone,
  towel,
  apron,
} as const;
