/** Decisions: each page has the title of its number and the same four sections, and the list of decisions names it once, in order. */

const sections = ["Status", "Context", "Decision", "Consequences"];
/** A label in bold where a section begins elsewhere, such as `**Context.** Two stores …`. */
const label = /^\*\*[A-Z][^*]*[.:]\*\*|^\*\*(?:Status|Context|Decision|Consequences)\*\*/gm;

/** Finds the faults of a decision; `name` is that of its file, such as `0025-group-commit.md`. */
export function findDecisionFaults(name: string, text: string): string[] {
  const number = Number.parseInt(name, 10);
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
  const required = headings.filter((heading) => sections.includes(heading));
  return [
    ...(text.startsWith(`# ${number}. `) ? [] : [`its first line is not "# ${number}. Title".`]),
    ...(required.join() === sections.join() ? [] : [`its sections are not ${sections.join(", ")}, as "## Status".`]),
    ...[...text.matchAll(label)].map(
      ([found]) => `"${found}" is no heading: write "## ${found.replace(/[*.:]/g, "")}".`,
    ),
  ];
}

/** Compares the list of decisions with their pages, given by the name of their file. */
export function findListFaults(list: string, pages: ReadonlyMap<string, string>): string[] {
  const listed = [...list.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)$/gm)].map(([, title = "", name = ""]) => ({
    title: title.replace(/\s+/g, " "),
    name,
  }));
  const names = listed.map(({ name }) => name);
  return [
    ...[...pages.keys()].filter((name) => !names.includes(name)).map((name) => `${name} is not listed.`),
    ...listed
      .filter(({ title, name }) => !pages.get(name)?.startsWith(`# ${title}\n`))
      .map(({ title, name }) => `"${title}" is not the title of ${name}.`),
    ...names.flatMap((name, index) => {
      const before = names[index - 1];
      return before !== undefined && before >= name ? [`${name} is listed after ${before}.`] : [];
    }),
  ];
}
