/** Drawings of desk articles: paper, ink and instruments. */

import { shipMark } from "../../emblem.ts";
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, ticks, turned } from "../../shapes.ts";

const notebook = lying(220, (ink) =>
  group(
    [
      group(rect(-158, -206, 350, 446, "#1f2c3a", 16), { see: 0.16 }),
      rect(-160, -216, 336, 440, plain.paperDark, 12),
      rect(-160, -216, 330, 434, plain.paper, 10),
      rect(-170, -220, 336, 434, ink.base, 14),
      rect(-170, -220, 62, 434, ink.dark, 14),
      rect(-124, -220, 16, 434, ink.dark),
      rect(-66, -150, 186, 116, plain.paper, 8),
      line("M-42-112h138M-42-84h138M-42-58h80", ink.dark, 5),
      rect(128, -220, 16, 434, ink.accent),
      line("M-60 214v44l14-12 14 12v-44", ink.accent, 9),
      group(shipMark(ink.light), { move: [28, 110], scale: 0.8 }),
    ].join(""),
    { move: [400, 398], turn: 7 },
  ),
);

const ledger = onTable(210, (ink) => {
  const one = (y: number, width: number, fill: string, shade: string): string =>
    [
      rect(400 - width / 2, y, width, 70, fill, 10),
      rect(400 - width / 2 + 60, y + 10, width - 66, 50, plain.paper, 4),
      line(
        `M${400 - width / 2 + 70} ${y + 24}h${width - 90}M${400 - width / 2 + 70} ${y + 38}h${width - 90}`,
        plain.paperDark,
        3,
      ),
      rect(400 - width / 2, y, 74, 70, shade, 10),
      rect(400 - width / 2 + 18, y + 12, 8, 46, plain.brass),
    ].join("");
  return [
    one(590, 420, ink.base, ink.dark),
    one(520, 380, ink.accent, ink.accentDark),
    one(450, 400, ink.light, ink.base),
    group(
      rect(-6, -230, 12, 200, plain.wood, 5) +
        area("M-6-30h12l-6 26z", plain.woodLight) +
        rect(-6, -246, 12, 20, ink.accent, 5),
      {
        move: [318, 434],
        turn: 84,
      },
    ),
  ].join("");
});

const pen = lying(240, (ink) =>
  [
    group(rect(-190, -250, 380, 520, "#1f2c3a", 4), { move: [372, 400], turn: -8, see: 0.12 }),
    group(
      [
        rect(-190, -260, 380, 520, plain.paper, 4),
        repeat(9, (i) => rect(-150, -196 + i * 46, 300, 3, plain.paperDark)),
        line(
          "M-146-206c20-30 30 30 50 0s30 24 56-4 30 20 60 4 40-20 70 0M-146-160c30-26 30 24 60 0s40 20 70-2 30 16 60 2M-146-114c20-20 30 20 60-2s50 10 90 0",
          "#35506b",
          5,
        ),
      ].join(""),
      { move: [364, 392], turn: -8 },
    ),
    group(
      [
        group(rect(-16, -196, 56, 420, "#1f2c3a", 26), { see: 0.16 }),
        area("M-10 196h20L2 250h-4z", plain.brass),
        line("M0 214v30", plain.brassDark, 3),
        area("M-20 60h40l-8 140h-24z", ink.deep),
        rect(-27, -220, 54, 290, ink.base, 24),
        rect(6, -220, 21, 290, ink.dark, 20),
        rect(-27, 46, 54, 14, plain.brass),
        rect(-4, -196, 12, 150, plain.brass, 6),
        disc(2, -48, 10, plain.brass),
        line("M-15-180v190", ink.light, 6),
      ].join(""),
      { move: [486, 410], turn: 40 },
    ),
  ].join(""),
);

