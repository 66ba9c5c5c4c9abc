/** The images, as they were built: each holds its own program, and nothing of another service. */
import path from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { memoryLimitsOf, services, shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { type ImageFile, inspectImage, listFiles, readFiles } from "./support/image-files.ts";

const mebibyte = 1024 * 1024;
const imageOf = (name: string) => `${inject("composeProject")}-${name}`;
const files = new Map<string, readonly ImageFile[]>();
const filesOf = (name: string) => files.get(name) ?? [];
const sizeOf = (listed: readonly ImageFile[]) => listed.reduce((sum, { bytes }) => sum + bytes, 0);
/** Packages with a binary that a program may load, and the packages that each brings, by platform where it is its binary. */
const companions: Readonly<Record<string, readonly string[]>> = {
  "better-sqlite3": [],
  "@node-rs/argon2": ["@node-rs/argon2-PLATFORM"],
  sharp: [
    ...["sharp/node_modules/semver", "detect-libc", "@img/colour"],
    ...["@img/sharp-PLATFORM", "@img/sharp-libvips-PLATFORM"],
  ],
};
const loads = (program: string, pack: string) =>
  program.includes(`from "${pack}"`) || program.includes(`import("${pack}")`);

beforeAll(async () => {
  for (const name of [...shopProcesses.map((service) => service.name), "tools"])
    files.set(name, await listFiles(imageOf(name)));
});

/** The program of a service: its parts, without the maps of their sources. */
const programOf = (name: string, folder: string) =>
  filesOf(name)
    .map(({ file }) => file)
    .filter((file) => file.startsWith(`/app/${folder}/dist/`) && file.endsWith(".mjs"));

describe.each(services)("the image of $name", ({ name, folder, stores }) => {
  test("holds its own program, schema and migrations, and no file of another service", () => {
    const own = filesOf(name).map(({ file }) => file);
    expect(own).toContain(`/app/${folder}/dist/${name}.mjs`);
    expect(own).toContain(`/app/${folder}/${name === "router" ? "supergraph.graphql" : "schema.graphql"}`);
    const migrations = stores.flatMap((store) => [`/app/${store.migrations}/`, `/app/${store.migrations}-pg/`]);
    const prelude = "/app/packages/kit/src/store/engine/pg/prelude.sql";
    // The router serves the built back office.
    const office = name === "router" ? ["/app/apps/admin/dist/"] : [];
    const read = [...migrations, prelude, ...office];
    for (const place of read) expect(own.filter((file) => file.startsWith(place))).not.toEqual([]);
    const known = [`/app/${folder}/`, ...read, "/app/node_modules/"];
    expect(own.filter((file) => !known.some((place) => file.startsWith(place)))).toEqual([]);
  });

  test("holds a program that was built from its own sources, the kit and the contracts, and that of payments from the sandbox", async () => {
    const maps = filesOf(name)
      .map(({ file }) => file)
      .filter((file) => file.startsWith(`/app/${folder}/dist/`) && file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(0);
    const sources = (await readFiles(imageOf(name), maps)).match(/"(\.\.\/)+[^"]*\.(ts|mjs)"/g) ?? [];
    expect(sources.length).toBeGreaterThan(20);
    const others = services.filter((other) => other.name !== name).map((other) => `/${other.folder}/`);
    const sandbox = name === "payments" ? [] : ["/packages/sandbox/"];
    const ofOthers = [...others, ...sandbox, "/tools/", "/lab/", "/e2e/", "/examples/"];
    expect(sources.filter((source) => ofOthers.some((part) => source.includes(part)))).toEqual([]);
  });

  test("has the packages that its program loads, each for one platform, and no other", async () => {
    const program = await readFiles(imageOf(name), programOf(name, folder));
    const loaded = Object.keys(companions).filter((pack) => loads(program, pack));
    const packages = filesOf(name)
      .filter(({ file }) => file.startsWith("/app/node_modules/") && file.endsWith("/package.json"))
      .map(({ file }) => path.dirname(file).slice("/app/node_modules/".length));
    const expected = loaded.flatMap((pack) => [pack, ...(companions[pack] ?? [])]).sort();
    expect(packages.map((pack) => pack.replace(/-linux-(x64|arm64)(-gnu)?$/, "-PLATFORM")).sort()).toEqual(expected);
    const binaries = filesOf(name).filter(({ file }) => file.endsWith(".node"));
    expect(binaries).toHaveLength(loaded.length);
  });

  // Orders has the holidays of all countries: 2 MB with time zones and the calendars of religions.
  const programMebibytes = name === "orders" ? 14 : 12;

  test(`adds less than 24 MB to Node besides sharp, and less than ${programMebibytes} MB of it are the program`, () => {
    const program = filesOf(name).filter(({ file }) => file.startsWith(`/app/${folder}/dist/`));
    const ofSharp = filesOf(name).filter(({ file }) => /^\/app\/node_modules\/(sharp|@img)\//.test(file));
    expect(sizeOf(ofSharp)).toBeLessThan((name === "products" ? 24 : 0.001) * mebibyte);
    expect(sizeOf(filesOf(name)) - sizeOf(ofSharp)).toBeLessThan(24 * mebibyte);
    expect(sizeOf(program)).toBeLessThan(programMebibytes * mebibyte);
  });

  test("starts its program as user 1000, in production, with the memory limits of npm start", async () => {
    const { User, Cmd, Entrypoint, Env } = await inspectImage(imageOf(name));
    expect({ User, Entrypoint }).toEqual({ User: "1000", Entrypoint: [] });
    const program = name === "router" ? `/app/${folder}/dist/${name}.mjs` : "/app/service.mjs";
    expect(Cmd).toEqual(["node", ...memoryLimitsOf(name), "--enable-source-maps", program]);
    expect(Env).toEqual(expect.arrayContaining(["HANSA_ENV=production", "NODE_ENV=production"]));
  });
});

test("the image of the storefront holds its program and the files of the browser, no package, and less than 6 MB", async () => {
  const own = filesOf(storefront.name);
  const dist = `/app/${storefront.folder}/dist`;
  expect(own.filter(({ file }) => !file.startsWith(`${dist}/server/`) && !file.startsWith(`${dist}/client/`))).toEqual(
    [],
  );
  const names = own.map(({ file }) => file);
  expect(names).toEqual(expect.arrayContaining([`${dist}/server/main.mjs`, `${dist}/client/.vite/manifest.json`]));
  expect(names.filter((file) => file.startsWith(`${dist}/client/assets/`)).length).toBeGreaterThan(3);
  expect(sizeOf(own)).toBeLessThan(6 * mebibyte);
  const { User, Cmd, Entrypoint, Env } = await inspectImage(imageOf(storefront.name));
  expect({ User, Entrypoint }).toEqual({ User: "1000", Entrypoint: [] });
  const limits = memoryLimitsOf(storefront.name);
  expect(Cmd).toEqual(["node", ...limits, "--enable-source-maps", `${dist}/server/main.mjs`]);
  expect(Env).toEqual(expect.arrayContaining(["HANSA_ENV=production", "NODE_ENV=production"]));
});

test("the image of tools holds the commands of an owner with what they read, and no source", async () => {
  const own = filesOf("tools").map(({ file }) => file);
  expect(own).toContain("/app/cli/dist/hansa.mjs");
  expect(own.filter((file) => /\.tsx?$/.test(file) && !file.startsWith("/app/node_modules/"))).toEqual([]);
  expect(own.filter((file) => /^\/app\/(lab|e2e|examples|router\/playground)\//.test(file))).toEqual([]);
  expect((await inspectImage(imageOf("tools"))).User).toBe("1000");
});
