/** Figures: ratios and CPU times in pages link to their rows in docs/results.md, which `lab/results` writes. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { pageFiles } from "../files.ts";
import { findUnlinkedFigures, rowsIn } from "../rules/pages/figures.ts";
import type { Findings } from "../step.ts";

const pageFile = "docs/results.md";

/** Figures of earlier decisions stay as they are. */
const firstDecision = 66;

export function checkFigures(): Findings {
  const page = read(pageFile);
  const rows = rowsIn(page);
  const pages = pageFiles().filter(isChecked);
  const found = pages.map((file) => ({ file, ...findUnlinkedFigures(read(file), rows) }));
  const looked = found.reduce((sum, each) => sum + each.looked, 0);
  return {
    looked,
    unit: `figures in ${pages.length} pages, ${rows.size} rows of results`,
    faults: [
      ...(rows.size === 0 ? [`${pageFile} has no rows.`] : []),
      ...found.flatMap(({ file, faults }) => faults.map((fault) => `${file}: ${fault}`)),
    ],
  };
}

/** The changelog and decisions before these are history; the page of results has the rows themselves. */
function isChecked(file: string): boolean {
  if (file === pageFile || file === "CHANGELOG.md") return false;
  const [, number] = /^docs\/decisions\/(\d+)-/.exec(file) ?? [];
  return number === undefined || Number(number) >= firstDecision;
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}
