/** `npm run prove -w @hansa/lab`: runs the crash matrix and the histories that the command line asks for. */
import { experiment } from "../../harness/experiment.ts";
import { proveCommand } from "../options.ts";

await experiment(proveCommand, async (options) => (await import("./run.ts")).prove(options));
