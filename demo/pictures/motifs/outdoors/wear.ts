/** Drawings of clothing: coats, knitwear, boots, hats and gloves. */
import { hanging, lying, onTable } from "../../motif.ts";
import { plain } from "../../paint.ts";
import { area, disc, group, line, oval, rect, repeat } from "../../shapes.ts";

const peg = disc(400, 132, 14, plain.wood) + line("M400 132C440 150 430 186 400 186", plain.metalDark, 8);

const hanger = `${peg}${line("M400 186L296 236M400 186l104 50", plain.woodDark, 14)}`;

const jacket = hanging(200, (ink) =>
  [
    hanger,
    area(
      "M310 224q-50 14-70 60l-56 214q30 18 66 12l34-120zM490 224q50 14 70 60l56 214q-30 18-66 12l-34-120z",
      ink.dark,
    ),
    area("M310 222q90 40 180 0 36 12 46 50l10 288q-146 30-292 0l10-288q10-38 46-50z", ink.base),
    area("M490 222q36 12 46 50l10 288q-40 8-80 12l-6-330z", ink.dark),
    area("M336 214q64-26 128 0l12 20q-76 54-152 0z", ink.deep),
    area("M318 226q82 60 164 0l8 22q-40 60-90 60t-90-60z", ink.light),
    rect(384, 300, 32, 272, ink.dark),
    repeat(4, (i) => rect(374, 326 + i * 62, 52, 13, ink.accent, 6) + disc(400, 332 + i * 62, 8, ink.accentDark)),
    rect(276, 440, 84, 70, ink.light, 8),
    rect(440, 440, 84, 70, ink.deep, 8),
    rect(270, 430, 96, 22, ink.dark, 6),
    rect(434, 430, 96, 22, ink.dark, 6),
    line("M192 492q28 14 54 10M608 492q-28 14-54 10", ink.accent, 10),
  ].join(""),
);

const waistcoat = hanging(180, (ink) =>
  [
    hanger,
    area("M306 226l40-14 54 120 54-120 40 14q-20 70 40 110l6 240q-80 20-140 20t-140-20l6-240q60-40 40-110z", ink.deep),
    area("M306 226l34-12 60 150v230q-80 0-140-18l6-240q60-40 40-110z", ink.base),
    area("M494 226l-34-12-60 150v230q80 0 140-18l-6-240q-60-40-40-110z", ink.dark),
    line("M340 214l60 150M460 214l-60 150", ink.accent, 13),
    rect(286, 478, 84, 70, ink.light, 8),
    rect(430, 478, 84, 70, ink.base, 8),
    line("M290 492h76M434 492h76", ink.accent, 8),
    repeat(4, (i) => disc(400, 392 + i * 48, 11, plain.wood)),
    repeat(6, (i) => line(`M${278 + i * 20} 560v22M${422 + i * 20} 582v-22`, ink.deep, 5)),
  ].join(""),
);

const jumper = hanging(200, (ink) => {
  const knit = (y: number, colour: string): string =>
    line(Array.from({ length: 9 }, (_, i) => `M${284 + i * 27} ${y}l9 12 9-12`).join(""), colour, 6);
  return [
    hanger,
    area(
      "M312 226q-56 14-76 64l-44 206q28 16 64 10l40-120zM488 226q56 14 76 64l44 206q-28 16-64 10l-40-120z",
      ink.dark,
    ),
    area("M312 224q88 36 176 0 40 12 48 56l4 262H260l4-262q8-44 48-56z", ink.base),
    area("M488 224q40 12 48 56l4 262h-80l-2-310z", ink.dark),
    area("M336 216q64-22 128 0l14 18q-78 60-156 0z", ink.deep),
    area("M320 226q80 66 160 0l14 10q-94 92-188 0z", ink.light),
    knit(310, ink.accent),
    knit(338, ink.light),
    knit(366, ink.accent),
    rect(258, 532, 284, 34, ink.deep, 8),
    line(Array.from({ length: 14 }, (_, i) => `M${269 + i * 20} 538v22`).join(""), ink.dark, 6),
    line("M196 484q30 14 58 8M604 484q-30 14-58 8", ink.accent, 18),
  ].join("");
});

const shirt = hanging(200, (ink) =>
  [
    hanger,
    area(
      "M312 226q-56 14-76 64l-30 150q28 16 64 10l30-100zM488 226q56 14 76 64l30 150q-28 16-64 10l-30-100z",
      ink.accentDark,
    ),
    area("M312 224q88 36 176 0 40 12 44 56l4 280H264l4-280q4-44 44-56z", ink.accent),
    area("M350 220q50 44 100 0l16 6q-66 60-132 0z", ink.accentDark),
    repeat(7, (i) => rect(266, 290 + i * 38, 268, 15, ink.base)),
    area("M250 380l-40 60q28 14 60 10l10-30zM550 380l40 60q-28 14-60 10l-10-30z", ink.base),
    group(area("M480 236q46 6 52 50l4 274h-60z", "#1f2c3a"), { see: 0.14 }),
  ].join(""),
);

