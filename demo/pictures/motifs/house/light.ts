/** Drawings of lamps, lanterns and candles. */
import { hanging, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, ring, turned } from "../../shapes.ts";

const lamp = onTable(170, (ink) =>
  [
    group(area("M300 330L180 660h400L480 330z", plain.glow), { see: 0.28 }),
    rect(390, 330, 20, 310, ink.accent),
    oval(400, 648, 104, 16, ink.accentDark),
    oval(400, 640, 104, 16, ink.accent),
    area("M330 180h140q14 0 18 14l58 160H254l58-160q4-14 18-14z", ink.base),
    area("M424 180h46q14 0 18 14l58 160h-92z", ink.dark),
    oval(400, 354, 146, 18, plain.glow),
    line("M322 216l-38 112", ink.light, 10),
    line("M452 366v70", plain.brass, 4),
    disc(452, 444, 9, plain.brass),
  ].join(""),
);

const readinglamp = onTable(190, (ink) =>
  [
    group(area("M478 330L330 650h330L610 380z", plain.glow), { see: 0.3 }),
    line("M330 640L286 430 470 262", ink.deep, 16),
    disc(286, 430, 19, ink.accent),
    disc(330, 632, 19, ink.accent),
    oval(330, 652, 100, 15, ink.dark),
    oval(330, 645, 100, 15, ink.base),
    group(
      area("M-50-70h70q16 0 16 16l34 120q-68 34-170 0l34-120q0-16 16-16z", ink.base) +
        area("M0-70h20q16 0 16 16l34 120q-30 14-64 16z", ink.dark) +
        oval(-15, 66, 84, 16, plain.glow),
      { move: [520, 300], turn: -32 },
    ),
  ].join(""),
);

const pendant = hanging(180, (ink) =>
  [
    rect(396, 0, 8, 210, plain.iron),
    rect(384, 196, 32, 40, plain.brass, 6),
    group(area("M226 420L90 800h620L574 420z", plain.glow), { see: 0.22 }),
    area("M372 232h56q140 40 152 190H220q12-150 152-190z", ink.base),
    area("M410 232h18q140 40 152 190H470q0-120-60-190z", ink.dark),
    oval(400, 422, 180, 22, ink.accent),
    oval(400, 424, 162, 16, plain.glow),
    disc(400, 430, 34, "#fff6d8"),
    line("M334 276q-60 50-74 116", ink.light, 11),
  ].join(""),
);

const lantern = onTable(130, (ink) =>
  [
    line("M316 306C316 170 484 170 484 306", ink.dark, 12),
    rect(360, 250, 80, 30, ink.dark, 8),
    area("M330 276h140l30 48H300z", ink.base),
    area("M430 276h40l30 48h-54z", ink.dark),
    group(
      turned(
        400,
        [
          [72, 324, "corner"],
          [104, 400],
          [104, 480],
          [80, 560, "corner"],
        ],
        { fill: "#f7e9bd" },
      ),
      { see: 0.85 },
    ),
    area("M400 390q46 60 22 104q-22 30-44 0q-24-44 22-104z", "#ee9b3d"),
    area("M400 440q22 30 10 56q-10 14-20 0q-10-26 10-56z", plain.glow),
    rect(390, 508, 20, 54, plain.metalDark),
    rect(290, 322, 16, 250, ink.dark, 6),
    rect(494, 322, 16, 250, ink.dark, 6),
    line("M306 420h188", ink.dark, 6),
    rect(316, 556, 168, 22, ink.dark, 6),
    turned(
      400,
      [
        [96, 576, "corner"],
        [122, 610],
        [122, 648],
        [112, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark },
    ),
    disc(516, 616, 17, plain.brass),
    line("M296 610v28", ink.light, 8),
  ].join(""),
);

const candle = onTable(140, (ink) => {
  const one = (x: number, top: number, fill: string, shade: string): string =>
    [
      group(disc(x, top - 50, 56, plain.glow), { see: 0.4 }),
      area(`M${x} ${top - 84}q26 36 14 58q-14 16-28 0q-12-22 14-58z`, "#f0a63e"),
      line(`M${x} ${top - 18}v20`, plain.iron, 5),
      rect(x - 32, top, 64, 640 - top, fill, 10),
      rect(x + 6, top, 26, 640 - top, shade, 10),
      rect(x - 60, 626, 120, 14, plain.brass, 7),
      rect(x - 48, 636, 96, 24, plain.brassDark, 8),
    ].join("");
  return (
    one(312, 420, ink.accent, ink.accentDark) + one(420, 320, ink.base, ink.dark) + one(520, 500, ink.light, ink.base)
  );
});

const candlewall = hanging(150, (ink) =>
  [
    group(disc(400, 290, 150, plain.glow), { see: 0.35 }),
    area("M330 180q70-60 140 0v320q-70 40-140 0z", ink.base),
    area("M430 154q22 6 40 26v320q-18 12-40 18z", ink.dark),
    ring(400, 232, 26, ink.light, 6),
    rect(376, 330, 48, 140, plain.paper, 8),
    rect(404, 330, 20, 140, plain.paperDark, 8),
    area("M400 248q24 34 12 58q-12 14-24 0q-12-24 12-58z", "#f0a63e"),
    line("M400 312v20", plain.iron, 5),
    rect(346, 464, 108, 20, ink.accent, 8),
  ].join(""),
);

export const lightMotifs = { lamp, readinglamp, pendant, lantern, candle, candlewall } as const;
