/** Bounds of renditions: each is made once, one at a time, in fair turns of senders that wait for few and not for long. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withTrace } from "@hansa/kit/runtime";
import { expect, test } from "vitest";
import { findRendition } from "../../src/service/media/renditions.ts";
import { photograph } from "../support/photographs.ts";
import { folderOf, get, made, place, waitWithoutEnd } from "../support/rendition-files.ts";
import { type Shop, shop } from "../support/shop.ts";

/** Takes the one place for making renditions, until the returned function is called. */
function holdPlace(s: Shop): () => void {
  waitWithoutEnd(s);
  const { places } = s.service.deps.renditions;
  const ticket = places.enter({ id: "test", account: "" }, { begin: () => undefined });
  expect(ticket.state).toBe("held");
  return () => places.end(ticket);
}

async function manyPhotographs(s: Shop, count: number): Promise<string[]> {
  const content = await photograph(1000, 700);
  const names = Array.from({ length: count }, (_, number) => `photo-${number}.jpg`);
  for (const name of names) place(s, name, content);
  return names;
}

/** Runs work for a request of this sender. */
function as<T>(id: string, work: () => Promise<T>): Promise<T> {
  return withTrace({ requestId: `req_${id}`, entry: "internal", sender: { id, account: "" } }, work);
}

test("twenty requests at once make a rendition once", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(1500, 1000));
  const { deps } = s.service;
  const end = holdPlace(s);
  const all = Promise.all(Array.from({ length: 20 }, () => get(s, "/media/photo.jpg/640.webp")));
  await expect.poll(() => deps.renditions.places.size()).toEqual({ held: 1, waiting: 1 });
  end();
  const responses = await all;
  expect(new Set(responses.map(({ payload }) => payload)).size).toBe(1);
  expect(responses.every(({ headers }) => headers["content-type"] === "image/webp")).toBe(true);
  expect(made(s)).toEqual(["photo.jpg/640.webp"]);
  expect(readdirSync(join(folderOf(s, "renditions"), ".unfinished"))).toEqual([]);
});

test("a picture that is deleted while its rendition is made leaves none", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(3000, 2000));
  const response = get(s, "/media/photo.jpg/1920.webp");
  await expect.poll(() => s.service.deps.renditions.making.size).toBe(1);
  const { made: done } = [...s.service.deps.renditions.making.values()][0] ?? {};
  rmSync(join(folderOf(s, "media"), "photo.jpg"));
  expect(await done).toBe(false);
  expect((await response).statusCode).toBe(404);
  expect(made(s)).toEqual([]);
});

test("a stranger who requests everything waits for sixteen at most, and another visitor for one of them", async () => {
  const s = await shop();
  const files = await manyPhotographs(s, 40);
  const { deps } = s.service;
  const end = holdPlace(s);
  const order: string[] = [];
  const request = (id: string, file: string) =>
    as(id, async () => {
      const found = await findRendition(deps, file, 320);
      order.push(`${id} ${found?.kind}`);
    });
  const greedy = files.map((file) => request("greedy", file));
  await expect.poll(() => order).toEqual(Array.from({ length: 24 }, () => "greedy original"));
  expect(deps.renditions.places.size()).toEqual({ held: 1, waiting: 16 });
  order.splice(0);
  const victim = request("victim", files.at(-1) ?? "");
  await expect.poll(() => deps.renditions.places.size()).toEqual({ held: 1, waiting: 17 });
  end();
  await Promise.all([victim, ...greedy]);
  expect(order.slice(0, 2)).toContain("victim made");
  expect(order).toHaveLength(17);
  await expect.poll(() => deps.renditions.places.size()).toEqual({ held: 0, waiting: 0 });
});

test("a visitor who requests what a stranger waits for gets it in the visitor's turn", async () => {
  const s = await shop();
  const files = await manyPhotographs(s, 12);
  const { deps } = s.service;
  const end = holdPlace(s);
  const order: string[] = [];
  const request = (id: string, file: string) =>
    as(id, () => findRendition(deps, file, 320)).then(() => void order.push(`${id} ${file}`));
  const greedy = files.map((file) => request("greedy", file));
  await expect.poll(() => deps.renditions.places.size()).toEqual({ held: 1, waiting: 12 });
  const victim = request("victim", "photo-11.jpg");
  await expect.poll(() => deps.renditions.places.countOf({ id: "victim", account: "" })).toBe(1);
  end();
  await Promise.all([victim, ...greedy]);
  expect(order.slice(0, 3)).toContain("victim photo-11.jpg");
});

test("a wait has an end: the original is served meanwhile, and the rendition is made all the same", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(3000, 2000));
  const { deps } = s.service;
  const startTimer = (_ms: number, callback: () => void) => {
    callback();
    return () => undefined;
  };
  const late = {
    ...deps,
    runtime: { ...deps.runtime, startTimer },
  };
  expect(await findRendition(late, "photo.jpg", 1920)).toMatchObject({ kind: "original", file: "photo.jpg" });
  await expect.poll(() => existsSync(join(folderOf(s, "renditions"), "photo.jpg", "1920.webp"))).toBe(true);
});
