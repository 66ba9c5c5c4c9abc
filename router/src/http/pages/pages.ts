/** The pages of the public listener: the index, those of the storefront, the back office, and in development the playground and the page for developers. */
import type { Log } from "@hansa/kit/runtime";
import type { FastifyInstance } from "fastify";
import type { RouterConfig } from "../../config.ts";
import type { Compress } from "../compression.ts";
import { openDevelopersPage } from "./developers-page.ts";
import { openIndex } from "./index-page.ts";
import { openOffice } from "./office.ts";
import { openPlayground } from "./playground.ts";
import { openStorefrontPages, type PassPage } from "./storefront.ts";

/** Opens them. `passPage` is undefined without a storefront. */
export async function openPages(
  app: FastifyInstance,
  { production, dataFolder, ring }: Pick<RouterConfig, "production" | "dataFolder" | "ring">,
  { log, compress, passPage }: { log: Log; compress: Compress; passPage: PassPage | undefined },
): Promise<void> {
  openIndex(app, !production, passPage);
  if (passPage) openStorefrontPages(app, passPage);
  // Beside a foreign graph there is no shop to run.
  if (ring !== undefined) await openOffice(app, compress);
  if (production) return;
  const notes = { log, dataFolder, isShop: ring !== undefined };
  openDevelopersPage(app, notes, compress);
  await openPlayground(app, notes, compress);
}
