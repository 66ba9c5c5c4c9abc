/** The state of a shop in words, the same on its page and in a terminal. */
import type { OpenAlarm } from "@hansa/kit/alarms";
import { storeText } from "@hansa/kit/store";
import type { ShopState, ShownFigure, ShownProcess } from "./shop-state.ts";

/** A figure in words, such as "oldest unsent e-mail: 3 h". */
export function figureText({ title, unit, value }: Omit<ShownFigure, "needsPerson">, takenAt: number): string {
  return `${title}: ${valueText({ unit, value }, takenAt)}`;
}

/** An open alarm in words, such as "order_held (alm_01…), 2 times, first 3 h ago, last 5 min ago". */
export function alarmText({ id, name, count, firstAt, lastAt }: OpenAlarm, takenAt: number): string {
  const times = count === 1 ? "once" : `${count} times`;
  return `${name} (${id}), ${times}, first ${ageText(takenAt - firstAt)} ago, last ${ageText(takenAt - lastAt)} ago`;
}

/** The value of a figure in words. */
export function valueText({ unit, value }: Pick<ShownFigure, "unit" | "value">, takenAt: number): string {
  if (unit === "count") return String(value);
  if (unit === "flag") return value === 0 ? "no" : "yes";
  if (unit === "bytes") return `${(value / 1e9).toFixed(1)} GB`;
  if (unit === "seconds") return ageText(value * 1_000);
  if (unit === "share") return `${Math.round(value * 1_000) / 10} %`;
  const age = ageText(takenAt - value);
  return unit === "last" ? `${age} ago` : age;
}

/** An age in the largest two units; a time that is a little ahead of our clock has none. */
export function ageText(ms: number): string {
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
  const { version, commit, node, schema, isReady, isLeader, store, fault } = report;
  return [
    isReady ? "ready" : "not ready",
    ...(isLeader ? ["leader"] : []),
    `version ${version}${commit === null ? "" : ` (${commit.slice(0, 12)})`}`,
    `Node ${node.replace("v", "")}`,
    ...(schema === null ? [] : [`schema ${schema.slice(0, 16)}`]),
    ...(store === null ? [] : [`store on ${storeText(store)}`]),
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
