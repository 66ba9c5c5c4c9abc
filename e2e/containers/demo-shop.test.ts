/** The demo shop in containers: `docker compose up` in a fresh clone, purchases, the commands of an owner, the loss of a container. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { LoginDocument } from "@hansa/client/documents/purchase";
import { perform } from "@hansa/client/mutation";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { docker } from "../../cli/host/containers/docker.ts";
import {
  newProject,
  type Project,
  processes,
  readContainers,
  readHealthy,
  removeProject,
} from "../../cli/host/containers/project.ts";
import { root, services, storefront } from "../../cli/host/shop.mjs";
import { inSeconds, say } from "../../cli/host/terminal.mjs";

const name = inject("composeProject");
let shop: Project;

beforeAll(async () => {
  shop = await newProject(name, {});
  const began = performance.now();
  await shop.compose(["up", "--detach", "--wait"]);
  say(`The demo shop is healthy: ${inSeconds(performance.now() - began)}`);
});
afterAll(() => removeProject(shop));

/** A guest's purchase, from the cart to the confirmed order. */
async function buy() {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  expect((await startPayment(shop, checkoutId, "tok_ok")).__typename).toBe("PaymentStarted");
  return requireOrder(await completeCheckout(shop, checkoutId));
}

/** Runs this program in the container of a service, and answers with what it printed. */
const execute = (service: string, program: string) =>
  shop.compose(["exec", "--no-TTY", service, "node", "-e", program]);

const containerOf = (service: string) => `${name}-${service}-1`;

const inspected = z.object({
  Config: z.object({ User: z.string() }),
  HostConfig: z.object({ ReadonlyRootfs: z.boolean(), CapDrop: z.array(z.string()) }),
  Mounts: z.array(z.object({ Name: z.string().optional(), Destination: z.string(), RW: z.boolean() })),
  RestartCount: z.int(),
});
const inspect = async (service: string) =>
  inspected.parse(JSON.parse(await docker(["inspect", "--format", "{{json .}}", containerOf(service)])));

test("it comes up without a setting: keys and seed ended, and every process is healthy", async () => {
  const containers = await readContainers(shop);
  for (const once of ["keys", "seed"]) expect(containers.get(once)).toMatchObject({ State: "exited", ExitCode: 0 });
  expect(await readHealthy(shop)).toEqual(processes);
  expect([...containers.keys()].sort()).toEqual([...processes, "keys", "seed"].sort());
});

test("every process runs as user 1000 on a read-only image, with its own keys and its own data alone", async () => {
  for (const { name: service, stores } of services) {
    const { Config, HostConfig, Mounts } = await inspect(service);
    expect(Config.User, service).toBe("1000");
    expect(HostConfig, service).toEqual({ ReadonlyRootfs: true, CapDrop: ["ALL"] });
    const schemas = service === "router" ? [`${name}_schemas-data`] : [];
    expect(Mounts.map((mount) => mount.Name).sort(), service).toEqual([
      `${name}_${service}-data`,
      `${name}_${service}-keys`,
      ...schemas,
    ]);
    const written = Mounts.filter(({ RW }) => RW).map((mount) => mount.Name);
    expect(written.sort(), service).toEqual(stores.length > 0 ? [`${name}_${service}-data`, ...schemas] : schemas);
    const keys = await execute(
      service,
      "const fs = require('fs'); console.log(fs.readdirSync('/keys').join(), fs.statSync('/keys/keys.env').uid)",
    );
    expect(keys, service).toBe("keys.env 1000\n");
  }
});

test("the storefront runs so too, with neither keys nor data nor a setting of the services", async () => {
  const { Config, HostConfig, Mounts } = await inspect(storefront.name);
  expect([Config.User, HostConfig, Mounts]).toEqual(["1000", { ReadonlyRootfs: true, CapDrop: ["ALL"] }, []]);
  const names = await execute(
    storefront.name,
    "console.log(Object.keys(process.env).filter((name) => /KEY|SECRET|STRIPE|SMTP|MAIL/.test(name)).join())",
  );
  expect(names.trim()).toBe("");
});

test("the router passes on the pages of the storefront, which the network of the services reaches alone", async () => {
  const page = await fetch(new URL("/products/tidemark-mug", shop.url), { headers: { accept: "text/html" } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>Tidemark Mug")]);
  const home = await fetch(new URL("/", shop.url), { headers: { accept: "text/html" } });
  const script = /<script type="module" src="([^"]+)"/.exec(await home.text())?.[1] ?? "";
  const loaded = await fetch(new URL(script, shop.url));
  expect([home.status, loaded.status, loaded.headers.get("cache-control")]).toEqual([
    ...[200, 200],
    expect.stringContaining("immutable"),
  ]);
  await loaded.body?.cancel();
  const { stdout } = await promisify(execFile)("docker", ["port", containerOf(storefront.name)]);
  expect(stdout).toBe("");
});

