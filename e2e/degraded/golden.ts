/** The committed golden answers: those of each page without each service. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import { type Degradation, degradation } from "./response.ts";

export const goldenFile = path.join(root, "e2e/degraded/golden.json");

/** By the name of the page, and of the service that is away. */
export type Golden = Record<string, Partial<Record<ServiceName, Degradation>>>;

const golden = z.record(z.string(), z.partialRecord(z.enum(serviceNames), degradation));

export function readGolden(): Golden {
  return existsSync(goldenFile) ? golden.parse(JSON.parse(readFileSync(goldenFile, "utf8"))) : {};
}
