/** Audiences of pages: each page of docs is for owners, for front ends, for contributors, or a decision. */

const audiences = ["docs/owners/", "docs/front-ends/", "docs/contributors/", "docs/decisions/"];
const pagesForAll = new Set(["docs/glossary.md", "docs/pins.md", "docs/results.md"]);

/** Finds the pages of docs that stand with no audience, by their paths. */
export function findAudienceFaults(files: readonly string[]): string[] {
  return files
    .filter((file) => file.startsWith("docs/") && !pagesForAll.has(file))
    .filter((file) => !audiences.some((each) => file.startsWith(each)))
    .map((file) => `${file} stands in none of ${audiences.join(", ")}.`);
}
