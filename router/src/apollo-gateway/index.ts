/** Starts Apollo's gateway in the router's place. */
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runProcess } from "@hansa/kit/service/process";
import { readGatewaySettings } from "../config.ts";
import { startApolloGateway } from "./server.ts";

await runProcess("apollo-gateway", () => startApolloGateway(readGatewaySettings(), systemRuntime));
