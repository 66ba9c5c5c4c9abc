/** What the shop says when it is ready: every address, and who can sign in. */
import path from "node:path";
import { demoAccounts } from "../seed/accounts.ts";
import { privatePort, publicPort, root, type Service } from "../shop.mjs";
import { paint, say } from "../terminal.mjs";
import { reachable } from "./health.ts";
import type { Shop } from "./process.ts";

/** Prints the addresses of what runs, the folders, and the demo accounts unless this is production. */
export function printBanner(shop: Shop, services: readonly Service[], leftOut: readonly string[]): void {
  const base = `http://${reachable(shop.host)}`;
  say("");
  for (const service of services.filter((each) => each.stores.length === 0)) {
    row("GraphQL", `${base}:${publicPort(service, shop.port)}/graphql`);
    row("Playground", `${base}:${publicPort(service, shop.port)}/playground`);
    row("Router, private", `${base}:${privatePort(service, shop.port)}  health, metrics, administration`);
  }
  const origins = process.env.HANSA_CORS_ORIGINS;
  if (!shop.production)
    row("Front ends", `any page of this machine may call the graph${origins ? `, and ${origins}` : ""}`);
  else
    row("Front ends", origins ? `pages of ${origins} may call the graph` : "set HANSA_CORS_ORIGINS to their origins");
  for (const service of services.filter((each) => each.stores.length > 0)) {
    const inside = `private ${base}:${privatePort(service, shop.port)}`;
    row(service.name, `${base}:${publicPort(service, shop.port)}/graphql  ${paint("dim", inside)}`);
  }
  for (const name of leftOut) row(name, paint("yellow", "left out"));
  if (!process.env.HANSA_SMTP_URL) row("Mail", shown(process.env.HANSA_MAIL_FOLDER || path.join(shop.data, "mail")));
  if (!shop.showLogs) row("Logs", shown(path.join(shop.data, "logs")));
  if (!shop.production) printAccounts();
  say("");
}

function printAccounts(): void {
  say("");
  say(`  ${paint("bold", "Demo accounts")} ${paint("dim", "(a guest needs none)")}`);
  for (const account of demoAccounts) {
    say(`  ${account.role.padEnd(16)} ${account.email.padEnd(26)} ${account.password}`);
  }
}

function row(title: string, text: string): void {
  say(`  ${paint("bold", title.padEnd(16))} ${text}`);
}

/** Paths inside the repository are shown from its top, others in full. */
function shown(folder: string): string {
  const inside = path.relative(root, folder);
  return inside.startsWith("..") ? folder : inside;
}
