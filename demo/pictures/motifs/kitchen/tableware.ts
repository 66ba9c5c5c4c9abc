/** Drawings of tableware: bowls, plates, cutlery. */
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const bowl = onTable(190, (ink) =>
  [
    turned(
      400,
      [
        [186, 486, "corner"],
        [178, 540],
        [128, 626],
        [76, 648],
        [72, 660, "corner"],
      ],
      {
        fill: ink.base,
        shade: ink.dark,
        glint: ink.light,
      },
    ),
    oval(400, 486, 186, 34, ink.light),
    oval(400, 490, 170, 27, ink.dark),
    disc(346, 468, 34, "#d9a441"),
    disc(408, 458, 38, "#c8553d"),
    disc(462, 470, 32, "#d9a441"),
    area("M408 420q4-24 26-28q-2 24-26 28z", plain.leaf),
    area("M228 490a172 27 0 0 0 344 0l4 6a186 36 0 0 1-352 0z", ink.base),
    line("M236 540c90 44 238 44 328 0", ink.accent, 8),
  ].join(""),
);

const plates = onTable(220, (ink) =>
  [
    repeat(5, (i) => {
      const y = 646 - i * 22;
      const tone = i % 2 === 0 ? ink : { base: ink.accent, dark: ink.accentDark };
      return oval(400, y + 8, 216 - i * 4, 22, tone.dark) + oval(400, y, 216 - i * 4, 22, tone.base);
    }),
    oval(400, 556, 150, 13, ink.dark),
    oval(400, 558, 142, 11, ink.light),
    turned(
      400,
      [
        [96, 470, "corner"],
        [92, 500],
        [54, 546],
        [44, 558, "corner"],
      ],
      {
        fill: ink.accent,
        shade: ink.accentDark,
      },
    ),
    oval(400, 470, 96, 16, ink.accent),
    oval(400, 472, 84, 12, ink.accentDark),
  ].join(""),
);

const platter = lying(240, (ink) =>
  [
    group(disc(412, 418, 236, "#1f2c3a"), { see: 0.16 }),
    disc(400, 400, 236, ink.base),
    ring(400, 400, 222, ink.accent, 8),
    disc(400, 400, 168, ink.dark),
    disc(400, 396, 164, ink.light),
    repeat(16, (i) => group(oval(0, -196, 7, 17, ink.accent), { move: [400, 400], turn: i * 22.5 })),
    group(
      [
        area("M-118 0C-70-56 50-58 96-6L136-42C130-8 130 14 138 44L96 8C50 58-70 56-118 0z", "#7fa3b4"),
        area("M-118 0C-70-20 50-20 96 0C50 58-70 56-118 0z", "#a9c3cd"),
        disc(-84, -8, 6, plain.night),
        line("M-54-26q16 26 0 52M-16-22q10 20 0 40M20-20q10 18 0 36", "#5d8294", 5),
      ].join(""),
      { move: [392, 400], turn: -18 },
    ),
    disc(478, 468, 30, plain.paper),
    disc(478, 468, 25, "#ecbf4c"),
  ].join(""),
);

const butterdish = onTable(200, (ink) =>
  [
    rect(206, 628, 388, 32, plain.woodDark, 16),
    rect(206, 622, 388, 28, plain.wood, 14),
    area("M248 622V540q0-46 46-46h212q46 0 46 46v82z", ink.base),
    area("M430 494h76q46 0 46 46v82H430z", ink.dark),
    rect(340, 462, 120, 34, ink.accent, 16),
    line("M276 604v-56q0-26 26-26", ink.light, 9),
    line("M262 598h276", ink.accent, 6),
  ].join(""),
);

const eggcup = onTable(150, (ink) => {
  const one = (x: number, fill: string, shade: string, egg: string): string =>
    [
      oval(x, 470, 66, 84, egg),
      group(area(`M${x + 16} 390q52 20 50 84h-40q6-50-10-84z`, "#1f2c3a"), { see: 0.1 }),
      turned(
        x,
        [
          [84, 480, "corner"],
          [76, 530],
          [24, 572],
          [26, 596],
          [62, 650],
          [66, 660, "corner"],
        ],
        {
          fill,
          shade,
          glint: plain.paper,
        },
      ),
      line(`M${x - 60} 650h120`, shade, 6),
    ].join("");
  return one(300, ink.base, ink.dark, "#f3e3cc") + one(500, ink.accent, ink.accentDark, "#d9b48c");
});

const cutlery = lying(220, (ink) => {
  const handle = (x: number): string => rect(x - 14, 400, 28, 214, ink.base, 14) + rect(x, 400, 14, 214, ink.dark, 7);
  return [
    group(rect(196, 214, 420, 420, "#1f2c3a", 18), { see: 0.14 }),
    rect(186, 200, 420, 420, ink.accent, 14),
    line("M206 220h380v380h-380z", ink.accentDark, 4),
    area("M246 190h14v92h12v-92h14v92h12v-92h14v104q0 44-24 52v60h-18v-60q-24-8-24-52z", plain.metal),
    handle(280),
    area("M378 404V196q44 12 44 120v88z", plain.metalLight),
    area("M378 404V196q10 4 16 20v188z", plain.metal),
    handle(400),
    oval(520, 260, 44, 66, plain.metal),
    oval(514, 256, 30, 50, plain.metalLight),
    rect(511, 312, 18, 100, plain.metal),
    handle(520),
  ].join("");
});

export const tablewareMotifs = { bowl, plates, platter, butterdish, eggcup, cutlery } as const;
