/** What the seed says while it works: numbered steps, and what each has made. */
import { inSeconds, paint, say } from "../terminal.mjs";
import type { Counts } from "./marker.ts";

export type Report = {
  begin(title: string): void;
  /** How far a long step is. */
  soFar(text: string): void;
  /** What the step has made; kept in `counts`. */
  made(counts: Counts): void;
  counts: Counts;
};

/** A report of so many steps. */
export function openReport(steps: number): Report {
  let number = 0;
  let began = performance.now();
  const counts: Counts = {};
  const note = (text: string) => say(paint("dim", `      ${text}`));
  return {
    counts,
    begin: (title) => {
      number += 1;
      began = performance.now();
      say(`${paint("cyan", `[${number}/${steps}]`)} ${title}`);
    },
    soFar: note,
    made: (made) => {
      Object.assign(counts, made);
      const list = Object.entries(made).map(([what, count]) => `${count} ${what}`);
      note(`${list.join(", ")} in ${inSeconds(performance.now() - began)}`);
    },
  };
}
