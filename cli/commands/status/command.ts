/** `hansa status`: exit code 0 if nothing needs a person, 1 if something does, 2 if the state cannot be read. */

import { defineSubcommand, explainError, runCommand } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { closeAlarmById } from "./close.ts";
import { stateLines } from "./lines.ts";
import { readRunningState } from "./running.ts";
import { readStoppedState } from "./stopped.ts";

const command = defineSubcommand(
  "status",
  "Shows the state of the shop, that which needs a person first: processes, queues, dead letters, holds, integrity rules, backup, keys. Exit codes: 0 if nothing needs a person, 1 if something does, 2 if the state cannot be read.",
)
  .option("--json", "print one JSON object", false)
  .option("--close <ids...>", "close these alarms, after a person has acted: alm_…");

const cannotLook = 2;

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ json, close = [] }) => {
      for (const id of close) {
        await closeAlarmById(requireHostConfig(), id, systemRuntime);
        say(`${id}: closed`);
      }
      try {
        const config = requireHostConfig();
        const state = (await readRunningState(config)) ?? (await readStoppedState(config, systemRuntime));
        for (const line of json ? [JSON.stringify(state)] : stateLines(state)) say(line);
        return state.needsPerson.length === 0 ? 0 : 1;
      } catch (error) {
        // Not 1: a monitor of the exit code would call a person for the shop.
        process.stderr.write(`status: the state could not be read: ${explainError(error)}\n`);
        return cannotLook;
      }
    },
    commandLine,
  );
}
