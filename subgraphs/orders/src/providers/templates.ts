/** Templates of orders: documents and e-mails, built-in or replaced by the owner's files. */
import { fileURLToPath } from "node:url";
import { openTemplates } from "@hansa/kit/mail";
import type { OrderTemplates } from "./template-data.ts";
import { examples } from "./template-examples.ts";

const folder = fileURLToPath(new URL("../../templates", import.meta.url));

/** Opens the built-in templates; files in `overrides/orders` replace them. Throws a ConfigError that names file and line. */
export function openOrderTemplates(overrides: string | undefined): OrderTemplates {
  return openTemplates({ service: "orders", folder, overrides, examples });
}
