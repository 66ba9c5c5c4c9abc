/** Files of other builds: a process takes them over from those that run beside it, serves them and passes them on. */
import { createServer } from "node:http";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { followFormerBuilds } from "../../server/former-builds.ts";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { unknownFacts } from "../../shop/facts.ts";

const log = pino({ level: "silent" });
const oneDayMs = 24 * 60 * 60_000;

/** A process of another build, as a router passes its files on. */
async function otherProcess(builds: readonly { name: string; at: number }[]) {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const body = url === "/assets/builds.json" ? builds : { "main.js": `export const build = "${url.split("/")[2]}";` };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { origin: `http://127.0.0.1:${address.port}`, asked };
}

async function listenerWith(origins: readonly string[]) {
  const formerBuilds = followFormerBuilds({ own: "ownbuild", origins, log });
  const app = await openPublicListener({
    log,
    metrics: createMetrics(),
    graph: openGraph(["http://127.0.0.1:9/graphql"]),
    facts: () => unknownFacts,
    publicUrl: null,
    formerBuilds,
  });
  onTestFinished(async () => {
    formerBuilds.stop();
    await app.close();
  });
  return app;
}

test("files of the builds of the last day are served and passed on, and those of older ones and of nothing are not there", async () => {
  const now = Date.now();
  const { origin, asked } = await otherProcess([
    { name: "yesterday", at: now - oneDayMs / 2 },
    { name: "longago", at: now - 2 * oneDayMs },
    { name: "ownbuild", at: now },
  ]);
  const app = await listenerWith([origin]);
  await expect.poll(async () => (await app.inject("/assets/yesterday/main.js")).statusCode).toBe(200);
  const file = await app.inject({ url: "/assets/yesterday/main.js", headers: { "accept-encoding": "br" } });
  expect(file.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "content-encoding": "br",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  });
  expect((await app.inject("/assets/yesterday/main.js")).body).toBe('export const build = "yesterday";');
  expect(Object.keys((await app.inject("/assets/yesterday/files.json")).json())).toEqual(["main.js"]);
  const listed: { name: string }[] = (await app.inject("/assets/builds.json")).json();
  expect(listed.map(({ name }) => name)).toEqual([expect.stringMatching(/^\w{12}$/), "yesterday"]);
  for (const url of [
    "/assets/longago/main.js",
    "/assets/yesterday/other.js",
    "/assets/yesterday/constructor",
    "/assets/none",
  ]) {
    const missing = await app.inject(url);
    expect([missing.statusCode, missing.headers["cache-control"]]).toEqual([404, "no-store"]);
    expect(missing.headers["content-type"]).toMatch(/^text\/plain/);
  }
  expect(asked.filter((url) => url.endsWith("files.json"))).toEqual(["/assets/yesterday/files.json"]);
});

test("a build is forgotten a day after a process last served it, and others are asked for each minute", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const builds = [{ name: "before", at: Date.now() }];
  const { origin } = await otherProcess(builds);
  const former = followFormerBuilds({ own: "ownbuild", origins: [origin], log });
  onTestFinished(() => former.stop());
  const names = () => former.list().map(({ name }) => name);
  await vi.waitFor(() => expect(names()).toEqual(["before"]));
  builds.splice(0, 1, { name: "between", at: Date.now() + oneDayMs });
  vi.setSystemTime(Date.now() + oneDayMs + 1);
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.waitFor(() => expect(names()).toEqual(["between"]));
});

test("nothing that another process says leads elsewhere", async () => {
  const { origin, asked } = await otherProcess([{ name: "../../graphql", at: Date.now() }]);
  const honest = await otherProcess([{ name: "yesterday", at: Date.now() }]);
  const former = followFormerBuilds({ own: "ownbuild", origins: [origin, honest.origin], log });
  onTestFinished(() => former.stop());
  await expect.poll(() => former.list().map(({ name }) => name)).toEqual(["yesterday"]);
  expect(asked).toEqual(["/assets/builds.json"]);
});
