/** Drawings of bags and travel accessories. */

import { shipMark } from "../../emblem.ts";
import { lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat, ring, turned } from "../../shapes.ts";

const backpack = onTable(170, (ink) =>
  [
    line("M352 262C352 200 448 200 448 262", ink.deep, 16),
    area("M256 360q0-110 144-110t144 110v260q0 40-40 40H296q-40 0-40-40z", ink.base),
    area("M450 254q94 16 94 106v260q0 40-40 40h-50z", ink.dark),
    area("M250 350q0-106 150-106t150 106v60q-150 40-300 0z", ink.light),
    area("M456 252q94 20 94 98v60q-40 12-94 16z", ink.base),
    rect(292, 480, 216, 140, ink.dark, 20),
    area("M292 500q0-20 20-20h176q20 0 20 20v24q-108 30-216 0z", ink.deep),
    rect(326, 380, 20, 170, ink.accent, 6),
    rect(454, 380, 20, 170, ink.accent, 6),
    rect(320, 450, 32, 28, plain.brass, 5),
    rect(448, 450, 32, 28, plain.brass, 5),
    rect(372, 290, 56, 40, ink.accent, 6),
  ].join(""),
);

const tote = onTable(190, (ink) =>
  [
    line("M316 400C310 210 490 210 484 400", ink.base, 22),
    area("M226 390h348l24 256q0 14-14 14H216q-14 0-14-14z", ink.accent),
    area("M480 390h94l24 256q0 14-14 14h-90z", ink.accentDark),
    rect(224, 382, 352, 26, ink.accentDark, 8),
    rect(306, 384, 24, 120, ink.base, 6),
    rect(470, 384, 24, 120, ink.base, 6),
    area("M206 600h388l4 46q0 14-14 14H216q-14 0-14-14z", ink.base),
    group(shipMark(ink.base), { move: [400, 500], scale: 1.1 }),
  ].join(""),
);

const satchel = onTable(210, (ink) =>
  [
    line("M214 430C200 150 600 150 586 430", ink.accentDark, 18),
    rect(194, 400, 412, 260, ink.dark, 22),
    area("M190 420q0-30 30-30h360q30 0 30 30v120q0 30-40 34-170 20-340 0-40-4-40-34z", ink.base),
    area("M500 390h80q30 0 30 30v120q0 30-40 34l-80 6z", ink.dark),
    line("M210 540q20 16 50 18 140 16 280 0", ink.deep, 4),
    rect(286, 470, 34, 150, ink.accent, 6),
    rect(480, 470, 34, 150, ink.accent, 6),
    rect(278, 570, 50, 36, plain.brass, 8),
    rect(472, 570, 50, 36, plain.brass, 8),
    rect(290, 580, 26, 16, ink.dark),
    rect(484, 580, 26, 16, ink.dark),
    line("M216 420h330", ink.light, 7),
    area("M450 392l16-60h90l10 58z", plain.paper),
    line("M480 350h56M478 366h60", plain.paperDark, 5),
  ].join(""),
);

const duffel = onTable(250, (ink) =>
  [
    line("M300 500C290 340 500 340 490 500", ink.accent, 16),
    rect(160, 430, 480, 230, ink.base, 100),
    area("M480 430h60q100 0 100 100v30q0 100-100 100h-60z", ink.dark),
    oval(590, 545, 50, 112, ink.deep),
    oval(590, 545, 36, 92, ink.dark),
    rect(274, 430, 32, 230, ink.accent),
    rect(474, 430, 32, 230, ink.accentDark),
    line("M200 462h400", ink.deep, 7),
    rect(380, 452, 24, 20, plain.brass, 5),
    line("M196 500v90", ink.light, 9),
  ].join(""),
);

const toolroll = lying(250, (ink) =>
  [
    group(rect(160, 250, 510, 350, "#1f2c3a", 12), { see: 0.14 }),
    rect(150, 236, 500, 346, ink.base, 10),
    repeat(6, (i) => {
      const [x, tall] = [186 + i * 76, 90 + ((i * 47) % 60)];
      const blade =
        i % 2
          ? rect(x - 9, 330 - tall, 18, tall, plain.metal, 3)
          : rect(x - 5, 330 - tall, 10, tall, plain.metalDark, 4);
      return blade + rect(x - 15, 320, 30, 130, i % 2 ? plain.wood : ink.accent, 12);
    }),
    rect(150, 400, 500, 182, ink.dark, 10),
    rect(150, 400, 500, 16, ink.light),
    repeat(5, (i) => line(`M${224 + i * 76} 412v160`, ink.deep, 4)),
    line("M650 440q60 10 40 70t30 90M650 460q40 30 16 80", ink.accent, 10),
  ].join(""),
);

