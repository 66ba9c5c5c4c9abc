/** Drawings of books, readers, cards and sheets. */

import { shipMark } from "../../emblem.ts";
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring } from "../../shapes.ts";

/** A standing book, its picture drawn around the origin, which is the middle of the cover. */
function standing(cover: string, edge: string, picture: string): string {
  return [
    area("M520 262l30 16v366l-30 16z", plain.paper),
    area("M530 270v384M540 274v376", plain.paperDark),
    line("M532 276v370M542 282v360", plain.paperDark, 3),
    rect(246, 250, 280, 410, cover, 6),
    rect(246, 250, 34, 410, edge, 6),
    rect(276, 250, 5, 410, edge),
    group(picture, { move: [402, 420] }),
  ].join("");
}

const seabook = onTable(160, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      disc(40, -60, 54, ink.accent),
      area("M-120 60q30-18 60 0t60 0 60 0 56 0v90h-236z", ink.dark),
      area("M-120 100q30-18 60 0t60 0 60 0 56 0v50h-236z", ink.deep),
      group(shipMark(plain.paper), { move: [-14, 16], scale: 0.95 }),
      rect(-70, 176, 140, 10, ink.light),
      rect(-40, 198, 80, 8, ink.light),
    ].join(""),
  ),
);

const cookbook = onTable(160, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      disc(0, -20, 96, plain.paper),
      disc(0, -20, 74, plain.paperDark),
      disc(0, -20, 70, "#fdfaf2"),
      disc(-16, -30, 26, ink.accent),
      disc(24, -14, 20, "#ecbf4c"),
      area("M-30 6q30 34 70 10-20 26-70-10z", plain.leaf),
      line("M-104-60v90", plain.metalLight, 9),
      line("M106-60v90", plain.metalLight, 9),
      rect(-90, 120, 180, 14, ink.light),
      rect(-56, 150, 112, 9, ink.light),
      rect(-30, -140, 60, 8, ink.accent),
    ].join(""),
  ),
);

const naturebook = onTable(160, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      rect(-94, -130, 188, 240, plain.paper, 94),
      line("M0 96V-60M0 40q-40-6-52-50M0 20q40-6 52-50M0-10q-32-6-40-40M0-30q30-6 38-40", plain.leafDark, 7),
      repeat(4, (i) =>
        group(oval(0, 0, 14, 30, i % 2 ? plain.leaf : plain.leafDark), {
          move: [i % 2 ? 48 : -48, -20 - Math.floor(i / 2) * 48],
          turn: i % 2 ? 40 : -40,
        }),
      ),
      oval(0, -76, 14, 32, plain.leaf),
      disc(54, 70, 13, ink.accent),
      disc(36, 84, 11, ink.accentDark),
      rect(-76, 150, 152, 12, ink.light),
      rect(-44, 176, 88, 8, ink.light),
    ].join(""),
  ),
);

const childbook = onTable(170, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      disc(0, 0, 104, ink.light),
      area("M-70 30q0-90 70-90t70 90q0 30-20 30H-50q-20 0-20-30z", ink.accent),
      disc(-24, -20, 14, plain.paper),
      disc(24, -20, 14, plain.paper),
      disc(-22, -18, 7, plain.night),
      disc(22, -18, 7, plain.night),
      line("M-18 20q18 18 36 0", plain.paper, 6),
      area("M-66 46l-30 30 36-6zM66 46l30 30-36-6z", ink.accent),
      line("M-30 60v24M30 60v24", ink.accentDark, 9),
      repeat(5, (i) => disc(-90 + i * 45, 140 + (i % 2) * 14, 10, i % 2 ? "#ecbf4c" : plain.paper)),
      rect(-80, -160, 160, 16, plain.paper, 8),
    ].join(""),
  ),
);

const tugbook = onTable(170, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      disc(54, -104, 34, "#f8e9bd"),
      disc(68, -112, 30, ink.base),
      area("M-104 20H104l-26 66H-74z", "#c04a3c"),
      rect(-60, -34, 92, 56, plain.paper, 6),
      rect(-44, -18, 24, 22, ink.deep, 11),
      rect(-6, -18, 24, 22, ink.deep, 11),
      rect(44, -70, 34, 92, ink.accent, 4),
      rect(44, -54, 34, 14, "#c04a3c"),
      disc(61, -92, 15, plain.paper),
      disc(44, -122, 20, plain.paper),
      area("M-120 70q30-16 60 0t60 0 60 0 60 0v60h-240z", ink.deep),
      rect(-76, 158, 152, 14, ink.accent, 7),
      repeat(4, (i) => disc(-90 + i * 44, -146 + (i % 2) * 26, 5, "#f8e9bd")),
    ].join(""),
  ),
);

const islandbook = onTable(170, (ink) =>
  standing(
    ink.base,
    ink.dark,
    [
      rect(-98, -136, 196, 256, ink.accent, 10),
      area("M-60-60q20-50 70-36t50 50-50 40-70-54z", "#ecdcbd"),
      area("M-74 60q10-40 50-30t40 40-50 24-40-34z", "#ecdcbd"),
      area("M50 40q30-10 34 20t-30 20-4-40z", "#ecdcbd"),
      area("M-20-60l26-40 26 40z", plain.leafDark),
      area("M-52 60l18-30 18 30z", plain.leaf),
      line("M-84 0q40-20 60 14t60 0 44-60", plain.paper, 5),
      line("M72-56l20 20M92-56l-20 20", "#c04a3c", 8),
      rect(-80, 150, 160, 14, ink.light),
      rect(-46, 178, 92, 8, ink.light),
    ].join(""),
  ),
);

