/** The templates of orders: documents and e-mails, from the files of this service and those of the shop's owner. */
import { fileURLToPath } from "node:url";
import { openTemplates } from "@hansa/kit/templates";
import type { OrderTemplates } from "./template-data.ts";
import { examples } from "./template-examples.ts";

const folder = fileURLToPath(new URL("../../templates", import.meta.url));

/** Opens the built-in templates, with those of `overrides/orders` in their place. Throws a ConfigError that names file and line. */
export function openOrderTemplates(overrides: string | undefined): OrderTemplates {
  return openTemplates({ service: "orders", folder, overrides, examples });
}
