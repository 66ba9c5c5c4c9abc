/** Pages: what they name and link to is in the repository, patches apply, figures have a row of docs/results.md, and all decisions have one form. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { pageFiles, repositoryFiles } from "../files.ts";
import { findAudienceFaults } from "../rules/pages/audiences.ts";
import { findDecisionFaults, findIndexFaults } from "../rules/pages/decisions.ts";
import { findUnlinkedFigures, rowsIn } from "../rules/pages/figures.ts";
import { findBrokenLinks } from "../rules/pages/links.ts";
import { findMissingPaths } from "../rules/pages/page-paths.ts";
import { findRefusedPatches } from "../rules/pages/patches.ts";
import type { Findings } from "../step.ts";

const folder = "docs/decisions/";
/** `lab/results` writes it. */
const results = "docs/results.md";
/** Figures of earlier decisions stay as they are. */
const firstLinkedDecision = 66;

/** Paths that a page names and the repository does not have, each with its reason. */
const absentPaths = {
  ".data/": "stores of the shop",
  ".data-replay/": "stores of the replay",
  "ada.json": "written by a command of the reader",
  "backup.sh": "a script of the owner",
  "lab/bench/results/": "written by the benchmark",
  "dist/": "written by the build",
  "generated/": "written by code generation",
  "journal.jsonl": "part of a chaos run's report",
  "manifest.json": "part of a backup",
  "my-templates/orders/invoice.liquid": "a template of the owner",
  "my-templates/users/mail/reset.liquid": "a template of the owner",
  "packages/contracts/src/wishlists.ts": "part of the reader's new service",
  "planner-process.mjs": "written by the build",
  "router/last-backup.json": "noted by the backup command, in the data folder",
  "router/playground.json": "written by the seed, in the data folder",
  "router/router.db": "written by the router, in the data folder",
  "router/router.db.broken": "set aside by the router, in the data folder",
  "router/seeded.json": "written by the seed, in the data folder",
  "src/buy.ts": "a file of the reader's front end",
  "src/main.ts": "a file of the reader's front end",
  "subgraphs/wishlists": "the reader's new service",
};

export function checkPages(): Findings {
  // The change log names files of earlier releases.
  const pages = new Map(
    pageFiles()
      .filter((file) => file !== "CHANGELOG.md")
      .map((file) => [file, readFileSync(path.join(root, file), "utf8")]),
  );
  const decisions = new Map(
    [...pages].flatMap(([file, text]): [string, string][] =>
      file.startsWith(`${folder}0`) ? [[file.slice(folder.length), text]] : [],
    ),
  );
  const files = repositoryFiles();
  const paths = findMissingPaths(pages, files, absentPaths);
  const links = findBrokenLinks(pages, files);
  const patches = findRefusedPatches(pages);
  const rows = rowsIn(pages.get(results) ?? "");
  const figures = [...pages]
    .filter(([file]) => linksFigures(file))
    .map(([file, text]) => ({ file, ...findUnlinkedFigures(text, rows) }));
  const countedFigures = figures.reduce((sum, { looked }) => sum + looked, 0);
  return {
    looked: paths.looked,
    unit: `paths, ${links.looked} links, ${patches.looked} patches and ${countedFigures} figures in ${pages.size} pages, ${decisions.size} decisions`,
    faults: [
      ...paths.faults,
      ...links.faults,
      ...patches.faults,
      ...figures.flatMap(({ file, faults }) => faults.map((fault) => `${file}: ${fault}`)),
      ...findAudienceFaults([...pages.keys()]),
      ...(decisions.size === 0 ? [`It looked at no page in ${folder}.`] : []),
      ...[...decisions].flatMap(([name, text]) =>
        findDecisionFaults(name, text).map((fault) => `${folder}${name}: ${fault}`),
      ),
      ...findIndexFaults(pages.get(`${folder}README.md`) ?? "", decisions).map(
        (fault) => `${folder}README.md: ${fault}`,
      ),
    ],
  };
}

/** The page of results has the rows themselves. */
function linksFigures(file: string): boolean {
  const [, number] = /^docs\/decisions\/(\d+)-/.exec(file) ?? [];
  return file !== results && (number === undefined || Number(number) >= firstLinkedDecision);
}
