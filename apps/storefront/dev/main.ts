/** `npm run dev`: the storefront from its sources, beside a running shop. Vite works in the process: an edit is served without a build. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { pino } from "pino";
import { createServer as createVite, type Plugin } from "vite";
import { readConfig } from "../server/config.ts";
import { stopOnSignal } from "../server/lifecycle.ts";
import { createMetrics } from "../server/metrics.ts";
import { openPrivateListener } from "../server/private-listener.ts";
import { openGeneration } from "./generation.ts";
import type { openSite, Site } from "./site.ts";

/** The paths of the shop that pages use: the router keeps them for itself. */
const pathsOfShop = "^/(graphql|session|media|uploads|receipts|exports|sandbox)(/|\\?|$)";

const root = path.resolve(import.meta.dirname, "..");
/** The settings of the shop beside it. */
const settings = path.resolve(root, "../../.env");
if (existsSync(settings)) process.loadEnvFile(settings);
const config = readConfig(process.env);
const shop = new URL(config.graphUrls[0]).origin;
const log = pino({ level: config.logLevel, base: { service: "storefront" } });
const metrics = createMetrics();
const say = (text: string) => process.stdout.write(`${text}\n`);
let opened: { by: typeof openSite; site: Promise<Site> } | undefined;
/** Whether the last page could not be made of its sources. */
let isFaulty = false;

/** Tells a fault of an edit at once, and loads documents again that are made of it, unless their islands are replaced. */
const followEdits: Plugin = {
  name: "follow-edits",
  hotUpdate({ file, modules, server: { environments } }) {
    if (this.environment.name === "ssr") {
      if (modules.length > 0) void readSite().catch(() => undefined);
      return;
    }
    const isOfPages = environments.ssr.moduleGraph.getModulesByFile(file) !== undefined;
    // Tailwind watches the files of pages as well.
    const isReplaced = modules.some(({ type }) => type === "js");
    if (isOfPages && (isFaulty || !isReplaced)) this.environment.hot.send({ type: "full-reload" });
  },
};

// The tasks of services look here whether the storefront runs.
const health = await openPrivateListener({ host: config.privateHost, isReady: () => true, metrics });
await health.listen({ host: config.privateHost, port: config.privatePort });
const server = createServer();
const generation = await openGeneration(root, say);
const vite = await createVite({
  root,
  appType: "custom",
  logLevel: "warn",
  clearScreen: false,
  plugins: [generation.plugin, followEdits],
  server: {
    middlewareMode: { server },
    hmr: { server },
    proxy: { [pathsOfShop]: { target: shop, changeOrigin: true } },
    // A file that is half written would be served until its next edit: changes that follow another one at once are not told.
    watch: { awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } },
  },
});

/** The pages as their sources are now. Rejects while one is broken. */
async function readSite(): Promise<Site> {
  const by: typeof openSite = (await vite.ssrLoadModule("/dev/site.ts")).openSite;
  if (opened?.by !== by) opened = { by, site: replace(opened?.site, by) };
  return opened.site;
}

async function replace(before: Promise<Site> | undefined, open: typeof openSite): Promise<Site> {
  const last = await before?.catch(() => undefined);
  const site = await open({ config, log, metrics, facts: last?.facts() });
  await last?.close();
  return site;
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const fault = generation.fault();
    if (fault !== undefined) throw new Error(fault);
    const { pages } = await readSite();
    isFaulty = false;
    pages.routing(request, response);
  } catch (error) {
    isFaulty = true;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    response.writeHead(500, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(faultPage(text));
  }
}

/** It loads itself again once the fault is mended. */
function faultPage(text: string): string {
  const escaped = text.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html><title>Fault</title><script type="module" src="/@vite/client"></script><pre>${escaped}</pre>`;
}

server.on("request", (request, response) => vite.middlewares(request, response, () => void respond(request, response)));
await once(server.listen(config.port, config.host), "listening");
say(`storefront: http://127.0.0.1:${config.port} from its sources, with the shop at ${shop}`);
void readSite().catch(() => undefined);

async function stop(): Promise<void> {
  server.closeAllConnections();
  await Promise.all([vite.close(), health.close()]);
}
stopOnSignal(Promise.resolve({ drain: () => undefined, stop }), 0);