test("without the storefront the graph goes on, and visitors are told", async () => {
  await shop.compose(["kill", storefront.name]);
  const page = await fetch(new URL("/", shop.url), { headers: { accept: "text/html" } });
  expect([page.status, await page.text()]).toEqual([503, expect.stringContaining("does not answer right now")]);
  expect(await buy()).toMatchObject({ state: "CONFIRMED" });
  await shop.compose(["up", "--detach", "--wait", storefront.name]);
  const statusOf = async () => (await fetch(new URL("/", shop.url), { headers: { accept: "text/html" } })).status;
  await expect.poll(statusOf).toBe(200);
});

test("a service refuses a request that the router has not signed", async () => {
  const ask = `fetch('http://products:4001/graphql', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}' }).then(async (answer) => console.log(answer.status, await answer.text()))`;
  expect(await execute("router", ask)).toMatch(/^401 .*"UNAUTHENTICATED"/);
});

test("every page of the playground has its shape", async () => {
  const smoke = [path.join(root, "lab/smoke/main.ts"), "--shop", shop.url];
  const { stdout } = await promisify(execFile)(process.execPath, smoke, { cwd: root });
  expect(stdout).toMatch(/smoke: (\d+) of \1\n$/);
});

test("a guest buys, and reads the order with its token", async () => {
  const order = await buy();
  expect(order).toMatchObject({ state: "CONFIRMED", settlement: "PAID" });
  const seen = await readOrderByToken(shop, order.number, order.guestToken);
  expect(seen.timeline.map((event) => event.kind)).toEqual(["PLACED", "PAYMENT_CAPTURED", "CONFIRMED"]);
});

test("a backup of the running shop is complete, and its audit is clean", async () => {
  expect(await shop.run(["backup", "/backups/first"])).toMatchObject({
    code: 0,
    output: expect.stringContaining("The backup is complete: /backups/first."),
  });
  expect(await shop.run(["audit", "--data", "/backups/first"])).toMatchObject({ code: 0 });
});

test("the audit and the reconciliation of the running shop find nothing", async () => {
  expect(await shop.run(["audit"])).toMatchObject({ code: 0 });
  expect(await shop.run(["reconcile"])).toMatchObject({ code: 0, output: expect.stringContaining(" 0 mismatches") });
});

test("an exported catalogue is imported again without a change", async () => {
  expect(await shop.run(["export", "/backups/catalogue.jsonl"])).toMatchObject({ code: 0 });
  const { code, output } = await shop.run(["import", "/backups/catalogue.jsonl"]);
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/ 0 new, 0 changed, \d+ unchanged; 0 of \d+ rows refused/),
  });
});

test("an administrator is created beside the running shop, and signs in", async () => {
  const [email, password] = ["owner@kontor.example", "seven geese over the harbour"];
  const created = await shop.run(["admin", "create", "--email", email], { input: `${password}\n` });
  expect(created).toMatchObject({ code: 0 });
  await expect(perform(shop, LoginDocument, { email, password })).resolves.toMatchObject({
    accessToken: expect.any(String),
  });
});

test("keys are rotated while the shop runs", async () => {
  const before = await execute("orders", "process.stdout.write(require('fs').readFileSync('/keys/keys.env', 'utf8'))");
  expect(await shop.run(["keys", "rotate"])).toMatchObject({ code: 0 });
  const after = await execute("orders", "process.stdout.write(require('fs').readFileSync('/keys/keys.env', 'utf8'))");
  expect(after).not.toBe(before);
  expect(await buy()).toMatchObject({ state: "CONFIRMED" });
});

test("without payments the others go on, and after its return purchases do", async () => {
  await shop.compose(["kill", "payments"]);
  expect(await readHealthy(shop)).toEqual(processes.filter((service) => service !== "payments"));
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await expect(startPayment(shop, checkoutId, "tok_ok")).rejects.toThrow();

  await shop.compose(["up", "--detach", "--wait", "payments"]);
  await expect.poll(() => startPayment(shop, checkoutId, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
  expect(requireOrder(await completeCheckout(shop, checkoutId))).toMatchObject({ state: "CONFIRMED" });
});

test("a process that dies is started again by the engine", async () => {
  const { RestartCount: before } = await inspect("orders");
  const killNode = `const fs = require('fs');
    for (const pid of fs.readdirSync('/proc').filter((name) => Number(name) > 1 && Number(name) !== process.pid))
      if (fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('/app/service.mjs')) process.kill(Number(pid), 'SIGKILL')`;
  await execute("orders", killNode).catch(() => {});
  await expect.poll(async () => (await inspect("orders")).RestartCount).toBe(before + 1);
  await expect.poll(() => readHealthy(shop)).toEqual(processes);
  expect(await buy()).toMatchObject({ state: "CONFIRMED" });
});

test("a second start keeps the keys and the orders", async () => {
  const order = await buy();
  const readKeys = () => execute("users", "process.stdout.write(require('fs').readFileSync('/keys/keys.env', 'utf8'))");
  const keys = await readKeys();
  await shop.compose(["down"]);
  await shop.compose(["up", "--detach", "--wait"]);
  expect(await readKeys()).toBe(keys);
  expect((await readOrderByToken(shop, order.number, order.guestToken)).number).toBe(order.number);
});
