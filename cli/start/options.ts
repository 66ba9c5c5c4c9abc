/** The command line of `npm start`. */
import { defineCommand, InvalidArgumentError, Option, wholeNumber } from "@hansa/kit/command-line";
import { maxReplicas, shopProcesses } from "../host/shop.mjs";
import { gatewayNames } from "./gateways.ts";

export const startCommand = defineCommand(
  "start",
  "Runs the shop: seeds it the first time, keeps its six processes running, and stops them together (Ctrl-C).",
  "npm start --",
)
  .addOption(
    new Option("--without <service...>", "services to leave out").choices(shopProcesses.map(({ name }) => name)),
  )
  .addOption(
    new Option("--only <service...>", "services to run; the others are left out")
      .choices(shopProcesses.map(({ name }) => name))
      .conflicts("without"),
  )
  .addOption(
    new Option(
      "--one-process",
      "runs the four services, the router and the storefront in one process, for small machines",
    )
      .default(false)
      .conflicts(["without", "only"]),
  )
  .addOption(
    new Option("--replicas <service=number...>", `processes of a service, such as orders=2, at most ${maxReplicas}`)
      .argParser(addReplicas)
      .conflicts(["oneProcess", "gateway"]),
  )
  .addOption(
    new Option("--gateway <name>", "what serves the graph: our router, or Apollo's gateway in its place")
      .choices(gatewayNames)
      .default(gatewayNames[0])
      .conflicts("oneProcess"),
  )
  .option("--logs", "shows every line of the services' logs", false);

type Replicas = Readonly<Record<string, number>>;

/** Adds one word of `--replicas` to those before it. */
function addReplicas(text: string, before: Replicas = {}): Replicas {
  const [name = "", count = ""] = text.split("=", 2);
  const names = shopProcesses.map((service) => service.name);
  if (!names.includes(name)) throw new InvalidArgumentError(`Name one of ${names.join(", ")}, such as orders=2.`);
  return { ...before, [name]: wholeNumber(1, maxReplicas)(count) };
}
