/** Drawings of toys and games. */
import { hanging, lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat } from "../../shapes.ts";

const toyboat = onTable(220, (ink) =>
  [
    rect(392, 230, 14, 330, plain.woodDark, 6),
    area("M384 250v270H230q30-180 154-270z", plain.paper),
    area("M384 250v270h-50q0-170 50-270z", plain.paperDark),
    area("M414 290q110 90 120 230H414z", ink.accent),
    area("M406 222h70l-20 18 20 18h-70z", ink.accent),
    area("M180 548h440q-20 112-110 112H290q-90 0-110-112z", ink.base),
    area("M500 548h120q-20 112-110 112h-60q50-30 50-112z", ink.dark),
    rect(172, 536, 456, 22, plain.wood, 11),
    line("M214 600q186 30 376 0", plain.paper, 9),
    repeat(3, (i) => disc(320 + i * 70, 584, 13, plain.paper) + disc(320 + i * 70, 584, 8, ink.deep)),
  ].join(""),
);

const blocks = onTable(190, (ink) => {
  const block = (x: number, y: number, fill: string, shade: string): string =>
    rect(x, y, 120, 120, fill, 8) + rect(x + 84, y, 36, 120, shade, 8) + rect(x + 84, y, 14, 120, shade);
  return [
    block(220, 540, ink.base, ink.dark),
    block(346, 540, "#ecbf4c", "#cf9f31"),
    block(472, 540, ink.accent, ink.accentDark),
    block(284, 418, "#c04a3c", "#9c3a2f"),
    rect(410, 418, 120, 120, plain.wood, 8),
    rect(494, 418, 36, 120, plain.woodDark, 8),
    area("M438 538v-40q0-32 30-32t30 32v40z", plain.night),
    area("M284 414L404 320l120 94z", ink.dark),
    area("M404 320l120 94H440z", ink.deep),
    disc(404, 380, 17, plain.paper),
    disc(280, 600, 26, plain.paper),
    area("M406 572l26 52h-52z", plain.paper),
    rect(500, 574, 50, 50, plain.paper, 4),
  ].join("");
});

const gull = onTable(180, (ink) =>
  [
    rect(290, 632, 220, 28, plain.woodDark, 12),
    line("M376 640V540M424 640V540", plain.brass, 10),
    area("M186 430q70-90 190-80 20-110 110-100 60 10 56 76 0 210-190 226-90 0-166-122z", ink.base),
    area("M186 430q140-40 260 20-40 60-140 50-70-10-120-70z", ink.accent),
    line("M250 436q80-8 150 28M270 462q60 0 110 20", ink.accentDark, 6),
    area("M538 290l84 24-82 24z", "#dc7d43"),
    disc(490, 296, 12, plain.night),
    disc(494, 292, 4, "#ffffff"),
    area("M500 420q30 60-40 110t-150 0q140 20 190-110z", ink.dark),
  ].join(""),
);

const kite = hanging(220, (ink) =>
  [
    area("M400 90L560 270 400 520 240 270z", ink.base),
    area("M400 90L560 270H400z", ink.accent),
    area("M400 520L240 270h160z", ink.accent),
    area("M400 270h160L400 520z", ink.dark),
    line("M400 90v430M240 270h320", plain.paper, 6),
    line("M400 520c60 40-60 60 0 110s-40 50-10 90", plain.paper, 6),
    repeat(3, (i) =>
      group(area("M0 0l-34-18v36zM0 0l34-18v36z", i % 2 ? ink.base : ink.accent), {
        move: [[424, 552, 404, 600, 386, 668][i * 2] ?? 400, [552, 610, 672][i] ?? 600],
        turn: i * 34 - 20,
      }),
    ),
  ].join(""),
);

const puzzle = lying(230, (ink) => {
  const piece = (fill: string): string =>
    area("M-80-80h56q-16-44 24-44t24 44h56v56q44-16 44 24t-44 24v56H-80V24q44 16 44-24t-44-24z", fill);
  return [
    [300, 280, 0, ink.base],
    [470, 276, 90, ink.accent],
    [300, 460, -90, "#ecbf4c"],
    [500, 500, 24, ink.light],
  ]
    .map(([x, y, turn, fill]) => {
      const how = { move: [Number(x), Number(y)] satisfies [number, number], turn: Number(turn) };
      const under = { ...how, move: [Number(x) + 7, Number(y) + 12] satisfies [number, number] };
      return group(piece("#1f2c3a"), { ...under, see: 0.14 }) + group(piece(String(fill)), how);
    })
    .join("");
});

const spinner = onTable(150, (ink) =>
  [
    rect(391, 330, 18, 130, plain.wood, 8),
    disc(400, 326, 18, ink.accent),
    area("M220 490q0-40 180-40t180 40q-20 100-164 164l-16 6-16-6q-144-64-164-164z", ink.base),
    area("M440 452q140 6 140 38-20 100-164 164l-16 6q60-90 40-208z", ink.dark),
    oval(400, 488, 180, 38, ink.light),
    oval(400, 486, 132, 26, ink.accent),
    oval(400, 484, 84, 16, "#ecbf4c"),
    oval(400, 482, 34, 7, ink.dark),
    line("M170 600q30 40 80 50M630 600q-30 40-80 50", "#ffffff", 6),
  ].join(""),
);

const man = (x: number, y: number, fill: string, edge: string): string =>
  disc(x, y, 20, edge) + disc(x, y - 2, 16, fill);

const draughts = lying(240, (ink) =>
  [
    group(rect(182, 188, 460, 460, "#1f2c3a", 12), { see: 0.16 }),
    rect(170, 170, 460, 460, ink.dark, 12),
    rect(192, 192, 416, 416, plain.woodLight),
    repeat(32, (i) => {
      const row = Math.floor(i / 4);
      return rect(192 + ((i % 4) * 2 + (row % 2)) * 52, 192 + row * 52, 52, 52, ink.base);
    }),
    repeat(8, (i) => man(218 + (i % 4) * 104 + (i > 3 ? 52 : 0), i > 3 ? 270 : 218, ink.accent, ink.accentDark)),
    repeat(8, (i) => man(270 + (i % 4) * 104 - (i > 3 ? 52 : 0), i > 3 ? 530 : 582, plain.paper, plain.paperDark)),
  ].join(""),
);

export const playMotifs = { toyboat, blocks, gull, kite, puzzle, spinner, draughts } as const;
