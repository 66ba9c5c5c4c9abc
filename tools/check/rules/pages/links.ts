/** Links of Markdown pages inside the repository: their files, folders and headings are there. */
import path from "node:path";

const link = /\]\(([^)\s]+)\)/g;
const elsewhere = /^(?:[a-z]+:|\/)/;

/**
 * Finds the links of pages that lead nowhere. `files` are all files of the repository; a link may name a folder. A part after `#` is a heading of
 * that page, as GitHub names it, or the id of an anchor.
 */
export function findBrokenLinks(
  pages: ReadonlyMap<string, string>,
  files: readonly string[],
): { looked: number; faults: string[] } {
  const paths = new Set([".", ...[...files, ...pages.keys()].flatMap(upwards)]);
  const anchors = new Map([...pages].map(([page, text]) => [page, anchorsIn(text)]));
  const links = [...pages].flatMap(([page, text]) => targetsIn(text).map((target) => ({ page, target })));
  const isBroken = ({ page, target }: { page: string; target: string }): boolean => {
    const [file = "", anchor] = target.split("#");
    const whole = file === "" ? page : path.posix.join(path.posix.dirname(page), file).replace(/\/$/, "");
    if (!paths.has(whole)) return true;
    return anchor !== undefined && anchors.get(whole)?.has(anchor) === false;
  };
  return {
    looked: links.length,
    faults: links.filter(isBroken).map(({ page, target }) => `${page} links to ${target}, which is not there.`),
  };
}

function targetsIn(text: string): string[] {
  const targets = [...withoutCode(text).matchAll(link)].map(([, target = ""]) => target);
  return targets.filter((target) => !elsewhere.test(target));
}

/** The names of headings: lower case, words joined by hyphens, punctuation left out, repetitions numbered. */
function anchorsIn(text: string): Set<string> {
  const ids = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  const counts = new Map<string, number>();
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const words = heading.replace(/\]\([^)]*\)/g, "]").toLowerCase();
    const name = words.replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  return new Set([...ids, ...headings]);
}

function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```/gm, "").replace(/`[^`]*`/g, "");
}

function upwards(file: string): string[] {
  const folder = path.posix.dirname(file);
  return folder === "." ? [file] : [file, ...upwards(folder)];
}
