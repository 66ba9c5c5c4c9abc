/** The state of a shop: its processes, figures and integrity rules, and before them a list of all that needs a person. */
import { type ProcessReport, processReport, type ReportedGauge, type StoredReport } from "@hansa/kit/status/report";
import { z } from "zod";
import { type Figure, figures } from "./figures.ts";

const need = z.object({ what: z.string(), action: z.string(), page: z.string() });
const shownProcess = z.object({
  name: z.string(),
  address: z.string(),
  answers: z.boolean(),
  /** Null if it gave no report. */
  report: processReport.omit({ gauges: true, integrity: true }).extend({ isLeader: z.boolean().nullable() }).nullable(),
});
type ShownProcess = z.infer<typeof shownProcess>;
const shownFigure = z.object({
  process: z.string(),
  title: z.string(),
  unit: z.enum(["since", "last", "count", "flag"]),
  /** A count; 0 or 1; or a time in epoch milliseconds. */
  value: z.number(),
  needsPerson: z.boolean(),
});
const shownRule = z.object({ process: z.string(), rule: z.string(), broken: z.int() });

/** The state as JSON. */
export const shopState = z.object({
  takenAt: z.number(),
  needsPerson: z.array(need),
  processes: z.array(shownProcess),
  figures: z.array(shownFigure),
  rules: z.array(shownRule),
  /** The services whose rules were still being checked. */
  unchecked: z.array(z.string()),
});
export type ShopState = z.infer<typeof shopState>;
export type ShownFigure = z.infer<typeof shownFigure>;
type Need = z.infer<typeof need>;

/** A process of the shop, by the address at which it was asked, and its report, or what its store has; undefined without either. */
export type AskedProcess = {
  name: string;
  address: string;
  answers: boolean;
  report: ProcessReport | StoredReport | undefined;
};
type Circumstances = { takenAt: number; production: boolean };

/** Judges the reports. */
export function judgeState({ takenAt, production }: Circumstances, asked: readonly AskedProcess[]): ShopState {
  const names = [...new Set(asked.map(({ name }) => name))];
  const reportsOf = (name: string) => asked.flatMap((each) => (each.name === name ? (each.report ?? []) : []));
  const needs: Need[] = needsOfProcesses(asked);
  const shown: ShownFigure[] = [];
  for (const name of names) {
    const gauges = reportsOf(name).flatMap((report) => report.gauges);
    for (const figure of figures) {
      const series = seriesOf(figure, gauges);
      for (const { title, value } of series) {
        const needsPerson = isBeyond(figure, value, takenAt);
        const found = { process: name, title, unit: figure.unit, value, needsPerson };
        shown.push(found);
        if (needsPerson) needs.push(...needOf(figure, `${name}: ${figureText(found, takenAt)}`));
      }
      const isMissing = series.length === 0 && figure.limit?.neededOf === name && reportsOf(name).length > 0;
      if (isMissing && production) needs.push(...needOf(figure, `${name}: ${titleOf(figure, {})}: none`));
    }
  }
  const rules = names.flatMap((process) =>
    (reportsOf(process).find(({ integrity }) => integrity !== null)?.integrity ?? []).map(({ rule, broken }) => ({
      process,
      rule,
      broken,
    })),
  );
  const unchecked = names.filter((name) => {
    const reports = reportsOf(name);
    return reports.length > 0 && reports.every(({ integrity }) => integrity === null);
  });
  for (const { process, rule, broken } of rules)
    if (broken > 0)
      needs.push({
        what: `${process}: ${counted(broken, "row")} against the rule: ${rule}`,
        action: "npm run hansa -- audit",
        page: "docs/audit.md",
      });
  return { takenAt, needsPerson: needs, processes: asked.map(shownOf), figures: shown, rules, unchecked };
}

function needsOfProcesses(asked: readonly AskedProcess[]): Need[] {
  const page = pageOf("HansaProcessDown");
  if (asked.every(({ answers }) => !answers))
    return [{ what: "no process of the shop answers", action: "npm start", page }];
  return asked.flatMap((each) => {
    const info = infoOf(each);
    if (each.answers && info?.isReady !== false) return [];
    const what = `${each.name} at ${each.address} ${each.answers ? "is not ready" : "does not answer"}`;
    return [{ what, action: "read its last log lines, correct the cause and start it", page }];
  });
}

