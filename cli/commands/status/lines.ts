/** The state of the shop as lines of text, the same facts in the same order as on its page. */
import type { ShopState } from "../../../router/src/control/status/shop-state.ts";
import { alarmText, figureText, processText, ruleLines } from "../../../router/src/control/status/texts.ts";

/** All lines: first what needs a person. */
export function stateLines(state: ShopState): string[] {
  const { takenAt, needsPerson, processes, figures, alarms } = state;
  return [
    needsPerson.length === 0 ? "Nothing needs a person." : "Needs a person:",
    ...needsPerson.flatMap(({ what, action, page }) => [`  ${what}`, `    ${action} (${page})`]),
    ...section(
      "Processes",
      processes.map((each) => [`${each.name} at ${each.address}`, processText(each)]),
    ),
    ...section(
      "Figures",
      figures.map((each) => [each.process, figureText(each, takenAt)]),
    ),
    ...section(
      "Open alarms",
      alarms.map((each) => [each.process, alarmText(each, takenAt)]),
    ),
    ...section(
      "Integrity rules",
      ruleLines(state).map(({ process, text }) => [process, text]),
    ),
  ];
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ["", `${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)];
}