const rope = onTable(190, (ink) => {
  const turnOf = (y: number, rx: number): string => {
    const strands = Array.from({ length: 14 }, (_, i) => {
      const angle = 0.15 + (i / 13) * 2.84;
      return `M${Math.round(400 + Math.cos(angle) * rx * 0.95)} ${Math.round(y - 2 + Math.sin(angle) * 40)}l12-14`;
    });
    return oval(400, y, rx, 48, ink.dark) + oval(400, y - 6, rx, 46, ink.base) + line(strands.join(""), ink.light, 7);
  };
  return [
    turnOf(600, 190),
    turnOf(556, 180),
    turnOf(512, 170),
    turnOf(470, 160),
    oval(400, 462, 104, 26, ink.deep),
    line("M540 470C640 450 650 560 620 640", ink.base, 26),
    line("M606 606l30 10", ink.accent, 26),
  ].join("");
});

const flask = onTable(90, (ink) =>
  [
    rect(340, 210, 120, 90, ink.accent, 18),
    rect(418, 210, 42, 90, ink.accentDark, 18),
    rect(350, 296, 100, 22, plain.metal),
    turned(
      400,
      [
        [60, 316, "corner"],
        [86, 350],
        [90, 400],
        [90, 630],
        [80, 660, "corner"],
      ],
      { fill: ink.base, shade: ink.dark, glint: ink.light },
    ),
    rect(310, 560, 180, 18, ink.accent),
    group(shipMark(ink.light), { move: [396, 470], scale: 0.8 }),
    rect(500, 590, 96, 70, ink.accent, 12),
    rect(556, 590, 40, 70, ink.accentDark, 12),
    oval(548, 592, 48, 10, "#5b3a29"),
    group(line("M536 566c-16-20 16-34 0-58", "#ffffff", 8), { see: 0.5 }),
  ].join(""),
);

const umbrella = onTable(220, (ink) =>
  [
    rect(394, 180, 12, 400, plain.woodDark),
    line("M400 560v60q0 36-34 36t-34-34", plain.wood, 18),
    area(
      "M180 420Q190 210 400 200t220 220q-36-34-74 0-36-34-73 0-37-34-73 0-36-34-73 0-36-34-73 0-38-34-74 0z",
      ink.base,
    ),
    area("M400 200q210 10 220 220-36-34-74 0Q530 260 400 200z", ink.dark),
    area(
      "M400 200Q310 250 254 420q37-34 73 0Q340 280 400 200zM400 200q60 80 73 220 37-34 73 0Q500 250 400 200z",
      ink.accent,
    ),
    rect(396, 166, 8, 40, plain.metalDark, 4),
    repeat(6, (i) => line(`M${150 + i * 104} ${i % 2 ? 140 : 110}l-10 28`, "#ffffff", 6)),
  ].join(""),
);

const pocketknife = lying(230, (ink) =>
  group(
    [
      group(rect(-180, -20, 400, 96, "#1f2c3a", 44), { see: 0.16 }),
      group(
        area("M0-24H140Q214-18 252 16 150 26 0 20z", plain.metalLight) +
          area("M0 0H120Q200 2 252 16 150 26 0 20z", plain.metal) +
          line("M40-10h90", plain.metalDark, 5),
        { move: [150, -10], turn: -48 },
      ),
      rect(-200, -36, 400, 84, ink.base, 42),
      area("M-200 6h400q0 42-42 42h-316q-42 0-42-42z", ink.dark),
      rect(-200, -36, 60, 84, plain.brass, 30),
      rect(150, -36, 50, 84, plain.brass, 30),
      disc(160, 6, 10, plain.brassDark),
      disc(-30, 6, 7, plain.brass),
      line("M-120-18h230", ink.light, 7),
      ring(-218, 6, 24, plain.metalDark, 9),
      line("M-240 16C-300 60-280 120-210 130", ink.accent, 13),
    ].join(""),
    { move: [410, 430], turn: -10 },
  ),
);

export const bagsMotifs = { backpack, tote, satchel, duffel, toolroll, rope, flask, umbrella, pocketknife } as const;
