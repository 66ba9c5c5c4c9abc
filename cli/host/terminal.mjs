/** Terminal output: lines, numbered steps, and colour where a terminal shows it. */
import { styleText } from "node:util";

const colourful = process.stdout.isTTY === true && !process.env.CI && !process.env.NO_COLOR;

/** After so long without a line, one is printed while something works. */
const maxSilenceMs = 10_000;

let lastSaidAt = performance.now();

/** Prints one line. @param {string} line */
export function say(line) {
  lastSaidAt = performance.now();
  process.stdout.write(`${line}\n`);
}

/** Paints text where colour is shown. @param {"bold" | "cyan" | "dim" | "green" | "red" | "yellow"} style @param {string} text */
export function paint(style, text) {
  return colourful ? styleText(style, text) : text;
}

/** A duration in seconds with one digit, such as `3.1 s`. @param {number} milliseconds */
export function inSeconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Counts steps: each call prints `[2/5] title`, does the work, and prints the note the work returns.
 * @param {number} total
 */
export function numberedSteps(total) {
  let number = 0;
  /**
   * Does the work; a text that it returns is said after it.
   * @template Result @param {string} title @param {() => Promise<Result> | Result} work @returns {Promise<Result>}
   */
  return async function step(title, work) {
    number += 1;
    say(`${paint("cyan", `[${number}/${total}]`)} ${title}`);
    const result = await withProgress(work);
    if (typeof result === "string") say(paint("dim", `      ${result}`));
    return result;
  };
}

/**
 * Does the work. While nothing else is printed, a line every ten seconds shows that it continues.
 * @template Result @param {() => Promise<Result> | Result} work @returns {Promise<Result>}
 */
export async function withProgress(work) {
  const began = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - lastSaidAt >= maxSilenceMs) say(paint("dim", `      still working after ${inSeconds(now - began)}`));
  }, 1_000);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
