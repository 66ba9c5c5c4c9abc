/** Writes blocks of text between two comments of a file, each with the indentation of its comments; other lines stay as they are. */
import type { ListedService } from "./listed-service.ts";

/** A file with written blocks, as a path from the top folder. */
export type BlockFile = {
  file: string;
  /** The blocks by their names, for these services. They may depend on what is written by hand in the text of the file. */
  blocks(services: readonly ListedService[], text: string): Readonly<Record<string, string>>;
};

/** The text of the file with its blocks written anew. Throws, naming the block, if its comments are missing. */
export function withBlocks(blockFile: BlockFile, text: string, services: readonly ListedService[]): string {
  const [missing] = missingBlocks(blockFile, text, services);
  if (missing !== undefined) throw new Error(missing);
  const blocks = Object.entries(blockFile.blocks(services, text));
  return blocks.reduce((before, [name, block]) => {
    const lines = before.split("\n");
    const { begin, end } = placeOf(lines, name);
    const indent = /^ */.exec(lines[begin] ?? "")?.[0] ?? "";
    const written = block.split("\n").map((line) => (line === "" ? "" : indent + line));
    return [...lines.slice(0, begin + 1), ...written, ...lines.slice(end)].join("\n");
  }, text);
}

/** One line for each block whose comments are missing in the text of the file. */
export function missingBlocks({ file, blocks }: BlockFile, text: string, services: readonly ListedService[]): string[] {
  const lines = text.split("\n");
  return Object.keys(blocks(services, text))
    .filter((name) => {
      const { begin, end } = placeOf(lines, name);
      return begin < 0 || end < begin;
    })
    .map((name) => `${file} has no comments around the block "${name}".`);
}

/** The lines of the comments around a block; -1 for one that is missing. */
function placeOf(lines: readonly string[], name: string): { begin: number; end: number } {
  const comments = lines.map(commentIn);
  return { begin: comments.indexOf(`${name}: written by npm run codegen`), end: comments.indexOf(`${name}: end`) };
}

/** The text of a line that is a comment in YAML, Markdown or TypeScript. */
function commentIn(line: string): string | undefined {
  return /^ *(?:# |<!-- |\/\/ )(.*?)(?: -->)?$/.exec(line)?.[1];
}
