/** `hansa keys create` and `hansa keys rotate`: the keys of the shop's processes, as files of a folder. */
import path from "node:path";
import { defineSubcommand, Option, positiveNumber, runCommand } from "@hansa/kit/command-line";
import { completeKeys } from "../../host/keys/completion.ts";
import { createProductionKeys } from "../../host/keys/creation.ts";
import { keysFolderOf } from "../../host/keys/key-folder.ts";
import { type RotationStep, rotateKeys, rotateStep, rotationSteps, usualPauses } from "../../host/keys/rotation.ts";
import { requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

const folderText = "the folder of the keys (default: HANSA_KEYS_FOLDER, or keys in HANSA_DATA)";

const createCommand = defineSubcommand(
  "keys create",
  "Writes one file of keys for each process of the shop (docs/owners/keys.md).",
)
  .argument("[folder]", folderText)
  .option("--complete", "adds the keys of services that were added, and drops those of removed ones", false);

const rotateCommand = defineSubcommand(
  "keys rotate",
  "Replaces the keys in three steps with pauses between them (docs/owners/keys.md).",
)
  .argument("[folder]", folderText)
  .addOption(new Option("--step <step>", "takes one step alone").choices(rotationSteps))
  .option(
    "--pause-seconds <number>",
    `the pause after each step (default: ${usualPauses.add / 1_000} and ${usualPauses.use / 1_000})`,
    positiveNumber(Number.MAX_VALUE, true),
  );

const said: Record<RotationStep, string> = {
  add: "New keys are accepted beside the old ones.",
  use: "New keys sign; the old ones are still accepted.",
  retire: "The old keys are gone.",
};

/** Runs `hansa keys create`. */
export function create(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    createCommand,
    ({ complete }, given) => {
      const folder = folderOf(given);
      if (complete) {
        const changed = completeKeys(folder, Date.now());
        return say(changed ? `The keys in ${folder} are complete.` : `The keys in ${folder} were complete.`);
      }
      createProductionKeys(folder, Date.now(), process.env);
      say(`One file for each process is in ${folder}. Give each process its own (docs/owners/keys.md).`);
    },
    commandLine,
  );
}

/** Runs `hansa keys rotate`. */
export function rotate(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    rotateCommand,
    async ({ step, pauseSeconds }, given) => {
      const folder = folderOf(given);
      if (step !== undefined) {
        await rotateStep(folder, step, Date.now());
        return say(said[step]);
      }
      const pause = pauseSeconds === undefined ? undefined : pauseSeconds * 1_000;
      const pauses = pause === undefined ? usualPauses : { add: pause, use: pause };
      await rotateKeys(folder, Date.now, pauses, (taken) => say(said[taken]));
    },
    commandLine,
  );
}

function folderOf(given: string | undefined): string {
  const { data } = requireHostConfig();
  return path.resolve(given ?? keysFolderOf(process.env, data));
}
