/** Drawings of home textiles, wood and wicker. */
import { hanging, lying, onTable } from "../../motif.ts";
import { mix, plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const flower = (x: number, y: number, colour: string): string =>
  group(line("M0-40V40M-40 0H40M-28-28L28 28M-28 28L28-28", colour, 21) + disc(0, 0, 16, "#ecbf4c"), { move: [x, y] });

const vase = onTable(110, (ink) =>
  [
    line(
      "M396 420C380 330 340 280 330 190M402 420C410 320 404 260 420 150M404 420C440 340 470 310 486 230",
      plain.leafDark,
      7,
    ),
    repeat(5, (i) =>
      group(oval(0, 0, 12, 34, i % 2 ? plain.leaf : plain.leafDark), {
        move: [350 + i * 26, 330 - (i % 2) * 50],
        turn: -40 + i * 22,
      }),
    ),
    flower(330, 184, ink.accent),
    flower(420, 146, ink.accent),
    flower(488, 226, ink.accent),
    turned(
      400,
      [
        [48, 400, "corner"],
        [40, 430],
        [98, 510],
        [104, 570],
        [74, 640],
        [66, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    oval(400, 400, 48, 10, ink.dark),
    line("M302 560q98 26 196 0", ink.light, 7),
  ].join(""),
);

const blanket = onTable(210, (ink) => {
  const fold = (y: number, fill: string, shade: string): string =>
    rect(196, y, 408, 74, fill, 36) +
    area(`M470 ${y}h98q36 0 36 37t-36 37h-98z`, shade) +
    line(`M232 ${y + 37}h220`, mix(fill, "#ffffff", 0.25), 5);
  return [
    fold(586, ink.dark, ink.deep),
    fold(512, ink.base, ink.dark),
    fold(438, ink.light, ink.base),
    area("M250 438h110v222H250z", ink.accent),
    area("M268 438h14v222h-14zM330 438h14v222h-14z", ink.accentDark),
    repeat(6, (i) => line(`M${256 + i * 20} 660v26`, ink.accent, 7)),
  ].join("");
});

const cushion = onTable(200, (ink) =>
  [
    area(
      "M216 330q-16-40 26-30 158 24 316 0 42-10 26 30-22 140 0 290 12 50-30 40-154-20-308 0-42 10-30-40 22-150 0-290z",
      ink.base,
    ),
    area("M498 306l60-6q42-10 26 30-22 140 0 290 12 50-30 40l-70-8q50-180 14-346z", ink.dark),
    line("M262 400h276M256 470h288M256 540h288", ink.accent, 15),
    line("M260 434h280M256 504h288M258 574h284", ink.light, 5),
    disc(222, 306, 13, ink.accent),
    disc(578, 306, 13, ink.accent),
    disc(228, 654, 13, ink.accent),
    disc(572, 654, 13, ink.accent),
  ].join(""),
);

const rug = lying(260, (ink) =>
  [
    group(rect(178, 158, 470, 506, "#1f2c3a", 6), { see: 0.14 }),
    repeat(16, (i) => line(`M${182 + i * 29} 128v28M${182 + i * 29} 646v28`, ink.light, 8)),
    rect(166, 146, 468, 510, ink.base, 4),
    rect(190, 170, 420, 462, ink.accent),
    rect(200, 180, 400, 442, ink.base),
    repeat(
      3,
      (i) =>
        area(`M400 ${210 + i * 130}l96 62-96 62-96-62z`, i === 1 ? ink.dark : ink.accent) +
        area(`M400 ${236 + i * 130}l56 36-56 36-56-36z`, ink.light),
    ),
    repeat(3, (i) => {
      const y = 214 + i * 130;
      return area(`M200 ${y}l60 58-60 58zM600 ${y}l-60 58 60 58z`, ink.dark);
    }),
  ].join(""),
);

const pad = lying(240, (ink) => {
  const one = (x: number, y: number, fill: string, edge: string): string =>
    group(disc(x + 10, y + 16, 190, "#1f2c3a"), { see: 0.15 }) +
    disc(x, y + 6, 190, edge) +
    disc(x, y, 190, fill) +
    ring(x, y, 168, edge, 5);
  return [
    one(470, 330, ink.accent, ink.accentDark),
    one(340, 460, ink.base, ink.dark),
    repeat(9, (i) => line(`M${250 + (i % 3) * 84} ${380 + Math.floor(i / 3) * 76}l14-6`, ink.light, 4)),
    line("M474 600l40 40", ink.dark, 14),
  ].join("");
});

const basket = onTable(190, (ink) =>
  [
    line("M262 470C262 300 538 300 538 470", ink.dark, 18),
    area("M300 440q30-50 100-40t110 36l-10 40H300z", "#f3eee3"),
    area("M420 410q60 4 90 30l-10 36h-80z", "#d9cdb6"),
    area("M214 460h372l-40 176q-6 24-30 24H284q-24 0-30-24z", ink.base),
    area("M470 460h116l-40 176q-6 24-30 24h-70z", ink.dark),
    repeat(4, (i) =>
      repeat(8 - i, (k) =>
        rect(234 + i * 14 + k * 44, 486 + i * 44, 24, 26, i % 2 === k % 2 ? ink.light : ink.deep, 5),
      ),
    ),
    rect(204, 446, 392, 28, ink.accent, 14),
  ].join(""),
);

const stool = onTable(180, (ink) =>
  [
    area("M286 400h30l-36 260h-30zM484 400h30l36 260h-30z", ink.dark),
    area("M384 400h32v240h-32z", ink.deep),
    rect(270, 540, 260, 20, ink.deep, 8),
    area("M230 366h340v20q0 24-30 24H260q-30 0-30-24z", ink.dark),
    oval(400, 366, 170, 34, ink.base),
    oval(400, 362, 150, 26, ink.light),
    line("M300 362q100 20 200 0M330 350q70-10 150 0", ink.base, 4),
  ].join(""),
);

const hooks = hanging(210, (ink) =>
  [
    group(rect(196, 232, 420, 80, "#1f2c3a", 12), { see: 0.16 }),
    rect(186, 220, 428, 80, ink.base, 12),
    line("M206 244q120 12 220 0t170 4M206 276q180-10 380 2", ink.dark, 4),
    repeat(4, (i) => {
      const x = 244 + i * 104;
      return (
        rect(x - 12, 236, 24, 48, ink.accent, 8) +
        line(`M${x} 270v40q0 34 28 30`, ink.accentDark, 15) +
        disc(x + 28, 338, 12, ink.accent)
      );
    }),
    line("M376 336q-40 90-24 150", "#7b5440", 10),
    area("M290 478h124v112q0 12-12 12H302q-12 0-12-12z", plain.paperDark),
    area("M380 478h34v112q0 12-12 12h-40z", "#cdbf9f"),
  ].join(""),
);

export const homeMotifs = { vase, blanket, cushion, rug, pad, basket, stool, hooks } as const;
