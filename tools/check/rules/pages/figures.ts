/** Figures: a ratio or a CPU time in a page links to its row in docs/results.md, in the same paragraph, list item or table. */

/** A number before `×` that no number or bracket follows (a product), before `µs`, or before "times as". */
const figure =
  /(?<![\w.])[\d.,]*\d\s?×(?!\s?(?:\d|\((?!\[)))|(?<![\w.])[\d.,]*\d\s?(?:µs|us)\b|\b(?:[\d.,]*\d|two|three|four|five|six|seven|eight|nine|ten)\s+times\s+as\b/gi;
const link = /\]\((?:\.\.\/)?(?:docs\/)?results\.md#([\w-]+)\)/g;
const row = /^\| <a id="([\w-]+)">.*$/gm;
/** Rows whose figures stand in the page that links to them, because their raw data were not kept. */
const earlier = "earlier-";

/** The rows of docs/results.md by their anchors. */
export type Rows = ReadonlyMap<string, string>;

export function rowsIn(page: string): Rows {
  return new Map([...page.matchAll(row)].map(([text, anchor = ""]) => [anchor, text]));
}

/** The figures of a page, and a fault for each that no link of its block leads to a row with this number. */
export function findUnlinkedFigures(text: string, rows: Rows): { looked: number; faults: string[] } {
  const found = blocksOf(text).flatMap((block) => [...block.matchAll(figure)].map(([matched]) => ({ matched, block })));
  return {
    looked: found.length,
    faults: found.flatMap(({ matched, block }) => faultOf(matched, block, rows) ?? []),
  };
}

function faultOf(matched: string, block: string, rows: Rows): string | undefined {
  const anchors = [...block.matchAll(link)].map(([, anchor = ""]) => anchor);
  if (anchors.length === 0) return `"${matched}" has no link to its row in docs/results.md.`;
  const unknown = anchors.find((anchor) => !rows.has(anchor));
  if (unknown !== undefined) return `"${matched}" links to #${unknown}, which docs/results.md does not have.`;
  const [number] = /[\d.,]*\d/.exec(matched) ?? [];
  const hasNumber = (anchor: string) =>
    anchor.startsWith(earlier) || number === undefined || has(rows.get(anchor), number);
  return anchors.some(hasNumber) ? undefined : `"${matched}" is not in the row of docs/results.md that it links to.`;
}

/** Whether a row has this number, and not only a longer one. */
function has(text: string | undefined, number: string): boolean {
  return (text?.match(/\d[\d.,]*/g) ?? []).some((each) => each.replace(/[.,]$/, "") === number);
}

/** Paragraphs and list items without code, fenced, inline or indented; a table belongs to the paragraph before it, which introduces it. */
function blocksOf(text: string): string[] {
  const prose = text
    .replace(/```[\s\S]*?```/g, "")
    .replace(/`[^`\n]*`/g, "")
    .replace(/(?<=\n\n)(?: {4}.*\n)+/g, "");
  return prose.split(/\n\s*\n(?!\|)|\n(?=\s*[-*] )|\n(?=#)/);
}
