/** Drawings of wall decoration: clocks, maps, prints, a mirror. */
import { hanging } from "../../motif.ts";
import { isDark, plain } from "../../paint.ts";
import { area, disc, group, line, rect, repeat, ring, ticks } from "../../shapes.ts";

const clock = hanging(190, (ink) =>
  [
    group(disc(410, 352, 192, "#1f2c3a"), { see: 0.16 }),
    disc(400, 340, 190, ink.base),
    disc(400, 340, 164, ink.dark),
    disc(400, 340, 158, plain.paper),
    ticks([400, 340], [130, 140], [0, 30, 12], ink.base, 7),
    ticks([400, 340], [112, 140], [0, 90, 4], ink.deep, 8),
    group(rect(-7, -92, 14, 106, ink.deep, 7), { move: [400, 340], turn: -58 }),
    group(rect(-5, -130, 10, 148, ink.deep, 5), { move: [400, 340], turn: 54 }),
    group(rect(-2, -134, 4, 170, ink.accent, 2), { move: [400, 340], turn: 168 }),
    disc(400, 340, 13, ink.accent),
    ring(400, 340, 177, ink.light, 5),
  ].join(""),
);

const mirror = hanging(170, (ink) =>
  [
    disc(400, 140, 9, plain.brass),
    line("M400 140L300 236M400 140l100 96", ink.dark, 9),
    group(disc(408, 372, 176, "#1f2c3a"), { see: 0.16 }),
    disc(400, 360, 174, ink.base),
    disc(400, 360, 150, ink.dark),
    disc(400, 362, 146, "#d5e5e8"),
    area("M284 446L482 244q30 20 44 48L342 490q-36-14-58-44z", "#e6f0f1"),
    area("M376 500L532 342q6 20 4 40L412 506q-18 2-36-6z", "#e6f0f1"),
    ring(400, 360, 162, ink.light, 4),
  ].join(""),
);

const barometer = hanging(170, (ink) =>
  [
    disc(400, 134, 11, plain.brass),
    group(disc(410, 352, 184, "#1f2c3a"), { see: 0.16 }),
    ring(400, 160, 22, ink.dark, 10),
    disc(400, 342, 178, ink.dark),
    disc(396, 338, 172, ink.base),
    disc(398, 340, 138, plain.paper),
    ticks([398, 340], [118, 127], [-144, 12, 25], plain.night, 4),
    ticks([398, 340], [106, 127], [-144, 72, 5], plain.night, 4),
    line("M330 390q16-14 30 0M440 390q16-14 30 0", ink.accent, 6),
    disc(398, 416, 15, "#ecbf4c"),
    group(area("M-7 34L0-116 7 34z", plain.night), { move: [398, 340], turn: 38 }),
    group(area("M-5 30L0-112 5 30z", plain.brass), { move: [398, 340], turn: -20 }),
    disc(398, 340, 14, plain.brassDark),
    line("M274 282a140 140 0 0 1 60-66", "#ffffff", 9),
    ...(isDark(ink.base) ? [ring(398, 340, 142, plain.brass, 7)] : [ring(398, 340, 142, ink.dark, 5)]),
  ].join(""),
);

const map = hanging(230, (ink) =>
  [
    line("M400 120L220 184M400 120l180 64", plain.woodDark, 6),
    disc(400, 120, 10, plain.brass),
    group(rect(196, 190, 428, 368, "#1f2c3a"), { see: 0.14 }),
    rect(188, 190, 424, 352, plain.paper),
    rect(206, 214, 388, 304, ink.light),
    area("M206 214h190q-30 40 6 70t-30 66-80 20-40 60-46 20z", plain.paperDark),
    area("M594 518V380q-40-10-60 20t-70 20-40 50 20 48z", plain.paperDark),
    area("M452 290q30-20 50 6t-20 30-44-8 14-28z", plain.paperDark),
    line("M220 250q60 10 80 60M260 222q70 10 90 50M520 510q-10-50 40-70", ink.dark, 3),
    line("M412 250q60 50 10 110t-60 150", ink.accent, 5),
    repeat(5, (i) => line(`M${300 + i * 26} ${470 + (i % 2) * 14}q8-8 16 0t16 0`, ink.base, 4)),
    group(
      disc(0, 0, 40, plain.paper) +
        area("M0-36l9 27 27 9-27 9-9 27-9-27-27-9 27-9z", ink.dark) +
        disc(0, 0, 6, ink.accent),
      { move: [534, 270] },
    ),
    rect(172, 176, 456, 22, plain.woodDark, 10),
    rect(172, 534, 456, 22, plain.woodDark, 10),
    rect(172, 176, 456, 9, plain.wood, 5),
    rect(172, 534, 456, 9, plain.wood, 5),
  ].join(""),
);

