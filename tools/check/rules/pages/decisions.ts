/** Decisions: each page has the title of its number and the same four sections, and the index names it once, under a topic. */

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

/** Compares the index of decisions with their pages, given by the name of their file. */
export function findIndexFaults(index: string, pages: ReadonlyMap<string, string>): string[] {
  const [head = "", ...topics] = index.split(/^## .+$/m);
  const listed = topics.flatMap(entriesOf);
  const names = listed.map(({ name }) => name);
  return [
    ...entriesOf(head).map(({ name }) => `${name} stands under no topic.`),
    ...names.filter((name, place) => names.indexOf(name) < place).map((name) => `${name} is listed twice.`),
    ...[...pages.keys()].filter((name) => !names.includes(name)).map((name) => `${name} is not listed.`),
    ...listed
      .filter(({ title, name }) => !pages.get(name)?.startsWith(`# ${title}\n`))
      .map(({ title, name }) => `"${title}" is not the title of ${name}.`),
    ...topics.flatMap((topic) => {
      const own = entriesOf(topic).map(({ name }) => name);
      return own.flatMap((name, place) => {
        const before = own[place - 1];
        return before !== undefined && before > name ? [`${name} is listed after ${before}.`] : [];
      });
    }),
  ];
}

function entriesOf(text: string): { title: string; name: string }[] {
  return [...text.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)$/gm)].map(([, title = "", name = ""]) => ({
    title: title.replace(/\s+/g, " "),
    name,
  }));
}
