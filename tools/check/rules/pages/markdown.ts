/** Markdown: lines end before column 100, outside tables, code blocks and long links, and table cells have at most twelve words. */
const maxWidth = 99;
/** A word that is longer than a third of a line may exceed it: it cannot be broken. */
const unbreakable = /\S{40}/;

/** Finds the lines of a page that are too wide, by number and width. */
export function findWideLines(text: string): string[] {
  let isCode = false;
  return text.split("\n").flatMap((line, index) => {
    if (line.trimStart().startsWith("```")) isCode = !isCode;
    if (isCode || line.startsWith("|") || line.length <= maxWidth || unbreakable.test(line)) return [];
    return [`line ${index + 1} has ${line.length} characters; at most ${maxWidth}.`];
  });
}

const maxWords = 12;

/** Finds the table cells of a page with too many words, by line. Code and addresses of links do not count. */
export function findLongCells(text: string): string[] {
  let isCode = false;
  return text.split("\n").flatMap((line, index) => {
    if (line.trimStart().startsWith("```")) isCode = !isCode;
    if (isCode || !line.trimStart().startsWith("|")) return [];
    const prose = line.replace(/`[^`]*`/g, "").replace(/\]\([^)]*\)/g, "]");
    const counts = prose.split(/(?<!\\)\|/).map((cell) => cell.split(/\s+/).filter((word) => /\w/.test(word)).length);
    return counts
      .filter((words) => words > maxWords)
      .map((words) => `line ${index + 1} has a table cell of ${words} words; at most ${maxWords}.`);
  });
}