const ink = onTable(150, (tone) =>
  [
    rect(270, 470, 220, 190, "#dbe8e8", 26),
    rect(270, 540, 220, 120, tone.base, 26),
    rect(270, 540, 220, 40, tone.base),
    rect(420, 540, 70, 120, tone.dark, 24),
    rect(420, 540, 40, 120, tone.dark),
    oval(380, 540, 110, 10, tone.light),
    rect(322, 432, 116, 44, "#c7d7d8", 8),
    rect(306, 372, 148, 66, plain.iron, 12),
    line("M330 382v46M354 382v46M378 382v46M402 382v46M426 382v46", "#555c63", 5),
    rect(308, 560, 130, 70, plain.paper, 6),
    group(shipMark(tone.base), { move: [372, 590], scale: 0.42 }),
    line("M288 490v140", "#ffffff", 7),
    area("M520 654q24-20 50-6t60-2 20 14H524q-20 0-4-6z", tone.base),
    group(
      area("M0 0C40-60 60-200 30-330-40-240-40-90-8-2z", plain.paper) +
        line("M0 10C10-90 20-220 28-316", plain.paperDark, 5) +
        area("M-8-2L8-2 0 34z", plain.brass),
      { move: [548, 622], turn: 22 },
    ),
  ].join(""),
);

