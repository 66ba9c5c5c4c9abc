/** A folder that machines share is refused at the start if its volume does not do what the files of a shop need. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { probeSharedFolder, type SharedFiles } from "../../src/service/shared-folder.ts";
import { temporaryFolder } from "../../testing/subgraph-client.ts";

/** A file system in memory that does all of it. */
function filesInMemory(): SharedFiles {
  const files = new Map<string, string>();
  const fail = (code: string) => Object.assign(new Error(code), { code });
  const read = (file: string) => {
    const text = files.get(file);
    if (text === undefined) throw fail("ENOENT");
    return text;
  };
  const add = (file: string, text: string) => {
    if (files.has(file)) throw fail("EEXIST");
    files.set(file, text);
  };
  return {
    create: add,
    read,
    list: () => [...files.keys()].map((file) => file.replace(/.*\//, "")),
    link: (from, to) => add(to, read(from)),
    rename: (from, to) => {
      files.set(to, read(from));
      files.delete(from);
    },
    remove: (file) => void files.delete(file),
  };
}

function sharedFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

test("a folder of this machine is accepted, and nothing is left there", () => {
  const folder = sharedFolder();
  probeSharedFolder(folder);
  expect(readdirSync(folder)).toEqual([]);
  probeSharedFolder(folder, filesInMemory());
});

const refused = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

test.for<[string, (files: SharedFiles) => Partial<SharedFiles>]>([
  ["a file cannot be written (EROFS)", () => ({ create: refused("EROFS") })],
  ["a written file has another content", () => ({ read: () => "" })],
  ["a written file is not in its folder", () => ({ list: () => [] })],
  [
    "two processes can create the same file",
    ({ create, remove }) => ({
      create: (file, text) => {
        remove(file);
        create(file, text);
      },
    }),
  ],
  ["a file cannot have a second name (EPERM)", () => ({ link: refused("EPERM") })],
  [
    "two files can have the same name",
    ({ link, remove }) => ({
      link: (from, to) => {
        remove(to);
        link(from, to);
      },
    }),
  ],
  ["a file cannot replace another (EXDEV)", () => ({ rename: refused("EXDEV") })],
])("a volume is refused where %s", ([what, faultOf]) => {
  const files = filesInMemory();
  const faulty = { ...files, ...faultOf(files) };
  expect(() => probeSharedFolder(sharedFolder(), faulty)).toThrow(
    new RegExp(`cannot keep the files of a shop on several machines: ${what.replace(/[()]/g, "\\$&")}.*postgresql.md`),
  );
});

test("a folder that cannot be made is the refusal of the system", () => {
  const folder = sharedFolder();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
  expect(() => probeSharedFolder(folder)).toThrow("EEXIST");
});
