/** The pages of the public listener: the index, and the playground in development. */
import type { Log } from "@hansa/kit/runtime";
import type { FastifyInstance } from "fastify";
import type { RouterConfig } from "../../config.ts";
import type { Compress } from "../compression.ts";
import { openIndex } from "./index-page.ts";
import { openPlayground } from "./playground.ts";

/** Opens them. */
export async function openPages(
  app: FastifyInstance,
  { production, dataFolder, ring }: Pick<RouterConfig, "production" | "dataFolder" | "ring">,
  { log, compress }: { log: Log; compress: Compress },
): Promise<void> {
  const notes = production ? undefined : { log, dataFolder, isShop: ring !== undefined };
  openIndex(app, notes, compress);
  if (notes) await openPlayground(app, notes, compress);
}