const beanie = onTable(150, (ink) =>
  [
    disc(400, 322, 46, ink.accent),
    repeat(8, (i) =>
      group(oval(0, -40, 12, 20, i % 2 ? ink.accent : ink.accentDark), { move: [400, 322], turn: i * 45 }),
    ),
    area("M258 600q-10-250 142-250t142 250z", ink.base),
    area("M430 354q122 30 112 246h-70q10-190-42-246z", ink.dark),
    repeat(6, (i) => line(`M${296 + i * 42} 570q${-4 + i * 2}-120 ${52 - i * 21}-190`, ink.light, 5)),
    rect(240, 556, 320, 104, ink.accent, 30),
    area("M480 556h50q30 0 30 30v44q0 30-30 30h-50z", ink.accentDark),
    repeat(12, (i) => rect(258 + i * 25, 566, 7, 84, ink.accentDark, 3)),
  ].join(""),
);

const scarf = hanging(130, (ink) =>
  [
    disc(400, 146, 16, plain.wood),
    area("M360 150q40-26 80 0l60 380-96 14-4-250-4 250-96-14z", ink.dark),
    area("M350 156q50-34 74 20l-20 390H286z", ink.base),
    repeat(4, (i) => area(`M${336 - i * 12} ${250 + i * 80}l${78 + i * 8} 4-2 24-${80 + i * 8}-4z`, ink.accent)),
    repeat(6, (i) => line(`M${294 + i * 20} 566v30`, ink.base, 8)),
    repeat(5, (i) => line(`M${412 + i * 20} ${540 - i * 3}v30`, ink.dark, 8)),
    repeat(3, (i) => area(`M${428 + i * 2} ${262 + i * 80}l${28 + i * 10}-4 4 22-${30 + i * 10} 4z`, ink.accentDark)),
  ].join(""),
);

const socks = lying(210, (ink) => {
  const sock = (fill: string, shade: string, trim: string): string =>
    [
      group(area("M-44-210h110v240q0 30 30 50l70 46q40 40 0 84t-100 10L-20 130q-34-30-34-80z", "#1f2c3a"), {
        see: 0.14,
      }),
      area("M-56-220H54V10q0 30 30 50l70 46q40 40 0 84t-100 10L-26 120q-30-30-30-80z", fill),
      area("M110 78l44 28q40 40 0 84-30 30-66 22 56-60 22-134z", trim),
      area("M-56 20q60 0 72 50-10 50-50 44-22-26-22-60z", trim),
      rect(-62, -226, 122, 60, trim, 12),
      repeat(6, (i) => rect(-50 + i * 19, -220, 6, 48, shade)),
      repeat(3, (i) => rect(-56, -130 + i * 44, 110, 16, i % 2 ? trim : shade)),
    ].join("");
  return (
    group(sock(ink.dark, ink.deep, ink.accentDark), { move: [470, 370], turn: 12 }) +
    group(sock(ink.base, ink.dark, ink.accent), { move: [310, 400], turn: -6 })
  );
});

const mittens = lying(210, (ink) => {
  const mitten = [
    group(area("M-90 180V-60q0-140 100-140t100 140v40q40-50 66-16t-66 116v100z", "#1f2c3a"), { see: 0.14 }),
    area("M-100 170V-70q0-140 100-140T100-70v50q40-50 66-16t-66 106v100z", ink.base),
    area("M40-200q60 30 60 130v50q40-50 66-16t-66 106v100H60q20-250-20-370z", ink.dark),
    rect(-108, 130, 216, 80, ink.accent, 18),
    repeat(9, (i) => rect(-94 + i * 22, 138, 7, 64, ink.accentDark, 3)),
    repeat(3, (i) => area(`M0 ${-130 + i * 70}l24 28-24 28-24-28z`, ink.accent)),
    repeat(2, (i) => area(`M-50 ${-96 + i * 70}l18 22-18 22-18-22zM50 ${-96 + i * 70}l18 22-18 22-18-22z`, ink.light)),
  ].join("");
  return (
    group(`<g transform="scale(-1 1)">${mitten}</g>`, { move: [276, 440], turn: -14, scale: 0.82 }) +
    group(mitten, { move: [506, 380], turn: 10, scale: 0.82 })
  );
});

const boots = onTable(200, (ink) => {
  const boot = (fill: string, shade: string): string =>
    [
      area("M-70-340H60l6 190q10 40 70 60 60 18 66 60v20H-70z", fill),
      area("M20-340h40l6 190q10 40 70 60 60 18 66 60v20H100Q20-60 20-340z", shade),
      area("M-78-30H208v18q0 12-12 12H0l-4-12h-16l-4 12h-42q-12 0-12-12z", ink.accent),
      rect(-78, -356, 146, 34, ink.deep, 10),
      rect(-84, -300, 22, 60, ink.accent, 8),
      line("M-48-300v220", ink.light, 10),
    ].join("");
  return (
    group(boot(ink.dark, ink.deep), { move: [450, 640], scale: 0.96 }) +
    group(boot(ink.base, ink.dark), { move: [290, 660] })
  );
});

const cap = onTable(190, (ink) =>
  [
    area("M250 580q-20-130 30-170t140-36 150 66 14 140z", ink.base),
    area("M430 374q110 14 140 66t14 140h-90q30-130-64-206z", ink.dark),
    line("M400 380q-20 90-10 190M320 396q-30 70-26 174", ink.dark, 5),
    rect(242, 560, 350, 50, ink.accent, 14),
    line("M262 586h300", plain.brass, 7),
    disc(262, 586, 10, plain.brass),
    area("M236 600q-60 20-74 50 120 26 300-20l60-20z", ink.deep),
    line("M190 640q110 10 240-22", ink.dark, 7),
  ].join(""),
);

export const wearMotifs = { jacket, waistcoat, jumper, shirt, beanie, scarf, socks, mittens, boots, cap } as const;
