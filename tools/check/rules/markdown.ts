/** Width of Markdown: lines end before column 100, outside tables, code blocks and links that cannot be broken. */
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
