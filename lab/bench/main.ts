/** `npm run bench`: measures our router beside its peers. Exit code 1 if a gate fails or the machine is too noisy for a result. */
import { experiment } from "../harness/experiment.ts";
import { command } from "./options.ts";

await experiment(command, async (options) => (await import("./run.ts")).run(options));