const paperboat = onTable(200, (ink) => {
  const boat = (x: number, y: number, size: number, fill: string, shade: string, dark: string): string =>
    group(
      area("M-170-110L0-70 170-110 110 0H-110z", fill) +
        area("M0-70L170-110 110 0H0z", shade) +
        area("M0-230L84-62 0-70z", shade) +
        area("M0-230L-84-62 0-70z", fill) +
        area("M-84-62L0-70 84-62 0-20z", dark),
      { move: [x, y], scale: size },
    );
  return [
    boat(400, 660, 1, ink.base, ink.dark, ink.deep),
    boat(216, 664, 0.5, plain.paper, plain.paperDark, "#cdbf9f"),
    boat(600, 668, 0.56, ink.accent, ink.accentDark, ink.accentDark),
  ].join("");
});

const stack = onTable(210, (ink) => {
  const book = (y: number, x: number, width: number, height: number, fill: string, shade: string): string =>
    rect(x, y, width, height, fill, 6) +
    rect(x + width - 40, y + 8, 40, height - 16, plain.paper, 3) +
    line(`M${x + width - 34} ${y + height / 2}h30`, plain.paperDark, 3) +
    rect(x + 24, y, 12, height, shade) +
    rect(x + 70, y + height / 2 - 5, width * 0.35, 10, plain.paper);
  return [
    book(600, 200, 400, 60, ink.base, ink.dark),
    book(546, 226, 370, 54, ink.accent, ink.accentDark),
    book(480, 206, 384, 66, "#d2932f", "#a8731f"),
    book(430, 240, 340, 50, ink.light, ink.base),
    area("M270 430l130-60 130 60z", ink.dark),
    area("M290 424l110-40 110 40q-56-20-110 0-54-20-110 0z", plain.paper),
  ].join("");
});

const reader = onTable(170, (ink) =>
  [
    group(
      [
        rect(-150, -420, 300, 420, ink.deep, 28),
        rect(-150, -420, 288, 420, ink.dark, 28),
        rect(-122, -388, 236, 320, plain.paper, 6),
        rect(-96, -358, 130, 14, ink.base),
        repeat(6, (i) => rect(-96, -320 + i * 22, 184 - (i % 3) * 22, 8, plain.paperDark)),
        group(shipMark(ink.base), { move: [-4, -130], scale: 0.72 }),
        disc(-4, -34, 15, ink.deep),
      ].join(""),
      { move: [410, 656], turn: 4 },
    ),
    area("M226 660q-24-4-20-24l8-70h92l8 70q4 20-20 24z", ink.accent),
    line("M310 590q40-4 36 26t-40 20", ink.accent, 12),
    oval(260, 568, 46, 9, "#5b3a29"),
    group(line("M250 548c-16-20 16-34 0-58M276 540c-12-16 12-26 0-44", "#ffffff", 8), { see: 0.5 }),
  ].join(""),
);

const giftcard = lying(240, (ink) =>
  [
    group(
      [
        group(rect(-206, -128, 430, 278, "#1f2c3a", 24), { see: 0.16 }),
        rect(-216, -140, 430, 278, ink.base, 24),
        area("M-216 40q54-30 108 0t108 0 108 0 106 0v74q0 24-24 24h-382q-24 0-24-24z", ink.dark),
        area("M-216 84q54-30 108 0t108 0 108 0 106 0v30q0 24-24 24h-382q-24 0-24-24z", ink.deep),
        group(shipMark(plain.paper), { move: [40, -30], scale: 1.2 }),
        rect(-150, -140, 40, 278, ink.accent),
        rect(-216, -66, 430, 0, ink.accent),
        area("M-130-20q-70-70-84-20t84 20q70-70 84-20t-84 20z", ink.accentDark),
        disc(-130, -20, 18, ink.accent),
      ].join(""),
      { move: [410, 330], turn: -9 },
    ),
    group(
      [
        group(rect(-176, -80, 370, 220, "#1f2c3a", 6), { see: 0.14 }),
        rect(-186, -92, 370, 220, plain.paper, 6),
        area("M-186-86q0-6 6-6H178q6 0 6 6L14 40q-14 10-28 0z", plain.paperDark),
        disc(0, 36, 30, ink.accent),
      ].join(""),
      { move: [376, 560], turn: 6 },
    ),
  ].join(""),
);

const sheet = lying(220, (ink) =>
  [
    group(rect(-160, -220, 340, 460, "#1f2c3a", 3), { move: [440, 408], turn: 9, see: 0.12 }),
    group(rect(-170, -230, 340, 460, plain.paperDark, 3), { move: [436, 398], turn: 9 }),
    group(
      [
        group(rect(-160, -218, 340, 460, "#1f2c3a", 3), { see: 0.12 }),
        rect(-170, -230, 340, 460, plain.paper, 3),
        rect(-140, -200, 280, 24, ink.base),
        ring(0, -20, 110, ink.base, 6),
        ring(0, -20, 84, ink.light, 5),
        group(area("M0-96l20 76-20 76-20-76z", ink.dark) + area("M-76 0L0-20 76 0 0 20z", ink.accent), {
          move: [0, -20],
        }),
        disc(0, -20, 11, plain.paper),
        repeat(4, (i) => rect(-140, 120 + i * 24, 280 - i * 40, 7, plain.paperDark)),
        area("M130 190h40v40z", plain.paperDark),
      ].join(""),
      { move: [372, 402], turn: -4 },
    ),
  ].join(""),
);

export const bookMotifs = {
  tugbook,
  islandbook,
  paperboat,
  seabook,
  cookbook,
  naturebook,
  childbook,
  stack,
  reader,
  giftcard,
  sheet,
} as const;