const starmap = hanging(220, (ink) =>
  [
    line("M400 120L236 176M400 120l164 56", plain.woodDark, 6),
    disc(400, 120, 10, plain.brass),
    group(rect(206, 180, 408, 396, "#1f2c3a"), { see: 0.14 }),
    rect(198, 180, 404, 376, ink.dark),
    disc(400, 366, 168, ink.deep),
    ring(400, 366, 168, ink.accent, 4),
    ring(400, 366, 112, ink.base, 3),
    ring(400, 366, 56, ink.base, 3),
    ticks([400, 366], [168, 178], [0, 15, 24], ink.accent, 3),
    line("M306 330l40-36 48 14 40-30 46 8M340 440l36 26 44-10 22 30M462 400l34 36-20 36", plain.paper, 3),
    [
      [306, 330, 8],
      [346, 294, 6],
      [394, 308, 9],
      [434, 278, 6],
      [480, 286, 8],
      [340, 440, 7],
      [376, 466, 6],
      [420, 456, 8],
      [442, 486, 6],
      [462, 400, 8],
      [496, 436, 6],
      [476, 472, 7],
      [400, 366, 5],
      [280, 400, 4],
      [520, 350, 4],
      [350, 240, 4],
    ]
      .map(([x = 0, y = 0, size = 4]) => disc(x, y, size, ink.accent))
      .join(""),
    rect(184, 168, 432, 20, plain.wood, 10),
    rect(184, 548, 432, 20, plain.wood, 10),
  ].join(""),
);

const print = hanging(180, (ink) =>
  [
    group(rect(232, 146, 356, 436, "#1f2c3a", 4), { see: 0.16 }),
    rect(222, 134, 356, 430, plain.woodDark, 4),
    rect(234, 146, 332, 406, plain.paper),
    rect(270, 184, 260, 300, ink.light),
    disc(466, 250, 36, "#fbeecb"),
    area("M270 400q40-14 66 0t66 0 66 0 62 0v84H270z", ink.base),
    area("M270 440q40-14 66 0t66 0 66 0 62 0v44H270z", ink.dark),
    area("M310 396h150l-22 34H334z", ink.accent),
    area("M384 386V240q-58 60-66 146zM394 386V262q52 60 56 124z", plain.paper),
    line("M340 516h120", ink.dark, 5),
  ].join(""),
);

const calendar = hanging(180, (ink) =>
  [
    group(rect(232, 150, 356, 440, "#1f2c3a"), { see: 0.16 }),
    rect(222, 146, 356, 430, plain.paper),
    rect(210, 136, 380, 20, plain.wood, 8),
    rect(250, 182, 150, 18, ink.accent),
    repeat(12, (i) => {
      const x = 250 + (i % 12) * 25.4;
      return rect(x, 222, 21, 316, i % 2 ? plain.paperDark : ink.light) + rect(x, 222, 21, 16, ink.accent);
    }),
    repeat(12, (i) => disc(260.5 + i * 25.4, 262 + ((i * 37) % 9) * 29, 8, i % 2 ? ink.accent : "#ecbf4c")),
    line("M250 300h300M250 360h300M250 420h300M250 480h300", plain.paper, 4),
  ].join(""),
);

export const wallsMotifs = { starmap, clock, mirror, barometer, map, print, calendar } as const;
