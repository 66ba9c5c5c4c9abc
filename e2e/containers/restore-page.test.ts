/** docs/owners/backup.md and docs/owners/deploy.md, followed word for word: a restore in containers, with one instance of each process and with two. */
import { readDoc } from "@hansa/kit/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { instancesFiles, type Project, productionFiles, readHealthy } from "../../cli/host/containers/project.ts";
import { claimPorts } from "../../cli/host/processes/ports.ts";
import { services, shopProcesses, storeFile } from "../../cli/host/shop.mjs";
import { newProductionProject, type ProductionProject } from "./support/production.ts";

const processes = shopProcesses.map(({ name }) => name);
const backup = "/backups/2026-11-22";

/** The block of the shell that has this line. */
function blockWith(page: string, line: string): string {
  const blocks = [...readDoc(page).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  const [found, ...more] = blocks.filter((text) => text.includes(line));
  if (found === undefined || more.length > 0) throw new Error(`${page}.md has ${more.length} blocks with ${line}`);
  return found;
}

/** The version of this clone is the old one, and its images are those of this run. */
const withoutCheckout = (text: string) =>
  text.replace("git checkout v0.1.0\n", "").replace(/^.* docker compose build\n/m, "");

const oneInstance = blockWith("owners/backup", `tools restore ${backup} --set-aside`);
const rollback = withoutCheckout(blockWith("owners/deploy", "docker compose run --rm tools restore"));

const ways = [
  { way: "one instance", files: productionFiles, steps: oneInstance, of: backup, healthy: processes },
  {
    way: "two instances",
    files: instancesFiles,
    steps: rollback,
    of: "/backups/before-upgrade",
    healthy: processes.flatMap((name) => [name, `${name}-2`]),
  },
];

describe.each(ways)("with $way", ({ files, steps, of, healthy }) => {
  let production: ProductionProject;
  let shop: Project;
  beforeAll(async () => {
    const { port } = await claimPorts(34_900);
    production = await newProductionProject(inject("composeProject"), files, {
      HANSA_PUBLIC_URL: "https://localhost",
      HANSA_HTTPS_PORT: String(port),
      HANSA_HTTP_PORT: String(port + 1),
    });
    shop = production.shop;
    const ofDemo = ["run", "--rm", "--no-TTY", "--env", "HANSA_ENV=development", "--env", "HANSA_KEYS_FOLDER="];
    await shop.compose([...ofDemo, "tools", "seed", "--orders", "3"]);
    expect(await shop.run(["keys", "create"])).toMatchObject({ code: 0 });
    await shop.compose(["up", "--detach", "--wait"]);
  });
  afterAll(() => production.remove());

  test("the shop that the page restores has what the backup had, and what came after it is set aside", async () => {
    await createAdministrator("before@kontor.example");
    expect(await shop.run(["backup", of])).toMatchObject({ code: 0 });
    await createAdministrator("after@kontor.example");
    expect(await emails("/data")).toEqual(["after@kontor.example", "before@kontor.example"]);

    const { code, output, errors } = await shop.shell(steps);
    expect({ code, output, errors }).toMatchObject({ code: 0 });
    expect(await readHealthy(shop)).toEqual([...healthy].sort());
    expect(await emails("/data")).toEqual(["before@kontor.example"]);
    const [, named = ""] = /the data of before are in (\S+),/.exec(output) ?? [];
    expect(await emails(`/data/users/${named}`, "users.db")).toEqual(["after@kontor.example", "before@kontor.example"]);
    expect(await shop.run(["status"])).not.toMatchObject({ code: 2 });
  });

  test("a backup that is damaged leaves the shop as it was, and so does one that is restored beside the running shop", async () => {
    const running = await shop.run(["restore", of, "--set-aside"]);
    expect(running).toMatchObject({ code: 1, errors: expect.stringContaining("Stop the shop first") });
    const damage = `echo damaged >>${of}/orders/orders.db`;
    await shop.compose(["run", "--rm", "--no-TTY", "--entrypoint", "sh", "tools", "-c", damage]);
    const failed = await shop.shell(steps);
    expect(failed).toMatchObject({
      code: 1,
      errors: expect.stringContaining("is damaged: orders/orders.db was changed"),
    });
    await shop.compose(["up", "--detach", "--wait"]);
    expect(await emails("/data")).toEqual(["before@kontor.example"]);
  });

  test("the data of before are removed as the page says", async () => {
    const { code, errors } = await shop.shell(blockWith("owners/backup", "rm -r /data/*/set-aside-*"));
    expect({ code, errors }).toMatchObject({ code: 0 });
    const list = "ls /data/*";
    const left = await shop.compose(["run", "--rm", "--no-TTY", "--entrypoint", "sh", "tools", "-c", list]);
    expect(left).toContain("users.db");
    // The volume of each process that has one has the number of the format.
    expect(left.match(/^format$/gm)).toHaveLength(services.length);
    expect(left).not.toContain("set-aside");
  });

  async function createAdministrator(email: string): Promise<void> {
    const input = "seven geese over the harbour\n";
    expect(await shop.run(["admin", "create", "--email", email], { input })).toMatchObject({ code: 0 });
  }

  /** The addresses of the administrators of Kontor in a store of users. */
  async function emails(data: string, file = storeFile("", "users")): Promise<string[]> {
    const program = `
      const store = require("better-sqlite3")(process.argv[1], { readonly: true });
      console.log(JSON.stringify(store.prepare("SELECT email FROM users WHERE email LIKE '%@kontor.example' ORDER BY 1").pluck().all()));`;
    const command = ["run", "--rm", "--no-TTY", "--entrypoint", "node", "tools", "-e", program, `${data}/${file}`];
    return z.array(z.string()).parse(JSON.parse(await shop.compose(command)));
  }
});
