/** The attack table: docs/contributors/attacks.md has a row for each attack, with tests and decisions that are there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { findAttackFaults } from "../rules/pages/attacks.ts";
import type { Findings } from "../step.ts";

const page = "docs/contributors/attacks.md";

/** `text` is that of the page. */
export function checkAttacks(text: string = read(page) ?? ""): Findings {
  const { looked, faults } = findAttackFaults(text, {
    read,
    decisions: readdirSync(path.join(root, "docs/decisions")),
  });
  return { looked, unit: "titles of tests in the attack table", faults: faults.map((fault) => `${page}: ${fault}`) };
}

function read(file: string): string | undefined {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, "utf8") : undefined;
}
