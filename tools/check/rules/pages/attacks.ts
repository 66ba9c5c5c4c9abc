/** The attack table: its rows are all attacks, each once, and each names tests and decisions that are there. */
import path from "node:path";
import { titlesIn } from "../test-titles.ts";

/** The attacks have these numbers from 1 on. */
const attackCount = 47;
/** Between the title of a group and that of a test in it. */
const within = " > ";
const decisionLink = /\[([^\]]+)\]\(([^)\s]+)\)/g;
const noDecision = "–";

/** The repository that the page names: the text of a file, undefined where there is none, and the file names of the decisions. */
type Named = { read(file: string): string | undefined; decisions: readonly string[] };

/** A row of a table whose first column has numbers; `cells` by the heading of their column. */
type Row = { number: number; cells: ReadonlyMap<string, string> };
type NamedTest = { file: string; titles: string[] };

/** Finds what the page says and the repository lacks; `looked` counts the titles. Rows without a column `attack` say more about an attack. */
export function findAttackFaults(page: string, named: Named): { looked: number; faults: string[] } {
  const rows = rowsIn(page);
  const titlesOf = openTitles(named);
  const faults = findCountFaults(rows.filter(isAttack));
  let looked = 0;
  for (const row of rows) {
    const tests = testsIn(row.cells.get("test") ?? "");
    looked += tests.reduce((sum, { titles }) => sum + titles.length, 0);
    const found = [
      ...findTestFaults(tests, titlesOf),
      ...(isAttack(row) ? findDecisionFaults(row, named.decisions) : []),
      ...(row.number >= 1 && row.number <= attackCount ? [] : ["is no attack of the table"]),
    ];
    faults.push(...found.map((fault) => `row ${row.number} ${fault}.`));
  }
  return { looked, faults };
}

function isAttack({ cells }: Row): boolean {
  return cells.has("attack");
}

function rowsIn(page: string): Row[] {
  let columns: readonly string[] | undefined;
  return page.split("\n").flatMap((line) => {
    const cells = line.startsWith("|") ? cellsIn(line) : undefined;
    const headings = columns;
    columns = cells && (headings ?? cells);
    if (!cells || !headings || !/^\d+$/.test(cells[0] ?? "")) return [];
    return [{ number: Number(cells[0]), cells: new Map(headings.map((name, index) => [name, cells[index] ?? ""])) }];
  });
}

function cellsIn(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function findCountFaults(attacks: readonly Row[]): string[] {
  const numbers = attacks.map(({ number }) => number);
  const wanted = Array.from({ length: attackCount }, (_, index) => index + 1);
  return [
    ...(attacks.length === attackCount ? [] : [`it has ${attacks.length} rows, and there are ${attackCount} attacks.`]),
    ...wanted.filter((number) => !numbers.includes(number)).map((number) => `row ${number} is missing.`),
    ...numbers.filter((number, at) => numbers.indexOf(number) < at).map((number) => `row ${number} stands twice.`),
  ];
}

/** The files of tests in a cell, each with the titles that follow it. */
function testsIn(cell: string): NamedTest[] {
  const tests: NamedTest[] = [];
  for (const [, span = ""] of cell.matchAll(/`([^`]+)`/g)) {
    const last = tests.at(-1);
    if (span.endsWith(".test.ts")) tests.push({ file: span, titles: [] });
    else if (last) last.titles.push(span);
    else tests.push({ file: "", titles: [span] });
  }
  return tests;
}

type TitlesOf = (file: string) => ReadonlySet<string> | undefined;

function findTestFaults(tests: readonly NamedTest[], titlesOf: TitlesOf): string[] {
  if (tests.length === 0) return ["names no test"];
  return tests.flatMap(({ file, titles }) => {
    if (file === "") return [`has a title in front of the file: "${titles[0]}"`];
    const known = titlesOf(file);
    if (!known) return [`names ${file}, which is not there`];
    if (titles.length === 0) return [`names no title of ${file}`];
    const isKnown = (title: string) => title.split(within).every((part) => known.has(part));
    return titles.filter((title) => !isKnown(title)).map((title) => `has a title that ${file} lacks: "${title}"`);
  });
}

function findDecisionFaults({ cells }: Row, decisions: readonly string[]): string[] {
  const cell = cells.get("decision") ?? "";
  const links = [...cell.matchAll(decisionLink)];
  if (links.length === 0) return cell === noDecision ? [] : [`names no decision, nor ${noDecision} for none`];
  return links.flatMap(([, label = "", address = ""]) => {
    const name = path.posix.basename(address);
    if (!decisions.includes(name)) return [`names decision ${label} as ${name}, which is not there`];
    return Number.parseInt(name, 10) === Number(label) ? [] : [`calls ${name} decision ${label}`];
  });
}

function openTitles({ read }: Named): TitlesOf {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  return (file) => {
    if (known.has(file)) return known.get(file);
    const text = read(file);
    const titles = text === undefined ? undefined : titlesIn(text);
    known.set(file, titles);
    return titles;
  };
}
