/** Starts Apollo's gateway in the router's place. */
import { systemRuntime } from "@hansa/kit/runtime";
import { runProcess } from "@hansa/kit/service";
import { readGatewayConfig } from "../config.ts";
import { startApolloGateway } from "./server.ts";

await runProcess("apollo-gateway", () => startApolloGateway(readGatewayConfig(), systemRuntime));
