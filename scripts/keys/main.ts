/** `npm run keys:create` and `npm run keys:rotate`: the keys of the shop's processes, as files of a folder. */
import path from "node:path";
import { parseArgs } from "node:util";
import { readSettings } from "../shop.mjs";
import { say } from "../terminal.mjs";
import { createProductionKeys } from "./create.ts";
import { keysFolderOf } from "./folder.ts";
import { type RotationStep, rotateKeys, rotateStep, rotationSteps, usualPauses } from "./rotate.ts";

const usage = `npm run keys:create -- [FOLDER]
npm run keys:rotate -- [FOLDER] [--step add|use|retire] [--pause-seconds N]
  FOLDER             the folder of the keys (HANSA_KEYS_FOLDER, or keys in HANSA_DATA)
  --step             takes one step alone; without it all three, with pauses between them
  --pause-seconds N  the pause after each step, instead of ${usualPauses.add / 1_000} and ${usualPauses.use / 1_000}`;

const said: Record<RotationStep, string> = {
  add: "New keys are accepted beside the old ones.",
  use: "New keys sign; the old ones are still accepted.",
  retire: "The old keys are gone.",
};

try {
  await run(process.argv.slice(2));
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
}

async function run([command, ...args]: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { step: { type: "string" }, "pause-seconds": { type: "string" } },
  });
  const { data } = readSettings();
  const folder = path.resolve(positionals[0] ?? keysFolderOf(process.env, data));
  if (command === "create") {
    createProductionKeys(folder, Date.now(), process.env);
    return say(`One file for each process is in ${folder}. Give each process its own (docs/keys.md).`);
  }
  if (command !== "rotate") throw new Error("Say create or rotate.");
  if (values.step !== undefined) {
    const step = rotationSteps.find((known) => known === values.step);
    if (!step) throw new Error(`--step is ${rotationSteps.join(", ")}, not ${values.step}.`);
    await rotateStep(folder, step, Date.now());
    return say(said[step]);
  }
  const seconds = values["pause-seconds"] === undefined ? undefined : Number(values["pause-seconds"]);
  if (seconds !== undefined && !(seconds >= 0)) throw new Error("--pause-seconds is a number of seconds.");
  const pauses = seconds === undefined ? usualPauses : { add: seconds * 1_000, use: seconds * 1_000 };
  await rotateKeys(folder, Date.now, pauses, (step) => say(said[step]));
}
