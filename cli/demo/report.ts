/** Progress of the seed on the terminal: each part, how far a long one is, and how much it has made. */

import type { Counts } from "../host/data/seed-marker.ts";
import { inSeconds, paint, say } from "../host/terminal.mjs";

export type Report = {
  begin(title: string): void;
  /** How far a long part is. */
  soFar(text: string): void;
  /** The rows that the part made; kept in `counts`. */
  made(counts: Counts): void;
  counts: Counts;
};

/** A report without a counter of its own: `npm start` counts its steps, and the seed is one of them. */
export function openReport(): Report {
  let began = performance.now();
  const counts: Counts = {};
  const note = (text: string) => say(paint("dim", `        ${text}`));
  return {
    counts,
    begin: (title) => {
      began = performance.now();
      say(`      ${title}`);
    },
    soFar: (text) => note(`${text} after ${inSeconds(performance.now() - began)}`),
    made: (made) => {
      Object.assign(counts, made);
      const list = Object.entries(made).map(([what, count]) => `${count} ${what}`);
      note(`${list.join(", ")} in ${inSeconds(performance.now() - began)}`);
    },
  };
}
