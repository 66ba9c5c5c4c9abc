/** `npm run replay -w @hansa/lab`: starts the replay that the command line asks for. */
import { UsageError } from "@hansa/kit/command-line";
import { keepFilesPrivate } from "../../cli/host/shop.mjs";
import { experiment } from "../harness/experiment.ts";
import { command } from "./options.ts";

keepFilesPrivate();
const replay = async ({ shop, verify, stores, ...given }: ReturnType<typeof command.opts>) => {
  if (shop === undefined && stores !== undefined) throw new UsageError("--stores goes with --shop.");
  const options = { ...given, stores };
  const { replayInOwnShop, replayInto, verifyOwnShop } = await import("./run.ts");
  if (verify) return verifyOwnShop(options);
  return shop === undefined ? replayInOwnShop(options) : replayInto(options, shop);
};

await experiment(command, replay, { stopsItself: true });
