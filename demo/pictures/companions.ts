/** Small objects drawn beside a product: fruit, pebbles, a carved gull. */
import { plain } from "./paint.ts";
import { area, disc, group, line, oval, rect, repeat, turned } from "./shapes.ts";

/** A soft shadow on the table for something whose foot is at `y`. */
export function shadow(x: number, y: number, half: number): string {
  return group(oval(x + half * 0.18, y, half * 1.12, 10 + half * 0.1, plain.night), { see: 0.2 });
}

/** A small thing to keep another company; its foot stands at `x`, `y`. */
export function companion(pick: number, x: number, y: number): string {
  const draw = companions[pick % companions.length] ?? lemons;
  return shadow(x, y, 56) + group(draw(), { move: [x, y] });
}

const companions = [lemons, sprig, pebbles, smallBooks, woodenGull, pear, tulip] as const;

function lemons(): string {
  return [
    area("M-66-30q10-34 46-34q34 0 46 24l14 8-10 12q-12 22-44 22q-36 0-52-32z", "#ecbf4c"),
    disc(34, -26, 28, plain.paper),
    disc(34, -26, 23, "#f3d47c"),
    line("M34-48v44M14-36l40 20M14-16l40-20", plain.paper, 4),
    line("M-42-42q10-10 26-10", "#f8e2a0", 6),
  ].join("");
}

function sprig(): string {
  return [
    line("M0-70C-4-130 14-170 6-230M4-150q-30-14-38-44M6-130q26-20 30-50", plain.leafDark, 5),
    repeat(7, (i) =>
      group(oval(0, -22, 11, 24, i % 2 ? plain.leaf : plain.leafDark), {
        move: [4 + (i % 3), -100 - i * 20],
        turn: i % 2 ? 52 : -52,
      }),
    ),
    group(
      turned(
        0,
        [
          [16, -104, "corner"],
          [16, -84],
          [38, -50],
          [38, -8],
          [34, 0, "corner"],
        ],
        { fill: "#dcebe9", shade: "#b7d0d0" },
      ),
      { see: 0.9 },
    ),
    line("M-22-42v26", "#ffffff", 5),
  ].join("");
}

function pebbles(): string {
  return (
    oval(0, -20, 62, 21, "#87929a") +
    oval(4, -52, 46, 17, "#cfc6b4") +
    oval(-4, -80, 32, 14, "#6d5a50") +
    oval(2, -102, 19, 10, "#e6dfd0")
  );
}

function smallBooks(): string {
  return [
    rect(-70, -30, 140, 30, "#35729f", 4),
    rect(-62, -58, 124, 28, "#d2932f", 4),
    rect(-66, -84, 118, 26, "#f3eee3", 4),
    rect(-50, -26, 8, 22, "#f3eee3"),
    rect(30, -54, 6, 20, "#a3533f"),
    rect(-48, -74, 60, 5, "#a3533f"),
  ].join("");
}

function woodenGull(): string {
  return [
    rect(-40, -12, 80, 12, plain.woodDark, 4),
    line("M-8-14v-40M10-14v-40", plain.iron, 5),
    area("M-70-66q30-44 76-40q14-44 46-34q18 8 14 26q0 66-66 72q-36 2-70-24z", plain.paper),
    area("M-70-66q50-14 96 6q-20 20-56 14q-24-4-40-20z", "#9aa3a6"),
    area("M64-122l34 8-32 10z", "#dc7d43"),
    disc(46, -120, 5, plain.night),
  ].join("");
}

function pear(): string {
  return [
    area("M0-132q26 2 26 40q30 24 26 58Q46 0 0 0t-52-34q-4-34 26-58q0-38 26-40z", "#a9ad55"),
    area("M8-131q20 6 18 39q30 24 26 58Q46 0 4 0q34-40 4-131z", "#8e9344"),
    line("M2-130q2-20 14-30", plain.woodDark, 6),
    area("M10-146q26-22 48-8q-20 22-48 8z", plain.leaf),
  ].join("");
}

function tulip(): string {
  return [
    line("M0-60C6-110-6-140 2-176", plain.leafDark, 6),
    area("M-2-70q-44-40-40-100q36 30 40 100z", plain.leaf),
    area("M-30-232q14 6 18 20q8-22 14-26q8 6 14 26q6-14 20-20q10 66-34 68q-42-2-32-68z", "#c8553d"),
    turned(
      0,
      [
        [26, -84, "corner"],
        [30, -40],
        [36, 0, "corner"],
      ],
      { fill: "#f3eee3", shade: "#dccfb6" },
    ),
    line("M-28-30h56", "#35729f", 6),
  ].join("");
}
