/** The state of a shop: its processes, figures and integrity rules, and before them a list of all that needs a person. */
import { findListedAlarm, type ListedAlarm } from "@hansa/contracts/alarms";
import type { OpenAlarm } from "@hansa/kit/alarms";
import type { ProcessReport, ReportedGauge, StoredReport } from "@hansa/kit/server";
import type { Figure } from "./figure.ts";
import { figures } from "./figures.ts";
import type { Need, ShopState, ShownFigure, ShownProcess } from "./shop-state.ts";
import { needsOfClusters, needsOfStores, storeIn } from "./stores.ts";
import { ageText, figureText } from "./texts.ts";

/** A process of the shop, by the address at which it was asked, and its report, or what its store has; undefined without either. */
export type AskedProcess = {
  name: string;
  address: string;
  answers: boolean;
  report: ProcessReport | StoredReport | undefined;
};
type Labels = ReportedGauge["labels"];
type Circumstances = { takenAt: number; production: boolean };

/** Judges the reports. */
export function judgeState({ takenAt, production }: Circumstances, asked: readonly AskedProcess[]): ShopState {
  const names = [...new Set(asked.map(({ name }) => name))];
  const reportsOf = (name: string) => asked.flatMap((each) => (each.name === name ? (each.report ?? []) : []));
  const first: Need[] = needsOfStores(asked);
  const needs: Need[] = [...needsOfProcesses(asked), ...needsOfClusters(asked)];
  const shown: ShownFigure[] = [];
  const alarms: ShopState["alarms"] = [];
  for (const name of names) {
    const open = openAlarmsOf(reportsOf(name));
    alarms.push(...open.map((alarm) => ({ process: name, ...alarm })));
    for (const { isFirst, need } of needsOfAlarms(name, open, takenAt)) (isFirst ? first : needs).push(need);
    const alarmed = new Set(open.map((alarm) => findListedAlarm(alarm.name)?.gauge));
    const gauges = reportsOf(name).flatMap((report) => report.gauges);
    for (const figure of figures) {
      const series = seriesOf(figure, gauges);
      for (const { title, labels, value } of series) {
        const needsPerson = isBeyond(figure, value, takenAt);
        const found = { process: name, title, unit: figure.unit, value, needsPerson };
        shown.push(found);
        // An alarm that shows the same has a line already.
        if (!needsPerson || alarmed.has(figure.metric)) continue;
        const list = figure.limit?.isFirst ? first : needs;
        list.push(...needOf(figure, labels, `${name}: ${figureText(found, takenAt)}`));
      }
      const isMissing = series.length === 0 && figure.limit?.neededOf === name && reportsOf(name).length > 0;
      if (isMissing && production) needs.push(...needOf(figure, {}, `${name}: ${titleOf(figure, {})}: none`));
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
        page: "docs/owners/audit.md",
      });
  return {
    takenAt,
    needsPerson: [...first, ...needs],
    processes: asked.map(shownOf),
    figures: shown,
    alarms,
    rules,
    unchecked,
  };
}

/** The open alarms of a process, each once: its instances read the same store. */
function openAlarmsOf(reports: readonly { alarms: OpenAlarm[] }[]): OpenAlarm[] {
  const open = new Map(reports.flatMap(({ alarms }) => alarms.map((alarm) => [alarm.id, alarm])));
  return [...open.values()].sort((a, b) => a.firstAt - b.firstAt);
}

/** The most ids of a line. */
const maxShownIds = 3;

/** One line for each name. */
function needsOfAlarms(
  process: string,
  open: readonly OpenAlarm[],
  takenAt: number,
): { isFirst: boolean; need: Need }[] {
  const names = [...new Set(open.map(({ name }) => name))];
  return names.map((name) => {
    const own = open.filter((alarm) => alarm.name === name);
    const since = Math.min(...own.map(({ firstAt }) => firstAt));
    const many = own.length === 1 ? "" : `, ${own.length} times`;
    const what = `${process}: alarm ${name}${many}, open for ${ageText(takenAt - since)}`;
    const { remedy, page, ends, isFirst = false }: ListedAlarm = findListedAlarm(name) ?? unknownAlarm;
    if (ends === "cause") return { isFirst, need: { what, action: remedy, page } };
    const ids = own.slice(0, maxShownIds).map(({ id }) => id);
    const action = `${remedy}; then npm run hansa -- status --close ${ids.join(" ")}`;
    return { isFirst, need: { what, action, page } };
  });
}

/** An alarm that a process of another version has raised. */
const unknownAlarm = {
  remedy: "read its line in the log",
  page: "docs/owners/checkout.md#alarms",
  ends: "person",
} as const;

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

/** The report of a process about itself; null if it told nothing. */
function infoOf({ report }: AskedProcess): ShownProcess["report"] {
  if (!report || !("version" in report)) return null;
  const { gauges, integrity: _checked, alarms: _open, ...info } = report;
  const leader = gauges.find(({ name }) => name === "hansa_leader");
  return { ...info, isLeader: leader ? leader.value === 1 : null, store: storeIn(gauges) };
}

function needOf({ limit }: Figure, labels: Labels, what: string): Need[] {
  if (!limit) return [];
  const action = typeof limit.action === "string" ? limit.action : limit.action(labels);
  return [{ what, action, page: pageOf(limit.alert) }];
}

function pageOf(alert: string): string {
  return `docs/owners/operate.md#${alert.toLowerCase()}`;
}

function titleOf({ title }: Figure, labels: Labels): string {
  return typeof title === "string" ? title : title(labels);
}

/** The series of a figure, one for each set of labels; times in milliseconds. */
function seriesOf(
  figure: Figure,
  gauges: readonly ReportedGauge[],
): { title: string; labels: Labels; value: number }[] {
  const isTime = figure.unit === "since" || figure.unit === "last";
  const choose = figure.unit === "since" || figure.countsLeast ? Math.min : Math.max;
  const found = new Map<string, { labels: Labels; value: number }>();
  for (const { name, labels, value } of gauges) {
    if (name !== figure.metric) continue;
    const title = titleOf(figure, labels);
    found.set(title, { labels, value: choose(found.get(title)?.value ?? value, value) });
  }
  return [...found]
    .filter(([, { value }]) => !(figure.hidesZero && value === 0))
    .map(([title, { labels, value }]) => ({ title, labels, value: isTime ? value * 1_000 : value }));
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

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
