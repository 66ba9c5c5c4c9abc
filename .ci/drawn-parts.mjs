/** The parts of the gate as a commit draws them: the files of each run of tests, and the parts that one landing in four runs. */
import { createHash } from "node:crypto";

/**
 * Paths from the top folder. `recent`: those that recent commits changed, the newest first.
 * @typedef {{ suites: string[], others: string[], long: string[], containers: string[], workspaces: Map<string, string>, recent: string[] }} Tree
 */

/** The suites whose stores are tried in each way; others open theirs on SQLite and run each write once. */
const storeSuites = /^(subgraphs\/(orders|payments)|packages\/sandbox)\//;

/** Four of the eight combinations, in which each two values of different kinds meet once. */
const variantsOfStores = {
  tests: ["this Node", "each write once", "SQLite"],
  "tests-twice-pg": ["this Node", "each write twice", "PostgreSQL"],
  "tests-node-22-twice": ["Node 22", "each write twice", "SQLite"],
  "tests-node-22-pg": ["Node 22", "each write once", "PostgreSQL"],
};
const variantsOfOthers = { tests: ["this Node"], "tests-node-22": ["Node 22"] };

/** Purchases and pages: Apollo Server executes them where compiled execution is off. */
const executedByApollo =
  /^e2e\/stories\/(purchase\/|front-end\/playground-pages\.test\.ts$|graph\/execution-ways\.test\.ts$)/;

/** The sources of the parts that run when they were touched. */
const sourcesOf = {
  "tests-loaded": /^(router\/(src|test)\/(transport|execution)|packages\/kit\/src\/(http|rpc))\//,
  rolling:
    /^(lab\/rolling|packages\/kit\/src\/(server|service|coordination))\/|^(router|subgraphs\/\w+)\/src\/(index|server)\.ts$/,
  containers:
    /^((cli\/(host|setup)|tools\/build|e2e\/containers)\/|\.ci\/containers$|Dockerfile$|\.dockerignore$|docker-compose|package-lock\.json$)/,
};

/** So many test files at most run in all variants because they are recent: more would make a gate as long as one without draws. */
const mostRecentFiles = 40;
const otherWorkspaces = 4;
/** A long test takes a minute: half of them took half an hour of the gate. */
const landingsPerLongTest = 6;

/**
 * The lines of each part: its files, for `types` the workspaces, for `seed` a number, else why it runs; none where it is not drawn. `isWhole` draws
 * everything.
 * @param {string} commit @param {Tree} tree @returns {Record<string, string[]>}
 */
export function drawParts(commit, tree, isWhole = false) {
  const known = new Set(tree.suites);
  const recent = new Set(tree.recent.filter((file) => known.has(file)).slice(0, mostRecentFiles));
  /** @param {string} file @param {string} subject @param {number} of */
  const isDrawn = (file, subject, of) => isWhole || rank(commit, `${subject} ${file}`) % of === 0;
  /** @param {keyof typeof sourcesOf} part @param {string[]} lines */
  const oneInFour = (part, lines) =>
    isWhole || tree.recent.some((file) => sourcesOf[part].test(file)) || rank(commit, part) % 4 === 0 ? lines : [];

  const rows = [...Object.keys(variantsOfStores), ...Object.keys(variantsOfOthers)];
  /** @type {Record<string, string[]>} */
  const runs = Object.fromEntries(rows.map((row) => [row, []]));
  for (const file of tree.suites)
    for (const row of isWhole || recent.has(file) ? rowsOf(file) : [rowOf(commit, file)]) runs[row]?.push(file);
  runs.tests?.push(...tree.others);

  return {
    seed: [String(rank(commit, "seed") % 1_000_000)],
    types: drawWorkspaces(commit, tree, isWhole),
    ...runs,
    "tests-long": some(tree.long, "long tests").filter((file) => isDrawn(file, "long", landingsPerLongTest)),
    "tests-apollo-server": some(tree.others, "purchases", executedByApollo).filter((file) =>
      isDrawn(file, "apollo", 2),
    ),
    "tests-loaded": oneInFour(
      "tests-loaded",
      some(tree.suites, "transport", /^router\/test\/transport\//).filter((file) => isDrawn(file, "loaded", 2)),
    ),
    rolling: oneInFour("rolling", ["drawn"]),
    containers: oneInFour("containers", some(tree.containers, "containers")),
  };
}

/** The pairs of a suite and a value of its variants that these commits drew, and those that they did not. @param {string[]} commits @param {Tree} tree */
export function countTurns(commits, tree) {
  const pairs = tree.suites.flatMap((file) => valuesOf(file, rowsOf(file)));
  const had = new Set(
    commits.flatMap((commit) => tree.suites.flatMap((file) => valuesOf(file, [rowOf(commit, file)]))),
  );
  const every = [...new Set(pairs)];
  return { count: every.length, missing: every.filter((pair) => !had.has(pair)) };
}

/** @param {string} file @param {string[]} rows */
function valuesOf(file, rows) {
  return rows.flatMap((row) => (variantsOf(file)[row] ?? []).map((value) => `${file}, ${value}`));
}

/** @param {string} file @returns {Record<string, string[]>} */
function variantsOf(file) {
  return storeSuites.test(file) ? variantsOfStores : variantsOfOthers;
}

/** @param {string} file */
function rowsOf(file) {
  return Object.keys(variantsOf(file));
}

/** The variant in which a file runs. @param {string} commit @param {string} file */
function rowOf(commit, file) {
  const rows = rowsOf(file);
  return rows[rank(commit, file) % rows.length] ?? "tests";
}

/** The names of the workspaces that recent commits changed, and of some others. @param {string} commit @param {Tree} tree @param {boolean} isWhole */
function drawWorkspaces(commit, { workspaces, recent }, isWhole) {
  const all = [...workspaces].toSorted(([, one], [, other]) => rank(commit, one) - rank(commit, other));
  const changed = all.filter(([folder]) => isWhole || recent.some((file) => file.startsWith(`${folder}/`)));
  const others = all.filter((one) => !changed.includes(one)).slice(0, otherWorkspaces);
  return [...changed, ...others].map(([, name]) => name);
}

/** The files of this form. Throws if there are none: a part that draws from nothing proves nothing. @param {string[]} files @param {string} what */
function some(files, what, form = /^/) {
  const found = files.filter((file) => form.test(file));
  if (found.length === 0) throw new Error(`no files of ${what} (${form}) to draw from`);
  return found;
}

/** A number that depends on the commit and the subject alone, as that of the drawn mutants does. @param {string} commit @param {string} subject */
function rank(commit, subject) {
  return createHash("sha256").update(`${commit} ${subject}`).digest().readUInt32BE();
}
