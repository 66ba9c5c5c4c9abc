/** `npm run gateways -w @hansa/lab`: the pages of the playground and a purchase through each gateway. Exit code 1 on a difference that is not known. */
import { Argument, defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { gatewayNames } from "./gateways.ts";

const command = defineCommand(
  "gateways",
  "Plays the pages of the playground and a purchase through each gateway, in a shop of its own, and compares the answers with those of our router.",
  "npm run gateways -w @hansa/lab --",
).addArgument(new Argument("[gateway...]", "only these (default: all)").choices(gatewayNames));

await runCommand(command, async (_options, given) => {
  const { compareGateways } = await import("./run.ts");
  return compareGateways(given.length === 0 ? gatewayNames : gatewayNames.filter((name) => given.includes(name)));
});
