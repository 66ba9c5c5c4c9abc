/** The banner of a ready shop: its public addresses and the demo accounts. */
import path from "node:path";
import { demoAccounts } from "@hansa/client/demo-accounts";
import { seedState } from "../host/data/seed-marker.ts";
import { reachable } from "../host/processes/health.ts";
import type { Shop } from "../host/processes/process.ts";
import { storefrontVariables } from "../host/processes/storefront-variables.ts";
import {
  apolloGateway,
  internalPort,
  processFolder,
  processName,
  publicPort,
  root,
  type Service,
  shopProcesses,
  storefront,
} from "../host/shop.mjs";
import { paint, say } from "../host/terminal.mjs";
import { lostParts } from "./gateways.ts";

/** Prints the addresses of what runs, the folders, and the demo accounts of a seeded shop unless this is production. */
export function printBanner(shop: Shop, services: readonly Service[], isOneProcess: boolean): void {
  const base = `http://${reachable(shop.host)}`;
  const gateways = services.filter(({ isGateway }) => isGateway);
  const storefronts = services.filter(({ name }) => name === storefront.name);
  const passesPages = storefronts.length > 0 && gateways.some((each) => each !== apolloGateway);
  say("");
  if (passesPages) for (const each of gateways) row("Shop", `${base}:${publicPort(each, shop.port)}`);
  for (const service of gateways) {
    const origin = `${base}:${publicPort(service, shop.port)}`;
    if (service !== apolloGateway && !shop.production) row("Developers", `${origin}/developers`);
    row("GraphQL", `${origin}/graphql`);
    if (service !== apolloGateway) row("Back office", `${origin}/admin`);
    if (service !== apolloGateway) row("Playground", `${origin}/playground`);
    else printApolloGateway(shop);
  }
  // Without a gateway each service is called by itself.
  for (const service of gateways.length > 0 ? [] : services.filter((each) => !storefronts.includes(each)))
    row(processName(service), `${base}:${publicPort(service, shop.port)}/graphql, its part of the graph`);
  for (const each of passesPages ? [] : storefronts)
    row("Pages", `${base}:${publicPort(each, shop.port)}, which no router passes on: they can be read alone`);
  const origins = process.env.HANSA_CORS_ORIGINS;
  if (!shop.production)
    row("Front ends", `any page of this machine may call the graph${origins ? `, and ${origins}` : ""}`);
  else
    row("Front ends", origins ? `pages of ${origins} may call the graph` : "set HANSA_CORS_ORIGINS to their origins");
  const links = shop.env.HANSA_STOREFRONT_URL || storefrontVariables(shop, services).HANSA_STOREFRONT_URL;
  row("Links in mail", links ? `lead to ${links}` : "none: mail carries codes (HANSA_STOREFRONT_URL)");
  // These listeners answer anybody on this machine.
  for (const service of services)
    row(processName(service), `${base}:${internalPort(service, shop.port)}/health and /metrics`);
  const isLeftOut = ({ offset }: Service) => services.every((each) => each.offset !== offset);
  for (const { name } of shopProcesses.filter(isLeftOut)) row(name, paint("yellow", "left out"));
  if (!process.env.HANSA_SMTP_URL) row("Mail", mailFolders(shop.data).map(shown).join(", "));
  if (!shop.showLogs) row("Logs", shown(path.join(shop.data, "logs")));
  if (isOneProcess)
    row(
      "Keys",
      `${paint("yellow", "one process holds those of all services")}, so that none is protected from another (docs/owners/keys.md)`,
    );
  if (!shop.production && seedState(shop.data) === "seeded") printAccounts();
  say("");
}

/** Says which gateway runs in the router's place, and what a shop behind it is without. */
function printApolloGateway({ production }: Shop): void {
  row("Gateway", "Apollo Server with @apollo/gateway, in the router's place (docs/owners/apollo-gateway.md)");
  for (const [index, part] of lostParts.entries()) row(index === 0 ? "Without" : "", paint("yellow", part));
  if (!production) row("Sandbox", "Apollo's, at the same address in a browser; loaded from Apollo's host");
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

/** The folders that mail is written to: the configured one, or one of each service that sends mail. */
function mailFolders(data: string): string[] {
  const folder = process.env.HANSA_MAIL_FOLDER;
  return folder ? [folder] : ["users", "orders"].map((sender) => path.join(processFolder(data, sender), "mail"));
}

/** Paths inside the repository are shown from its top, others in full. */
function shown(folder: string): string {
  const inside = path.relative(root, folder);
  return inside.startsWith("..") ? folder : inside;
}