const pencils = onTable(110, (ink) => {
  const one = (x: number, turn: number, fill: string, shade: string, height: number): string =>
    group(
      [
        rect(-14, -height, 28, height, fill),
        rect(4, -height, 10, height, shade),
        area(`M-14 ${-height}h28L0 ${-height - 52}z`, plain.woodLight),
        area(`M-5 ${-height - 34}h10L0 ${-height - 52}z`, plain.iron),
      ].join(""),
      { move: [x, 600], turn },
    );
  return [
    one(346, -12, "#c04a3c", "#9c3a2f", 230),
    one(452, 13, "#35729f", "#28597d", 216),
    one(378, -4, "#ecbf4c", "#cf9f31", 270),
    one(424, 5, "#4b7d5c", "#3a6449", 246),
    turned(
      400,
      [
        [100, 440, "corner"],
        [98, 560],
        [92, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    oval(400, 440, 100, 13, ink.dark),
    area("M300 440a100 13 0 0 0 200 0v16a100 15 0 0 1-200 0z", ink.light),
    rect(302, 560, 196, 22, ink.accent),
  ].join("");
});

const letters = lying(230, (ink) => {
  const envelope = (fill: string, flap: string): string =>
    group(rect(-196, -120, 400, 270, "#1f2c3a", 6), { see: 0.14 }) +
    rect(-200, -132, 400, 270, fill, 6) +
    area("M-200-126q0-6 6-6h388q6 0 6 6L16 26q-16 14-32 0z", flap);
  return [
    group(envelope(ink.light, ink.base), { move: [430, 300], turn: 12 }),
    group(rect(-170, -130, 340, 220, plain.paper, 4) + line("M-140-96h200M-140-66h260", plain.paperDark, 6), {
      move: [372, 400],
      turn: -9,
    }),
    group(
      envelope(ink.base, ink.dark) +
        disc(0, 34, 38, "#a5362c") +
        disc(-4, 30, 28, "#c04a3c") +
        group(shipMark("#a5362c"), { move: [-4, 28], scale: 0.32 }),
      {
        move: [378, 490],
        turn: -5,
      },
    ),
  ].join("");
});

const scissors = lying(220, (ink) =>
  group(
    [
      group(area("M-30-240L40 90l60 110-40 40L-60-230z", "#1f2c3a"), { see: 0.12 }),
      area("M-46-240q30 10 40 60L40 60 10 90-46-160q-12-50 0-80z", plain.metalDark),
      area("M46-240q-30 10-40 60L-40 60-10 90 46-160q12-50 0-80z", plain.metalLight),
      line("M34 50L80 130", ink.base, 30),
      line("M-34 50L-80 130", ink.base, 30),
      ring(106, 186, 62, ink.base, 28),
      ring(-106, 186, 62, ink.base, 28),
      ring(106, 186, 70, ink.dark, 8),
      ring(-106, 186, 70, ink.dark, 8),
      disc(0, 48, 17, plain.brass),
      line("M-8 48h16", plain.brassDark, 4),
    ].join(""),
    { move: [400, 400], turn: 32 },
  ),
);

const dividers = lying(230, (ink) =>
  [
    group(
      group(rect(-230, -30, 470, 100, "#1f2c3a", 8), { see: 0.14 }) +
        rect(-236, -44, 470, 40, ink.base, 6) +
        rect(-216, 22, 470, 40, ink.base, 6) +
        repeat(20, (i) => rect(-224 + i * 23, -44, 4, i % 5 === 0 ? 24 : 14, ink.dark)) +
        line("M-150-24l20 66M150-24l20 66", plain.brass, 16) +
        disc(-150, -24, 7, plain.brassDark) +
        disc(-130, 42, 7, plain.brassDark) +
        disc(150, -24, 7, plain.brassDark) +
        disc(170, 42, 7, plain.brassDark),
      { move: [396, 510], turn: -10 },
    ),
    group(
      group(area("M-6-130L-90 190-66 160 4-60 74 160 98 190 14-130z", "#1f2c3a"), { move: [10, 14], see: 0.14 }) +
        line("M0-110L-66 110", ink.accent, 24) +
        line("M0-110L66 110", ink.accentDark, 24) +
        area("M-80 104l28 8-48 92zM80 104l-28 8 48 92z", plain.metalDark) +
        disc(0, -120, 34, ink.accent) +
        disc(0, -120, 14, ink.accentDark) +
        rect(-9, -190, 18, 44, ink.accent, 6),
      { move: [430, 300], turn: 14 },
    ),
  ].join(""),
);

const compass = onTable(170, (ink) =>
  [
    group(
      disc(0, 0, 150, ink.dark) +
        disc(-5, -4, 144, ink.base) +
        disc(-5, -4, 112, plain.paper) +
        ticks([-5, -4], [95, 105], [0, 22.5, 16], plain.night, 4) +
        ticks([-5, -4], [84, 105], [0, 90, 4], plain.night, 4) +
        group(
          area("M0-90L16 0H-16z", "#c04a3c") +
            area("M0 90L16 0H-16z", plain.night) +
            group(area("M0-90L16 0H0zM0 90L16 0H0z", "#000000"), { see: 0.15 }),
          { move: [-5, -4], turn: 32 },
        ) +
        disc(-5, -4, 12, plain.brass) +
        line("M-104-60a120 120 0 0 1 60-56", "#ffffff", 9),
      { move: [400, 500] },
    ),
    ring(400, 326, 26, ink.dark, 11),
    rect(384, 340, 32, 24, ink.dark, 6),
    rect(250, 640, 300, 20, plain.woodDark, 8),
  ].join(""),
);

const box = onTable(200, (ink) =>
  [
    rect(210, 470, 380, 190, ink.base, 10),
    rect(470, 470, 120, 190, ink.dark, 10),
    rect(198, 420, 404, 66, ink.light, 10),
    rect(478, 420, 124, 66, ink.base, 10),
    rect(330, 540, 140, 70, plain.paper, 6),
    line("M352 566h96M352 586h60", ink.dark, 5),
    ring(400, 632, 12, plain.brass, 7),
    area("M250 420l14-70h90l10 70z", plain.paper),
    area("M356 420l30-90 84 26-20 64z", ink.accent),
    line("M280 372h50M400 366l46 14", plain.paperDark, 5),
  ].join(""),
);

const parcel = onTable(210, (ink) =>
  [
    rect(210, 430, 320, 230, ink.base, 6),
    rect(430, 430, 100, 230, ink.dark, 6),
    area("M210 436l60-52h320l-60 52z", ink.light),
    area("M530 436l60-52v220l-60 56z", ink.deep),
    line("M210 540h320l60-50M360 660V434l60-50", ink.accent, 9),
    area("M390 410q-66-66-90-24t90 24q50-76 84-40t-84 40z", ink.accent),
    rect(240, 576, 96, 52, plain.paper, 4),
    line("M254 594h60M254 610h40", ink.dark, 4),
    disc(630, 610, 50, ink.accent),
    line("M590 590q40 40 80 40M586 612q30 30 60 42M604 572q40 36 72 30M630 560q-30 50-10 98", ink.accentDark, 6),
    line("M600 652q-40 20-80 4", ink.accent, 6),
  ].join(""),
);

export const deskMotifs = {
  notebook,
  ledger,
  pen,
  ink,
  pencils,
  letters,
  scissors,
  dividers,
  compass,
  box,
  parcel,
} as const;