/** What a process told about itself; null if it told nothing. */
function infoOf({ report }: AskedProcess): ShownProcess["report"] {
  if (!report || !("version" in report)) return null;
  const { gauges, integrity: _checked, ...info } = report;
  const leader = gauges.find(({ name }) => name === "hansa_leader");
  return { ...info, isLeader: leader ? leader.value === 1 : null };
}

function needOf({ limit }: Figure, what: string): Need[] {
  return limit ? [{ what, action: limit.action, page: pageOf(limit.alert) }] : [];
}

function pageOf(alert: string): string {
  return `docs/operate.md#${alert.toLowerCase()}`;
}

function titleOf({ title }: Figure, labels: ReportedGauge["labels"]): string {
  return typeof title === "string" ? title : title(labels);
}

/** The series of a figure, one for each set of labels; times in milliseconds. */
function seriesOf(figure: Figure, gauges: readonly ReportedGauge[]): { title: string; value: number }[] {
  const isTime = figure.unit === "since" || figure.unit === "last";
  const choose = figure.unit === "since" ? Math.min : Math.max;
  const values = new Map<string, number>();
  for (const { name, labels, value } of gauges) {
    if (name !== figure.metric || (figure.hidesZero && value === 0)) continue;
    const title = titleOf(figure, labels);
    values.set(title, choose(values.get(title) ?? value, value));
  }
  return [...values].map(([title, value]) => ({ title, value: isTime ? value * 1_000 : value }));
}

function isBeyond({ unit, limit }: Figure, value: number, takenAt: number): boolean {
  const measured = unit === "since" || unit === "last" ? (takenAt - value) / 1_000 : value;
  if (limit?.above !== undefined && measured > limit.above) return true;
  return limit?.below !== undefined && measured < limit.below;
}

function shownOf(asked: AskedProcess): ShownProcess {
  const { name, address, answers } = asked;
  return { name, address, answers, report: infoOf(asked) };
}

/** A figure in words, such as "oldest unsent e-mail: 3 h". */
export function figureText({ title, unit, value }: Omit<ShownFigure, "needsPerson">, takenAt: number): string {
  return `${title}: ${valueText({ unit, value }, takenAt)}`;
}

/** The value of a figure in words. */
export function valueText({ unit, value }: Pick<ShownFigure, "unit" | "value">, takenAt: number): string {
  if (unit === "count") return String(value);
  if (unit === "flag") return value === 0 ? "no" : "yes";
  const age = ageText(takenAt - value);
  return unit === "last" ? `${age} ago` : age;
}

/** An age in the largest two units; a time that is a little ahead of our clock has none. */
function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** A process in words: whether it serves, and its versions. */
export function processText({ answers, report }: ShownProcess): string {
  if (!report) return answers ? "answers" : "does not answer";
  const { version, commit, node, schema, isReady, isLeader, fault } = report;
  return [
    isReady ? "ready" : "not ready",
    ...(isLeader ? ["leader"] : []),
    `version ${version}${commit === null ? "" : ` (${commit.slice(0, 12)})`}`,
    `Node ${node.replace("v", "")}`,
    ...(schema === null ? [] : [`schema ${schema.slice(0, 16)}`]),
    ...(fault === null ? [] : [`fault: ${fault}`]),
  ].join(", ");
}

/** The result of the integrity rules in words, one line for each service. */
export function ruleLines({ rules, unchecked }: ShopState): { process: string; text: string }[] {
  const names = [...new Set(rules.map(({ process }) => process))];
  return [
    ...names.map((process) => {
      const own = rules.filter((each) => each.process === process);
      const broken = own.filter((each) => each.broken > 0).length;
      return { process, text: `${own.length} rules, ${broken === 0 ? "none broken" : `${broken} broken`}` };
    }),
    ...unchecked.map((process) => ({ process, text: "still being checked: ask again" })),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
