/** The command line of `npm start`. */
import { defineCommand, Option } from "@hansa/kit/server/command-line";
import { services } from "../host/shop.mjs";
import { gatewayNames } from "./gateways.ts";

export const startCommand = defineCommand(
  "start",
  "Runs the shop: seeds it the first time, keeps its five processes running, and stops them together (Ctrl-C).",
  "npm start --",
)
  .addOption(new Option("--without <service...>", "services to leave out").choices(services.map(({ name }) => name)))
  .addOption(
    new Option("--only <service...>", "services to run; the others are left out")
      .choices(services.map(({ name }) => name))
      .conflicts("without"),
  )
  .addOption(
    new Option("--one-process", "runs the four services and the router in one process, for small machines")
      .default(false)
      .conflicts(["without", "only"]),
  )
  .addOption(
    new Option("--gateway <name>", "what serves the graph: our router, or Apollo's gateway in its place")
      .choices(gatewayNames)
      .default(gatewayNames[0])
      .conflicts("oneProcess"),
  )
  .option("--logs", "shows every line of the services' logs", false);
