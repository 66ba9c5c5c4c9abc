/** The report of the audit, as lines for a person and as one line of JSON. */
import { paint } from "../host/terminal.mjs";
import type { AuditReport, Verdict } from "./audit.ts";
import type { Finding } from "./rule.ts";
import type { Row } from "./stores.ts";

const colours = { holds: "green", broken: "red", "nothing read": "yellow", "not asked": "dim" } as const;
const needsJournal = new Set(["I5", "I9", "I11"]);

/** Lines about broken rules and about work for a person, with the ids that a person needs; none for an invariant that holds. */
export function faultLines({ id, verdict, findings }: Verdict): string[] {
  const broken = findings.filter((finding) => finding.broken > 0);
  const empty =
    verdict === "nothing read" ? findings.filter(({ looked, neverEmpty }) => looked === 0 && neverEmpty) : [];
  return [
    ...broken.flatMap((finding) => [
      `${paint("red", `${id} broken`)}: it must be so that ${finding.must}. Of ${finding.looked}, ${finding.broken} are not:`,
      ...finding.examples.map((example) => `   ${shown(example)}`),
      ...more(finding),
    ]),
    ...findings.flatMap(({ must, listed }) =>
      listed && listed.count > 0
        ? [
            `${paint("yellow", `${id} to do`)}: for ${listed.count} it does not hold that ${must}:`,
            ...listed.examples.map((example) => `   ${shown(example)}`),
          ]
        : [],
    ),
    ...empty.map(({ must }) => `${paint("yellow", `${id} nothing read`)}: there was no row to see whether ${must}.`),
  ];
}

/** One line for each invariant, and one that sums up. */
export function table({ mode, orders, isClean, verdicts }: AuditReport, hasJournal: boolean): string[] {
  const width = Math.max(...verdicts.map(({ title }) => title.length));
  const rows = verdicts.map(({ id, title, verdict, rows, findings }) => {
    const broken = findings.reduce((sum, finding) => sum + finding.broken, 0);
    const notes = [
      ...(broken > 0 ? [`${broken} rows`] : []),
      ...(!hasJournal && needsJournal.has(id) ? ["clients were not asked: no journal"] : []),
    ];
    const note = notes.length > 0 ? `  ${paint("dim", notes.join("; "))}` : "";
    return `${id.padEnd(4)} ${title.padEnd(width)} ${String(rows).padStart(9)}  ${paint(colours[verdict], verdict.padEnd(12))}${note}`.trimEnd();
  });
  const looked = verdicts.reduce((sum, verdict) => sum + verdict.rows, 0);
  const what = `${orders} orders, ${looked} rows, ${mode}`;
  const sum = isClean ? `Clean: ${what}.` : `Not clean: ${what}. What to do: docs/owners/audit.md`;
  return [`${"".padEnd(4)} ${"invariant".padEnd(width)} ${"rows".padStart(9)}  verdict`, ...rows, sum];
}

/** The same for a program. `violations` counts rows, each once for each thing that is wrong with it. */
export function asJson({ mode, orders, isClean, verdicts }: AuditReport): string {
  const invariants = Object.fromEntries(
    verdicts.map(({ id, verdict, rows, findings }) => {
      const faults = findings.filter(({ broken }) => broken > 0);
      const violations = faults.reduce((sum, { broken }) => sum + broken, 0);
      const examples = faults.flatMap(({ must, examples }) => examples.map((example) => ({ must, ...example })));
      const listed = findings.flatMap(({ must, listed }) =>
        (listed?.examples ?? []).map((example) => ({ must, ...example })),
      );
      return [
        id,
        { verdict, rows, violations, ...(violations > 0 && { examples }), ...(listed.length > 0 && { listed }) },
      ];
    }),
  );
  const violations = Object.values(invariants).reduce((sum, one) => sum + one.violations, 0);
  return JSON.stringify({ audit: isClean ? "clean" : "not clean", mode, orders, violations, invariants });
}

function shown(example: Row): string {
  return Object.entries(example)
    .map(([name, value]) => `${name} ${value ?? "none"}`)
    .join(", ");
}

function more({ broken, examples }: Finding): string[] {
  return broken > examples.length ? [`   … and ${broken - examples.length} more`] : [];
}
